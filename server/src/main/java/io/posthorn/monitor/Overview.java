package io.posthorn.monitor;

import io.posthorn.metrics.FailingTarget;
import io.posthorn.metrics.QueueSample;
import java.time.Instant;
import java.util.List;

/**
 * Everything at a glance.
 *
 * @param at when, on the wall clock
 * @param queues how many there are
 * @param total all queues together, as last looked at
 * @param flow what this node does
 * @param failing the targets that fail, the worst first
 * @param failingTargets how many fail
 * @param busiest the queues that most went through, the busiest first
 * @param history all queues together
 */
public record Overview(
    Instant at,
    long queues,
    QueueSample total,
    Rates flow,
    List<FailingTarget> failing,
    int failingTargets,
    List<Busy> busiest,
    History history) {
  /** Messages a second, over the last ten seconds. */
  public record Rates(double enqueued, double consumed, double dead) {}

  /** A queue and its rates over the last point of its history. */
  public record Busy(QueueSample queue, Rates rates) {}
}
