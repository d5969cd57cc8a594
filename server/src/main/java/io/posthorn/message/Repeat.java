package io.posthorn.message;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;

/** When a task runs again after it ran. Computed by {@code io.posthorn.schedule}. */
public sealed interface Repeat {
  /**
   * At the instants of a cron expression.
   *
   * @param expression five fields (minutes first) or six (seconds first)
   * @param zone whose wall clock it reads
   */
  record Cron(String expression, ZoneId zone) implements Repeat {
    public Cron {
      requireNonNull(expression, "expression");
      requireNonNull(zone, "zone");
    }
  }

  /**
   * At {@code anchor} plus whole multiples of {@code interval}.
   *
   * @param interval at least 1 s
   * @param anchor the first run
   */
  record Every(Duration interval, Instant anchor) implements Repeat {
    public Every {
      if (interval.compareTo(Duration.ofSeconds(1)) < 0) {
        throw new IllegalArgumentException(
            "repeat.every: " + interval + " (expected: at least 1s)");
      }
    }
  }

  /**
   * At a pace that the answer decides: {@code done} ends it, {@code reset} starts over, anything
   * else makes the pause longer by {@code step}.
   *
   * @param step what each pause is longer than the one before, at least 1 s
   * @param max longest pause; zero = no cap
   */
  record Adaptive(Duration step, Duration max) implements Repeat {
    public Adaptive {
      if (step.compareTo(Duration.ofSeconds(1)) < 0) {
        throw new IllegalArgumentException(
            "repeat.adaptive.step: " + step + " (expected: at least 1s)");
      }
      if (max.isNegative()) {
        throw new IllegalArgumentException("repeat.adaptive.max: negative (expected: >= 0)");
      }
    }
  }
}
