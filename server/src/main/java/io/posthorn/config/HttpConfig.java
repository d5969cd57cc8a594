package io.posthorn.config;

import java.time.Duration;

/**
 * Bounds of the HTTP listener.
 *
 * @param maxBody bytes of a request's body
 * @param bodyBudget bytes of all bodies that are being received at once
 * @param replyBudget bytes of all large replies that are being made or sent at once
 * @param idleTimeout how long a connection may be silent
 * @param headTimeout how long a request's head may take to come
 * @param bodyTimeout how long its body may take
 * @param maxConnections connections at once
 * @param maxConnectionsPerAddress those of them from one address
 * @param eventLoops threads that serve them; 0 = as many as there are cores
 */
public record HttpConfig(
    int maxBody,
    long bodyBudget,
    long replyBudget,
    Duration idleTimeout,
    Duration headTimeout,
    Duration bodyTimeout,
    int maxConnections,
    int maxConnectionsPerAddress,
    int eventLoops) {}
