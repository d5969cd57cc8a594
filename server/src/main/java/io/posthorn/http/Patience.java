package io.posthorn.http;

import java.time.Duration;

/**
 * How long clients may take, in ticks of their event loop's sweeps.
 *
 * @param idle without progress
 * @param head to send a request's head
 * @param body to send its body
 */
record Patience(int idle, int head, int body) {
  /** {@code times} in ticks of {@code period} milliseconds. */
  static Patience of(ListenerOptions.Times times, long period) {
    return new Patience(
        ticks(times.idle(), period), ticks(times.head(), period), ticks(times.body(), period));
  }

  private static int ticks(Duration time, long period) {
    return time.isZero() ? Integer.MAX_VALUE : (int) ((time.toMillis() + period - 1) / period);
  }
}
