package io.posthorn.benchmarks.delivery;

import java.util.ArrayList;
import java.util.List;

/** Resident memory over time. For one thread. */
final class MemorySlope {
  private static final double MEGABYTE = 1e6;

  private record Sample(double minutes, double megabytes) {}

  private final List<Sample> samples = new ArrayList<>();

  /** Adds what was seen {@code nanos} after the begin. */
  void add(long nanos, long bytes) {
    samples.add(new Sample(nanos / 60e9, bytes / MEGABYTE));
  }

  /** Megabytes a minute over the second half, by least squares; 0 when there are too few. */
  double ofSecondHalf() {
    List<Sample> half = samples.subList(samples.size() / 2, samples.size());
    double meanX = half.stream().mapToDouble(Sample::minutes).average().orElse(0);
    double meanY = half.stream().mapToDouble(Sample::megabytes).average().orElse(0);
    double xy = 0;
    double xx = 0;
    for (Sample sample : half) {
      xy += (sample.minutes - meanX) * (sample.megabytes - meanY);
      xx += (sample.minutes - meanX) * (sample.minutes - meanX);
    }
    return xx == 0 ? 0 : xy / xx;
  }

  /** Megabytes seen at that share of the time, 0 to 1. */
  double at(double share) {
    return samples.isEmpty()
        ? 0
        : samples.get((int) Math.round(share * (samples.size() - 1))).megabytes;
  }
}
