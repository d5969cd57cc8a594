package io.posthorn.monitor;

import java.time.Duration;
import java.time.Instant;

/**
 * What happened over time.
 *
 * @param end the end of the last point
 * @param interval what each point stands for
 * @param columns the points
 */
public record History(Instant end, Duration interval, Columns columns) {
  /**
   * Points by column, oldest first, all of the same length and not to be changed.
   *
   * @param enqueued messages stored
   * @param consumed messages taken or acked
   * @param dead messages that went DEAD
   * @param depth messages unfinished at the end of the point
   * @param p50 the median of how long messages took from being due to being done, microseconds; -1
   *     = none was done here
   * @param p99 the same of the slowest hundredth
   */
  public record Columns(
      int[] enqueued, int[] consumed, int[] dead, int[] depth, int[] p50, int[] p99) {}
}
