package io.posthorn.storage;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A change of one message.
 *
 * @param message which
 * @param kind what
 * @param visibleAt RESCHEDULE: the new instant, on the wall clock; else null
 */
public record Change(MessageRef message, Kind kind, @Nullable Instant visibleAt) {
  /** What is changed. */
  public enum Kind {
    /**
     * Drops it, whatever its state; a lease on it becomes stale; its deduplication id and key are
     * free again.
     */
    CANCEL,
    /** DEAD to READY at now; attempts, age and life start again. */
    REDRIVE,
    /** A SCHEDULED message becomes ready now; a READY one stays in its place. */
    RUN_NOW,
    /**
     * A SCHEDULED or READY message waits for another instant. Where its lease had expired, that
     * attempt is over.
     *
     * <p>With this and RUN_NOW, ttl and age count anew when the first {@code visibleAt} had not
     * come yet, else they go on.
     */
    RESCHEDULE
  }

  public Change {
    if ((kind == Kind.RESCHEDULE) == (visibleAt == null)) {
      throw new IllegalArgumentException(
          "visibleAt: " + visibleAt + " (expected: an instant with RESCHEDULE alone)");
    }
  }
}
