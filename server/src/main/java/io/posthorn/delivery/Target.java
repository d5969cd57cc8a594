package io.posthorn.delivery;

import java.util.ArrayDeque;
import java.util.random.RandomGenerator;

/** What is known of a target and under way to it. Belongs to the loop. */
final class Target {
  private static final double WEIGHT = 0.2;
  private static final int SLOW_MILLIS = 1_000;
  private static final int DYNAMIC_SHARE = 10;
  private static final int LEAST_SERVER_ERROR = 500;

  /** What all targets of its origin share. */
  final Circuit origin;

  /** Its own. */
  final Circuit own;

  /** Messages that wait for a call to end, oldest first. */
  final ArrayDeque<Flight> held = new ArrayDeque<>();

  /** How many calls it may have. */
  private final TargetLimit limit;

  private int calls;
  private double meanMillis = -1;
  private double slowestMillis;
  private long nextSlot;
  private long nextTurn;

  Target(Circuit origin, Circuit own, int most) {
    this.origin = origin;
    this.own = own;
    limit = new TargetLimit(most);
  }

  /** Whether it may be forgotten for a while. */
  boolean idle() {
    return calls == 0 && held.isEmpty();
  }

  /** When the next call may be made: by now, unless a circuit is open. */
  long barredUntil(long now) {
    return Math.max(origin.barredUntil(now), own.barredUntil(now));
  }

  /** Whether calls are known to take long. */
  boolean slow() {
    return Math.max(meanMillis, slowestMillis) >= SLOW_MILLIS;
  }

  /**
   * Whether one more call may begin. One that is not known to be quick has a part of what is free
   * altogether, and none of the last quarter if it is known to be slow.
   *
   * @param free calls that all targets together may still begin
   * @param budget calls that they may have
   */
  boolean admits(long now, int free, int budget) {
    if (limit.room(now) < 1 || (slow() && free <= budget / 4)) {
      return false;
    }
    boolean quick = meanMillis >= 0 && !slow();
    return quick || calls < Math.max(1, free / DYNAMIC_SHARE);
  }

  /** A call begins. */
  void begun(long now) {
    calls++;
    limit.begin(now);
    origin.begun();
    own.begun();
  }

  /**
   * A call ended; answers whether that opened a circuit.
   *
   * @param beganAt as {@link #begun} was told
   * @param failed whether the outcome counts as a failure
   */
  boolean ended(Outcome outcome, long beganAt, boolean failed, long now, RandomGenerator random) {
    calls--;
    limit.end(beganAt, now, TargetLimit.ending(outcome, !failed));
    Failure failure = outcome.failure();
    if (failure == Failure.ABORTED || failure == Failure.OVERLOADED || failure == Failure.DENIED) {
      origin.unknown();
      own.unknown();
      return false;
    }
    long millis = outcome.duration().toMillis();
    meanMillis = meanMillis < 0 ? millis : meanMillis + WEIGHT * (millis - meanMillis);
    slowestMillis = 0;
    if (!outcome.reached() && failure != null) {
      own.unknown();
      return origin.failed(now, random);
    }
    origin.succeeded();
    if (failed && (failure != null || outcome.status() >= LEAST_SERVER_ERROR)) {
      return own.failed(now, random);
    }
    own.succeeded();
    return false;
  }

  /** A call is under way for so long. */
  void takes(long millis) {
    slowestMillis = Math.max(slowestMillis, (double) millis);
  }

  /** When there may be room for one more message, after those for which that was asked before. */
  long slot(long now) {
    double millis = Math.max(Math.max(meanMillis, slowestMillis), SLOW_MILLIS / 4.0);
    long first = now + (long) millis;
    nextSlot = Math.max(nextSlot, first) + Math.max(1, (long) (millis / Math.max(1, calls)));
    return nextSlot;
  }

  /** When one more message is to come back that finds a circuit open until {@code barred}. */
  long turnAfter(long barred) {
    nextTurn = Math.max(nextTurn + 1, barred);
    return nextTurn;
  }
}
