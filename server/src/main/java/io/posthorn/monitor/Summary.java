package io.posthorn.monitor;

import io.posthorn.metrics.QueueSample;
import java.time.Instant;
import java.util.List;

/**
 * What who follows live is told, at most once a second.
 *
 * @param at when, on the wall clock
 * @param queues how many there are
 * @param total all queues together, as last looked at
 * @param rates messages a second on this node, since the summary before
 * @param failingTargets targets whose last call failed
 * @param each the queues asked for, those that exist
 */
public record Summary(
    Instant at,
    long queues,
    QueueSample total,
    Overview.Rates rates,
    int failingTargets,
    List<QueueSample> each) {}
