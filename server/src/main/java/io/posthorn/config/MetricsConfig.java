package io.posthorn.config;

/**
 * How closely queues are watched.
 *
 * @param queues most queues with metrics of their own
 * @param historyQueues most queues whose last hour is kept
 */
public record MetricsConfig(int queues, int historyQueues) {}
