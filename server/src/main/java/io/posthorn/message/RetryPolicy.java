package io.posthorn.message;

import java.time.Duration;

/**
 * How often and how late a failed message is tried again: exponential backoff with full jitter.
 *
 * @param maxAttempts attempts before the message is DEAD; 0 = unlimited
 * @param maxAge age, from the first {@code visibleAt}, after which it is not tried again; zero =
 *     unlimited
 * @param first upper bound of the first pause
 * @param cap upper bound of every pause
 * @param multiplier growth of the bound from pause to pause, at least 1
 * @param jitter whether the pause is drawn from (0, bound] instead of being the bound
 */
public record RetryPolicy(
    int maxAttempts,
    Duration maxAge,
    Duration first,
    Duration cap,
    double multiplier,
    boolean jitter) {
  /** The policy of a queue that names none. */
  public static final RetryPolicy DEFAULT =
      new RetryPolicy(16, Duration.ofDays(3), Duration.ofSeconds(1), Duration.ofHours(1), 2, true);

  public RetryPolicy {
    if (maxAttempts < 0) {
      throw new IllegalArgumentException(
          "retry.maxAttempts: " + maxAttempts + " (expected: >= 0, 0 = unlimited)");
    }
    if (maxAge.isNegative() || first.isNegative() || cap.isNegative()) {
      throw new IllegalArgumentException("retry.maxAge, first and cap: negative (expected: >= 0)");
    }
    if (!(multiplier >= 1 && multiplier <= 100)) {
      throw new IllegalArgumentException(
          "retry.multiplier: " + multiplier + " (expected: 1 to 100)");
    }
  }

  /**
   * The pause after the failed attempt number {@code attempt} (1-based); {@code random} in [0, 1)
   * draws the jitter, so that the result depends on the arguments alone. ("Full jitter": AWS
   * Architecture Blog, 2015.)
   */
  public Duration delay(int attempt, double random) {
    double bound = (double) first.toMillis() * Math.pow(multiplier, Math.max(0, attempt - 1));
    double capped = Math.min(bound, (double) cap.toMillis());
    return Duration.ofMillis(Math.round(jitter ? capped * (1 - random) : capped));
  }

  /**
   * Whether a message that failed attempt number {@code attempt} at {@code age} is out of tries.
   */
  public boolean exhausted(int attempt, Duration age) {
    return (maxAttempts > 0 && attempt >= maxAttempts)
        || (!maxAge.isZero() && age.compareTo(maxAge) >= 0);
  }
}
