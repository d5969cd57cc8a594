package io.posthorn.config;

import java.time.Duration;

/**
 * Bounds on what one request may ask of a queue.
 *
 * @param batch most messages a request
 * @param longPoll longest long poll
 * @param minLease shortest lease
 * @param maxLease longest lease
 * @param body largest message, bytes
 * @param delay longest delay
 * @param handOut bytes after which a reserve, take or browse stops adding messages
 * @param waiters most long polls at once
 */
public record LimitsConfig(
    int batch,
    Duration longPoll,
    Duration minLease,
    Duration maxLease,
    int body,
    Duration delay,
    long handOut,
    int waiters) {}
