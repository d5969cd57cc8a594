package io.posthorn.delivery;

import io.posthorn.delivery.call.Failure;
import io.posthorn.delivery.call.Outcome;
import java.util.Set;
import java.util.TreeMap;

/**
 * How many calls one target may have under way: few at first, one more for each success, half when
 * it asks for mercy or lets a call time out, and a tenth of the bound while one of its calls takes
 * long. Many calls that end badly together halve it once. Times are milliseconds of any one clock.
 * For one thread.
 */
final class TargetLimit {
  /** What the end of a call says about the target. */
  enum Ending {
    /** It coped. */
    SUCCESS,
    /** It has too much to do. */
    OVERLOADED,
    /** Nothing. */
    OTHER
  }

  private static final int FIRST = 4;
  private static final int SLOW_SHARE = 10;
  private static final Set<Integer> OVERLOAD = Set.of(429, 502, 503, 504);

  private final int most;
  private final int mostWhileSlow;

  /** How many calls under way began when. */
  private final TreeMap<Long, Integer> begun = new TreeMap<>();

  private int underWay;
  private int limit;
  private long halvedAt = Long.MIN_VALUE;

  /** A limit that grows up to {@code most}. */
  TargetLimit(int most) {
    if (most < 1) {
      throw new IllegalArgumentException("most: " + most + " (expected: at least 1)");
    }
    this.most = most;
    this.mostWhileSlow = Math.max(1, most / SLOW_SHARE);
    this.limit = Math.min(FIRST, most);
  }

  /** How many more calls may begin at {@code now}. */
  int room(long now) {
    boolean slow = !begun.isEmpty() && now - begun.firstKey() > Latency.SLOW_MILLIS;
    return Math.max(0, (slow ? Math.min(limit, mostWhileSlow) : limit) - underWay);
  }

  /** Whether it was halved to less than what an unknown target has, and has not recovered. */
  boolean struggles() {
    return halvedAt != Long.MIN_VALUE && limit < FIRST;
  }

  /** A call begins at {@code now}, whether there is room or not. */
  void begin(long now) {
    begun.merge(now, 1, Integer::sum);
    underWay++;
  }

  /** The call that began at {@code beganAt} ends at {@code now}. */
  void end(long beganAt, long now, Ending ending) {
    Integer count = begun.get(beganAt);
    if (count == null) {
      throw new IllegalStateException("no call under way began at " + beganAt);
    }
    if (count == 1) {
      begun.remove(beganAt);
    } else {
      begun.put(beganAt, count - 1);
    }
    underWay--;
    if (ending == Ending.SUCCESS) {
      limit = Math.min(limit + 1, most);
    } else if (ending == Ending.OVERLOADED && beganAt >= halvedAt) {
      limit = Math.max(1, limit / 2);
      halvedAt = now;
    }
  }

  /** What {@code outcome} says; {@code success} is whether it counts as delivered. */
  static Ending ending(Outcome outcome, boolean success) {
    if (outcome.failure() == Failure.TIMEOUT
        || outcome.answered() && OVERLOAD.contains(outcome.status())) {
      return Ending.OVERLOADED;
    }
    return success ? Ending.SUCCESS : Ending.OTHER;
  }
}
