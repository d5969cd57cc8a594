package io.posthorn.delivery;

import io.posthorn.delivery.call.Failure;
import io.posthorn.delivery.call.Outcome;
import java.util.ArrayDeque;
import java.util.random.RandomGenerator;

/** What is known of a target and under way to it. Belongs to the loop. */
final class Target {
  /** What goes back to its queue comes again within this time. */
  private static final long LONGEST_SLOT_MILLIS = 60_000;

  /** What waits for a probe comes again within this time after it. */
  private static final long TURNS_MILLIS = 2_000;

  private static final int LEAST_SERVER_ERROR = 500;

  /** Its URL without the query, or the digest of a long one. */
  final String name;

  /** What all targets of its origin share. */
  final Host host;

  /** Its own. */
  private final Circuit own;

  /** Messages that wait for a call to end, oldest first. */
  final ArrayDeque<Flight> held = new ArrayDeque<>();

  /** How many calls it may have. */
  private final TargetLimit limit;

  private int calls;
  private final Latency latency = new Latency();
  private double slowestMillis;
  private long nextSlot;
  private long fullSince;
  private long nextTurn;

  Target(String name, Host host, Circuit own, int most) {
    this.name = name;
    this.host = host;
    this.own = own;
    limit = new TargetLimit(most);
  }

  /** Whether it may be forgotten for a while. */
  boolean idle() {
    return calls == 0 && held.isEmpty();
  }

  /** Whether only probes are let through. */
  boolean open() {
    return host.open() || own.open();
  }

  /** When the next call may be made: by now, unless a circuit is open. */
  long barredUntil(long now) {
    return Math.max(host.barredUntil(now), own.barredUntil(now));
  }

  /** Whether calls are known to take long. */
  boolean slow() {
    return latency.slow() || slowestMillis >= Latency.SLOW_MILLIS;
  }

  /** Whether one more call may begin, as far as it is concerned; see {@link Host#admits}. */
  boolean admits(long now, int free, int budget) {
    return limit.room(now) > 0 && host.admits(slow(), free, budget);
  }

  /**
   * Whether a message may wait for one of its calls to end, rather than go back to its queue: any
   * that will be called soon, but few where the target asked for mercy.
   */
  boolean mayHold() {
    return keeps() && host.mayHold() && (held.size() < calls || !limit.struggles());
  }

  /** Whether what waits here may go on waiting: a call will end, and soon. */
  boolean keeps() {
    return calls > 0 && !slow() && !host.slow();
  }

  /** Lets a message wait here. */
  void hold(Flight flight) {
    held.add(flight);
    host.held(1);
  }

  /** Takes the message that has waited longest. */
  Flight unhold() {
    host.held(-1);
    return held.remove();
  }

  /** Takes {@code flight} if it waits here; answers whether it did. */
  boolean unhold(Flight flight) {
    boolean was = held.remove(flight);
    if (was) {
      host.held(-1);
    }
    return was;
  }

  /** A call begins. */
  void begun(long now) {
    calls++;
    limit.begin(now);
    host.begun();
    own.begun();
  }

  /**
   * A call ended; answers whether that opened a circuit.
   *
   * @param old whether the origin was told that it aged
   * @param beganAt as {@link #begun} was told
   * @param failed whether the outcome counts as a failure
   * @param longest milliseconds between two probes at most, however often they fail
   */
  boolean ended(
      Outcome outcome,
      boolean old,
      long beganAt,
      boolean failed,
      long longest,
      long now,
      RandomGenerator random) {
    calls--;
    limit.end(beganAt, now, TargetLimit.ending(outcome, !failed));
    Failure failure = outcome.failure();
    if (failure == Failure.ABORTED || failure == Failure.OVERLOADED || failure == Failure.DENIED) {
      host.unknown(old);
      own.unknown();
      return false;
    }
    if (!outcome.reached() && failure != null) {
      own.unknown();
      return host.unreached(old, now, longest, random);
    }
    long millis = outcome.duration().toMillis();
    boolean wasSlow = slow();
    latency.took(millis);
    slowestMillis = 0;
    if (wasSlow && !slow()) {
      fullSince = now;
      nextSlot = now;
    }
    host.reached(old, millis);
    if (failed && (failure != null || outcome.status() >= LEAST_SERVER_ERROR)) {
      return own.failed(now, longest, random);
    }
    own.succeeded();
    return false;
  }

  /** A call is under way for so long. */
  void takes(long millis) {
    slowestMillis = Math.max(slowestMillis, (double) millis);
  }

  /**
   * When there may be room for one more message, after those for which that was asked before: no
   * later than it has been full already, so that what it sent away is there when it recovers.
   */
  long slot(long now) {
    if (now > nextSlot) {
      fullSince = now;
    }
    double millis = Math.max(Math.max(latency.millis(), slowestMillis), Latency.SLOW_MILLIS / 4.0);
    long horizon = Math.max(Latency.SLOW_MILLIS, Math.min(now - fullSince, LONGEST_SLOT_MILLIS));
    long first = now + Math.min((long) millis, horizon);
    long next = Math.max(nextSlot, first) + Math.max(1, (long) (millis / Math.max(1, calls)));
    nextSlot = next > first + horizon ? first : next;
    return nextSlot;
  }

  /** When one more message is to come back that finds a circuit open until {@code barred}. */
  long turnAfter(long barred) {
    nextTurn = nextTurn < barred || nextTurn > barred + TURNS_MILLIS ? barred : nextTurn + 1;
    return nextTurn;
  }
}
