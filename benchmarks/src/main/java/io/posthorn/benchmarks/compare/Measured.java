package io.posthorn.benchmarks.compare;

/**
 * One measurement.
 *
 * @param rate requests a second
 * @param cpuMicros CPU time of the server per request; 0 = not known
 * @param problem what was wrong with it; empty = nothing
 */
public record Measured(double rate, double cpuMicros, String problem) {}
