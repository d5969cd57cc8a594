package io.posthorn.broker;

import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

/**
 * Counts the work that is under way in the engine, and shuts out new work when the broker stops.
 * Two striped counters instead of a lock, because every request passes twice.
 */
final class Gate {
  private static final long LOOK_AGAIN_NANOS = 1_000_000;

  private final LongAdder begun = new LongAdder();
  private final LongAdder ended = new LongAdder();
  private volatile boolean shut;

  /**
   * Begins a request; throws STOPPING when the gate is shut, and then there is nothing to {@link
   * #end}.
   */
  void enter() {
    begun.increment();
    if (shut) {
      ended.increment();
      throw Failures.stopping();
    }
  }

  /** Begins work that belongs to a request which has entered. Never refused. */
  void begin() {
    begun.increment();
  }

  void end() {
    ended.increment();
  }

  boolean isShut() {
    return shut;
  }

  void shut() {
    shut = true;
  }

  /** Waits until nothing is under way; false when {@code atMost} was too short. */
  boolean awaitQuiet(Duration atMost) {
    long deadline = System.nanoTime() + atMost.toNanos();
    while (!isQuiet()) {
      if (System.nanoTime() - deadline >= 0 || Thread.currentThread().isInterrupted()) {
        return false;
      }
      LockSupport.parkNanos(LOOK_AGAIN_NANOS);
    }
    return true;
  }

  /**
   * Reads {@code ended} first: as both only grow, finding them equal then means that nothing was
   * under way between.
   */
  private boolean isQuiet() {
    long done = ended.sum();
    return done == begun.sum();
  }
}
