package io.posthorn.metrics;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.LongAdder;

/** Counts what the listeners do. */
final class HttpMeters implements HttpMetrics {
  private static final int STATUSES = 600;

  /** Counts by status, by route: no object is made for a request. */
  final Map<String, AtomicReferenceArray<LongAdder>> replies = new ConcurrentHashMap<>();

  final Family<LongAdder> refusals = new Family<>(LongAdder::new, "code");
  final LongAdder connections = new LongAdder();
  final Histogram lag =
      Histogram.ofSeconds(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5);

  @Override
  public void replied(String route, int status) {
    AtomicReferenceArray<LongAdder> counts = replies.get(route);
    if (counts == null) {
      counts = replies.computeIfAbsent(route, name -> new AtomicReferenceArray<>(STATUSES));
    }
    int index = status < STATUSES ? status : 0;
    LongAdder count = counts.get(index);
    if (count == null) {
      counts.compareAndSet(index, null, new LongAdder());
      count = counts.get(index);
    }
    count.increment();
  }

  @Override
  public void refused(String code) {
    refusals.of(code).increment();
  }

  @Override
  public void connections(int change) {
    connections.add(change);
  }

  @Override
  public void lagged(long nanos) {
    lag.add(Math.max(0, nanos));
  }
}
