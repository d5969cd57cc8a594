package io.posthorn.benchmarks.watch;

import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/** Something that a server is asked for again and again, and how it answered. For any thread. */
final class View {
  private static final double NANOS_PER_MILLI = 1e6;
  private static final double KIB = 1 << 10;

  private final String path;
  private final Duration every;
  private final Histogram durations = new Histogram(TimeUnit.MINUTES.toNanos(10), 3);
  private long bytes;
  private long failures;
  private String firstFailure = "";

  /**
   * One that nobody has looked at.
   *
   * @param every from one question to the next
   */
  View(String path, Duration every) {
    this.path = path;
    this.every = every;
  }

  String path() {
    return path;
  }

  Duration every() {
    return every;
  }

  /** It was answered whole, {@code nanos} after it was asked for. */
  synchronized void answered(long nanos, int size) {
    durations.recordValue(nanos);
    bytes = Math.max(bytes, size);
  }

  /** It was not answered as it should be. */
  synchronized void failed(String how) {
    failures++;
    firstFailure = firstFailure.isEmpty() ? how : firstFailure;
  }

  /** Forgets what came so far. */
  synchronized void reset() {
    durations.reset();
    bytes = 0;
  }

  synchronized long answers() {
    return durations.getTotalCount();
  }

  synchronized long failures() {
    return failures;
  }

  /** Milliseconds that {@code percentile} of the answers took at most. */
  synchronized double millis(double percentile) {
    return durations.getValueAtPercentile(percentile) / NANOS_PER_MILLI;
  }

  /** One line of it all. */
  @Override
  public synchronized String toString() {
    return String.format(
        Locale.ROOT,
        "%-20s %4d answers of %.1f KiB, p50 %.1f ms, max %.1f ms%s",
        path,
        answers(),
        bytes / KIB,
        millis(50),
        millis(100),
        failures == 0 ? "" : "; " + failures + " failures, first: " + firstFailure);
  }
}
