package io.posthorn.benchmarks.delivery;

/**
 * What is posted.
 *
 * @param messages how many bodies in a measurement
 * @param size bytes of a body
 * @param inFlight most requests at once
 */
record Load(int messages, int size, int inFlight) {
  /** A body. */
  String body() {
    return "x".repeat(size);
  }

  /** What is wrong when {@code arrived} messages arrived; empty = nothing. */
  String missing(long arrived) {
    return arrived == messages ? "" : arrived + " of " + messages + " arrived";
  }
}
