package io.posthorn.cli.demo;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for conditions that only polling finds out. */
final class Patience {
  private static final long PAUSE_NANOS = 50_000_000;

  private Patience() {}

  /** Whether {@code condition} became true within {@code time}. */
  static boolean within(Duration time, BooleanSupplier condition) {
    long end = System.nanoTime() + time.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - end >= 0 || Thread.currentThread().isInterrupted()) {
        return false;
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
    return true;
  }

  /**
   * Waits for {@code condition}.
   *
   * @throws IllegalStateException saying {@code what} when it does not come true in time
   */
  static void until(String what, Duration time, BooleanSupplier condition) {
    if (!within(time, condition)) {
      throw new IllegalStateException(what + " (waited " + time.toSeconds() + " s)");
    }
  }
}
