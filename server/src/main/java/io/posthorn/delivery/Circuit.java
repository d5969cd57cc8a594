package io.posthorn.delivery;

import java.util.random.RandomGenerator;

/**
 * Stops calls to what fails again and again, but for one probe at a time, ever more rarely. For one
 * thread.
 */
final class Circuit {
  private static final int THRESHOLD = 5;
  private static final long FIRST_PAUSE_MILLIS = 1_000;
  private static final long LONGEST_PAUSE_MILLIS = 60_000;

  private int failures;
  private long pause;
  private long openUntil;
  private boolean probing;

  /** Whether only probes are let through. */
  boolean open() {
    return failures >= THRESHOLD;
  }

  /** When the next call may be made: by now, unless it is open. */
  long barredUntil(long now) {
    if (!open()) {
      return 0;
    }
    return probing ? Math.max(openUntil, now + FIRST_PAUSE_MILLIS) : openUntil;
  }

  /** A call begins. */
  void begun() {
    probing = open();
  }

  /** A call ended and says nothing. */
  void unknown() {
    probing = false;
  }

  /** A call succeeded. */
  void succeeded() {
    failures = 0;
    pause = 0;
    probing = false;
  }

  /**
   * A call failed; answers whether that opened it.
   *
   * @param longest no pause is longer than that, or than a second
   */
  boolean failed(long now, long longest, RandomGenerator random) {
    boolean probe = open() && probing;
    boolean wasOpen = open();
    failures++;
    if (open() && (probe || !wasOpen)) {
      long most = Math.max(FIRST_PAUSE_MILLIS, Math.min(longest, LONGEST_PAUSE_MILLIS));
      pause = Math.min(Math.max(FIRST_PAUSE_MILLIS, pause * 2), most);
      openUntil = now + pause + (long) (pause * random.nextDouble() / 10);
    }
    probing = false;
    return open() && !wasOpen;
  }
}
