package io.posthorn.protocol.rest;

import java.time.Instant;

/**
 * What a node says of itself.
 *
 * @param name tells it from others
 * @param version of its build
 * @param engine where it keeps messages
 * @param startedAt when it started
 */
public record Node(String name, String version, String engine, Instant startedAt) {}
