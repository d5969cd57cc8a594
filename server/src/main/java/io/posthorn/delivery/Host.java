package io.posthorn.delivery;

import java.util.random.RandomGenerator;

/**
 * What the targets of one origin share: whether it can be reached, and its share of all calls, so
 * that one host with an id in each path has no more than one with a single path. Belongs to the
 * loop.
 */
final class Host {
  /** The part of what is free for one that is not known to be quick. */
  private static final int DYNAMIC_SHARE = 10;

  private final Circuit circuit = new Circuit();
  private final int most;
  private int calls;
  private int oldCalls;
  private int held;
  private final Latency latency = new Latency();

  /** One that may have {@code most} calls. */
  Host(int most) {
    this.most = most;
  }

  boolean idle() {
    return calls == 0 && held == 0;
  }

  /** Whether only probes are let through. */
  boolean open() {
    return circuit.open();
  }

  long barredUntil(long now) {
    return circuit.barredUntil(now);
  }

  /** Whether its calls are known to take long, or half of them do now. */
  boolean slow() {
    return latency.slow() || oldCalls > 0 && oldCalls * 2 >= calls;
  }

  /** Whether its calls are known not to take long. */
  boolean quick() {
    return latency.known() && !slow();
  }

  /**
   * Whether one more call may begin. One that is not known to be quick has a part of what is free
   * altogether, and none of the last quarter if it, or the call's target, is known to be slow.
   *
   * @param slowTarget whether the call's target is
   * @param free calls that all origins together may still begin
   * @param budget calls that they may have
   */
  boolean admits(boolean slowTarget, int free, int budget) {
    if (calls >= most || ((slowTarget || slow()) && free <= budget / 4)) {
      return false;
    }
    return quick() || calls < Math.max(1, free / DYNAMIC_SHARE);
  }

  /** Whether one more message may wait for a call to it to end. */
  boolean mayHold() {
    return held < most;
  }

  /** A message begins to wait here ({@code by} = 1), or does so no more (-1). */
  void held(int by) {
    held += by;
  }

  void begun() {
    calls++;
    circuit.begun();
  }

  /** A call to it takes longer than a quick one does. */
  void aged() {
    oldCalls++;
  }

  /** A call ended that says nothing about it. */
  void unknown(boolean old) {
    over(old);
    circuit.unknown();
  }

  /** A call did not arrive; answers whether that opened the circuit. As with {@link Circuit}. */
  boolean unreached(boolean old, long now, long longest, RandomGenerator random) {
    over(old);
    return circuit.failed(now, longest, random);
  }

  /** A call arrived, and took so long. */
  void reached(boolean old, long millis) {
    over(old);
    latency.took(millis);
    circuit.succeeded();
  }

  private void over(boolean old) {
    calls--;
    if (old) {
      oldCalls--;
    }
  }
}
