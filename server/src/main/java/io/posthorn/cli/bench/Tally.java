package io.posthorn.cli.bench;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.SingleWriterRecorder;
import org.jspecify.annotations.Nullable;

/** What one selector thread counts. Written by that thread alone, read by the one that reports. */
final class Tally {
  private static final int DIGITS = 3;

  private final SingleWriterRecorder[] latencies =
      new SingleWriterRecorder[Operation.values().length];
  private final Histogram[] recycled = new Histogram[latencies.length];
  private final AtomicLong requests = new AtomicLong();
  private final AtomicLong messages = new AtomicLong();
  private final AtomicLong empty = new AtomicLong();
  private final AtomicLong errors = new AtomicLong();
  private final AtomicLong behind = new AtomicLong();
  private final AtomicLong lastAnswer = new AtomicLong();
  private final AtomicReference<@Nullable String> firstError = new AtomicReference<>();

  Tally() {
    for (int i = 0; i < latencies.length; i++) {
      latencies[i] = new SingleWriterRecorder(DIGITS);
    }
  }

  /**
   * An answer that moved {@code moved} messages, {@code nanos} after the request was meant to be
   * sent.
   */
  void answered(Operation operation, long now, long nanos, int moved) {
    add(requests, 1);
    lastAnswer.setRelease(now);
    if (moved == 0) {
      add(empty, 1);
    } else {
      add(messages, moved);
      latencies[operation.ordinal()].recordValue(Math.max(0, nanos));
    }
  }

  /** A request that was not answered as it should have been. */
  void failed(String what) {
    add(errors, 1);
    firstError.compareAndSet(null, what);
  }

  /** Requests that were due when the run ended and had not been sent. */
  void behind(long count) {
    behind.setRelease(count);
  }

  private static void add(AtomicLong counter, long n) {
    counter.setRelease(counter.getPlain() + n);
  }

  /**
   * Adds what was recorded since the last call to {@code latencies}; only ever called by one
   * thread.
   */
  void drainInto(Histogram[] into) {
    for (int i = 0; i < latencies.length; i++) {
      Histogram interval = latencies[i].getIntervalHistogram(recycled[i]);
      into[i].add(interval);
      recycled[i] = interval;
    }
  }

  long requests() {
    return requests.get();
  }

  long messages() {
    return messages.get();
  }

  long empty() {
    return empty.get();
  }

  long errors() {
    return errors.get();
  }

  long behind() {
    return behind.get();
  }

  /** When the last answer came, nanoTime; 0 = never. */
  long lastAnswer() {
    return lastAnswer.get();
  }

  @Nullable String firstError() {
    return firstError.get();
  }

  static Histogram[] histograms() {
    var histograms = new Histogram[Operation.values().length];
    for (int i = 0; i < histograms.length; i++) {
      histograms[i] = new Histogram(DIGITS);
    }
    return histograms;
  }
}
