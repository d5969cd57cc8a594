package io.posthorn.message;

import java.time.Duration;

/**
 * A token bucket: {@code permits} hand-outs per {@code per}, at most {@code burst} at once.
 *
 * @param permits tokens added per period, 1 to a billion
 * @param per the period, 1 ms to 1 day
 * @param burst most tokens saved up, 1 to a billion
 */
public record RateLimit(long permits, Duration per, long burst) {
  /** Upper bound of permits and burst. */
  public static final long MAX = 1_000_000_000;

  public RateLimit {
    if (permits < 1 || permits > MAX) {
      throw new IllegalArgumentException(
          "rateLimit.permits: " + permits + " (expected: 1 to " + MAX + ")");
    }
    if (per.compareTo(Duration.ofMillis(1)) < 0 || per.compareTo(Duration.ofDays(1)) > 0) {
      throw new IllegalArgumentException("rateLimit.per: " + per + " (expected: 1ms to 1d)");
    }
    if (burst < 1 || burst > MAX) {
      throw new IllegalArgumentException(
          "rateLimit.burst: " + burst + " (expected: 1 to " + MAX + ")");
    }
  }
}
