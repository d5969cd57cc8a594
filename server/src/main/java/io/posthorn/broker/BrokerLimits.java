package io.posthorn.broker;

import java.time.Duration;

/**
 * Bounds on what one request may ask.
 *
 * @param batch most messages a request
 * @param longPoll longest long poll
 * @param minLease shortest lease
 * @param maxLease longest lease
 * @param body largest message, bytes
 * @param delay longest delay, and how far ahead a {@code visibleAt} may lie
 * @param handOutBytes reserve, take and browse stop before exceeding it
 * @param waiters most long polls at once
 */
public record BrokerLimits(
    int batch,
    Duration longPoll,
    Duration minLease,
    Duration maxLease,
    int body,
    Duration delay,
    long handOutBytes,
    int waiters) {
  /** Most headers of a target or a task. */
  public static final int MAX_HEADERS = 100;

  /** Most secrets of a queue. */
  public static final int MAX_SECRETS = 10;

  /** The limits of a server that sets none. */
  public static final BrokerLimits DEFAULT =
      new BrokerLimits(
          1000,
          Duration.ofSeconds(60),
          Duration.ofSeconds(1),
          Duration.ofHours(12),
          64 << 20,
          Duration.ofDays(3653),
          8 << 20,
          20_000);
}
