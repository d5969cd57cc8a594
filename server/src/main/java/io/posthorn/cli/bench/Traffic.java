package io.posthorn.cli.bench;

import java.time.Duration;

/**
 * How much, how fast and how long.
 *
 * @param clients connections at once
 * @param threads selector threads that share them
 * @param rate requests a second, all clients together, sent when due (open loop); 0 = each client
 *     as fast as it is answered (closed loop)
 * @param duration how long
 * @param requests ends earlier after so many requests; 0 = never
 * @param keepAlive whether connections are used again
 * @param timeout an answer that takes longer is an error
 */
public record Traffic(
    int clients,
    int threads,
    double rate,
    Duration duration,
    long requests,
    boolean keepAlive,
    Duration timeout) {
  public Traffic {
    if (clients < 1 || threads < 1) {
      throw new IllegalArgumentException(
          "clients, threads: " + clients + ", " + threads + " (expected: at least 1)");
    }
    if (rate < 0 || requests < 0) {
      throw new IllegalArgumentException(
          "rate, requests: " + rate + ", " + requests + " (expected: at least 0)");
    }
    if (duration.isNegative() || duration.isZero()) {
      throw new IllegalArgumentException("duration: " + duration + " (expected: more than 0)");
    }
    threads = Math.min(threads, clients);
  }

  /** Closed loop, keep-alive, one thread. */
  public static Traffic closed(int clients, Duration duration) {
    return new Traffic(clients, 1, 0, duration, 0, true, Duration.ofSeconds(30));
  }

  /** Open loop, keep-alive, one thread. */
  public static Traffic open(int clients, double rate, Duration duration) {
    return new Traffic(clients, 1, rate, duration, 0, true, Duration.ofSeconds(30));
  }

  /** Closed loop until {@code requests} are answered. */
  public static Traffic count(int clients, long requests) {
    return new Traffic(clients, 1, 0, Duration.ofDays(1), requests, true, Duration.ofSeconds(60));
  }
}
