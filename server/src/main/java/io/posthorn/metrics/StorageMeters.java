package io.posthorn.metrics;

import java.util.Locale;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;

/** Counts what a storage engine does. */
final class StorageMeters implements StorageMetrics {
  private static final Set<String> REASONS = Set.of("attempts", "age", "expired");

  /** What a consumer, or delivery, said; its words are not bounded. */
  private static final String REJECTED = "rejected";

  final Family<LongAdder> dead = new Family<>(LongAdder::new, "reason");
  final LongAdder redriven = new LongAdder();
  final Family<LongAdder> removed = new Family<>(LongAdder::new, "state", "by");
  final Histogram batches = new Histogram(1, 1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048);
  final Histogram syncs =
      Histogram.ofSeconds(
          0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5);
  final Family<Histogram> calls =
      new Family<>(
          () ->
              Histogram.ofSeconds(
                  0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5),
          "verb");
  final Family<LongAdder> failures = new Family<>(LongAdder::new, "verb");

  /** Without a zero to begin with, Prometheus would not see the first one come. */
  StorageMeters() {
    REASONS.forEach(dead::of);
    dead.of(REJECTED);
    for (Was was : Was.values()) {
      for (By by : By.values()) {
        removed.of(label(was), label(by));
      }
    }
  }

  @Override
  public void dead(String reason, long messages) {
    dead.of(REASONS.contains(reason) ? reason : REJECTED).add(messages);
  }

  @Override
  public void redriven(long messages) {
    redriven.add(messages);
  }

  @Override
  public void removed(Was was, By by, long messages) {
    removed.of(label(was), label(by)).add(messages);
  }

  @Override
  public void batch(int commands) {
    batches.add(commands);
  }

  @Override
  public void synced(long nanos) {
    syncs.add(nanos);
  }

  @Override
  public void asked(String verb, boolean answered, long nanos) {
    calls.of(verb).add(nanos);
    if (!answered) {
      failures.of(verb).increment();
    }
  }

  private static String label(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
