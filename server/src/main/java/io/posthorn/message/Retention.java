package io.posthorn.message;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How long finished messages are kept: while within every limit that is given. Beyond {@code count}
 * and {@code bytes} the CONSUMED messages of the lowest sequences go first, and the DEAD ones that
 * died first. A queue that consumes much in another order than that of its sequences may drop, once
 * it has twice as many as it keeps, what was consumed first.
 *
 * @param count most messages kept; null = any number
 * @param age kept while younger than this, counted from when it finished; null = any age
 * @param bytes most bytes of bodies kept; null = any number
 */
public record Retention(@Nullable Long count, @Nullable Duration age, @Nullable Long bytes) {
  /** Keeps nothing. */
  public static final Retention NONE = new Retention(0L, null, null);

  /** The dead letters of a queue that says nothing else: a million for 14 days. */
  public static final Retention DEAD = new Retention(1_000_000L, Duration.ofDays(14), null);

  public Retention {
    if (count != null && count < 0) {
      throw new IllegalArgumentException("retention count: " + count + " (expected: >= 0)");
    }
    if (age != null && age.isNegative()) {
      throw new IllegalArgumentException("retention age: " + age + " (expected: >= 0)");
    }
    if (bytes != null && bytes < 0) {
      throw new IllegalArgumentException("retention bytes: " + bytes + " (expected: >= 0)");
    }
  }

  /** Whether nothing at all is kept. */
  public boolean isNone() {
    return count != null && count == 0;
  }
}
