package io.posthorn.delivery;

/** How long calls took lately: a moving mean, each call a fifth of it. For one thread. */
final class Latency {
  /** Calls that take as long are slow. */
  static final int SLOW_MILLIS = 1_000;

  private static final double WEIGHT = 0.2;

  private double millis = -1;

  /** Whether there was any call. */
  boolean known() {
    return millis >= 0;
  }

  /** The mean; negative = there was no call. */
  double millis() {
    return millis;
  }

  boolean slow() {
    return millis >= SLOW_MILLIS;
  }

  void took(long call) {
    millis = known() ? millis + WEIGHT * (call - millis) : call;
  }
}
