package io.posthorn.monitor;

import java.time.Duration;

/**
 * How closely a monitor looks.
 *
 * @param series most queues with metrics of their own
 * @param page most queues asked for at once, at least 1
 * @param point time that a point of a history stands for
 * @param pause between two pages of a walk over all queues
 * @param streams most clients that follow live
 */
public record MonitorOptions(int series, int page, Duration point, Duration pause, int streams) {
  /** Points that a history keeps: an hour of them, at ten seconds each. */
  public static final int POINTS = 360;

  private static final Duration POINT = Duration.ofSeconds(10);
  private static final int PAGE = 100;
  private static final int STREAMS = 64;

  /**
   * The options of a server.
   *
   * @param alone whether no other process shares the engine; what is shared is asked more gently
   * @param batch most queues of a request to the broker
   */
  public static MonitorOptions of(int series, boolean alone, int batch) {
    return new MonitorOptions(
        series, Math.min(batch, PAGE), POINT, Duration.ofMillis(alone ? 5 : 100), STREAMS);
  }
}
