package io.posthorn.benchmarks.crash;

/**
 * When the server died and came back, nanoTime.
 *
 * @param at when it was killed
 * @param restartedAt when it was started again; what came to the receiver before was sent by the
 *     one that was killed
 */
record Kill(long at, long restartedAt) {
  /**
   * How long an answered call may take to be settled on stable storage: what was answered earlier
   * before the kill must not come again.
   */
  static final long SETTLING = 1_000_000_000L;

  /** Whether {@code call} was under way, or perhaps not settled, when the server died. */
  boolean inFlight(Call call) {
    return call.cameAt() < restartedAt
        && (call.end().status() == 0 || call.end().at() >= at - SETTLING);
  }

  /** Whether the server that was started again made {@code call}. */
  boolean isBefore(Call call) {
    return call.cameAt() >= restartedAt;
  }

  /** Whether {@code again} may repeat {@code call}, which had been answered. */
  boolean excuses(Call call, Call again) {
    return inFlight(call) && isBefore(again);
  }
}
