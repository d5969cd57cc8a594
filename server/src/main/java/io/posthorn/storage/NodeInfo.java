package io.posthorn.storage;

import java.time.Instant;

/**
 * What a process that works on shared storage says of itself.
 *
 * @param id tells it from all others, also from one that was at its place before
 * @param name where it is, for people
 * @param version of its build
 * @param startedAt when it started, by its own wall clock; milliseconds count
 */
public record NodeInfo(String id, String name, String version, Instant startedAt) {}
