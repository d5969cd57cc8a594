package io.posthorn.metrics;

import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import java.util.concurrent.atomic.LongAdder;

/** Counts values by buckets fixed at the start. Any thread may add. */
final class Histogram {
  private final double[] bounds;
  private final double unit;
  private final LongAdder[] counts;
  private final LongAdder sum = new LongAdder();

  /**
   * One whose buckets end at {@code bounds}, ascending.
   *
   * @param unit what is shown as 1: one billion for nanoseconds shown as seconds
   */
  Histogram(double unit, double... bounds) {
    this.unit = unit;
    this.bounds = bounds.clone();
    counts = new LongAdder[bounds.length + 1];
    for (int i = 0; i < counts.length; i++) {
      counts[i] = new LongAdder();
    }
  }

  /** Of nanoseconds, shown in seconds. */
  static Histogram ofSeconds(double... bounds) {
    return new Histogram(1e9, bounds);
  }

  void add(long value) {
    double shown = value / unit;
    int i = 0;
    while (i < bounds.length && shown > bounds[i]) {
      i++;
    }
    counts[i].increment();
    sum.add(value);
  }

  HistogramDataPointSnapshot snapshot(Labels labels) {
    ClassicHistogramBuckets.Builder buckets = ClassicHistogramBuckets.builder();
    for (int i = 0; i < counts.length; i++) {
      buckets.bucket(i < bounds.length ? bounds[i] : Double.POSITIVE_INFINITY, counts[i].sum());
    }
    return HistogramDataPointSnapshot.builder()
        .classicHistogramBuckets(buckets.build())
        .sum(sum.sum() / unit)
        .labels(labels)
        .build();
  }
}
