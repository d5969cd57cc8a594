package io.posthorn.cli.bench;

/**
 * The timetable of an open loop: request n is due at start + n x interval, whether or not earlier
 * ones were answered. Latency counts from the due instant, so that a server that stalls cannot hide
 * the requests it kept from being sent (coordinated omission). For one thread.
 */
final class Pace {
  private final long start;
  private final double interval;
  private long next;

  /** A timetable from {@code start} (nanoTime) at {@code perSecond} requests a second. */
  Pace(long start, double perSecond) {
    this.start = start;
    this.interval = 1e9 / perSecond;
  }

  /** When the next request is due, nanoTime. */
  long dueAt() {
    return start + (long) (next * interval);
  }

  /** Goes on to the next request; returns when the one just left was due. */
  long advance() {
    long due = dueAt();
    next++;
    return due;
  }

  /** Requests due by {@code now} that were not begun. */
  long behind(long now) {
    return now < dueAt() ? 0 : 1 + (long) ((now - dueAt()) / interval);
  }
}
