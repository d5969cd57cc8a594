package io.posthorn.monitor;

import io.posthorn.metrics.Buckets;
import io.posthorn.metrics.QueueMeter;
import io.posthorn.metrics.QueueSample;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A queue whose history is kept. Belongs to the monitor's thread. */
final class Tracked {
  final HourRing ring = new HourRing();
  private final QueueMeter meter;
  private @Nullable QueueSample last;
  private Overview.Rates rates = new Overview.Rates(0, 0, 0);
  private long eventsBefore;
  private long events;

  Tracked(QueueMeter meter) {
    this.meter = meter;
  }

  boolean isOf(QueueMeter other) {
    return meter == other;
  }

  /** What this node did with it over the last point. */
  long events() {
    return events;
  }

  @Nullable QueueSample last() {
    return last;
  }

  Overview.Rates rates() {
    return rates;
  }

  /**
   * Adds a point: what changed since the last look. At the first one only this node's part is
   * known.
   */
  void add(QueueSample now, Duration interval) {
    long came = meter.came();
    long done = meter.done();
    events = came + done - eventsBefore;
    eventsBefore = came + done;
    long[] latency = Buckets.none();
    meter.latency().drainTo(latency);
    QueueSample before = last;
    last = now;
    // A queue of that name that was made anew counts from nothing.
    boolean anew = before != null && now.enqueuedTotal() < before.enqueuedTotal();
    if (anew) {
      ring.clear();
    }
    QueueSample from = before == null || anew ? QueueSample.NONE : before;
    long enqueued = before == null ? came : now.enqueuedTotal() - from.enqueuedTotal();
    long consumed = before == null ? done : now.consumedTotal() - from.consumedTotal();
    long dead = before == null ? 0 : now.deadTotal() - from.deadTotal();
    double seconds = interval.toMillis() / 1000.0;
    rates = new Overview.Rates(enqueued / seconds, consumed / seconds, dead / seconds);
    ring.add(point(enqueued, consumed, dead, now.depth(), latency));
  }

  static HourRing.Point point(long enqueued, long consumed, long dead, long depth, long[] latency) {
    return new HourRing.Point(
        Math.max(0, enqueued),
        Math.max(0, consumed),
        Math.max(0, dead),
        depth,
        micros(Buckets.quantile(latency, 0.5)),
        micros(Buckets.quantile(latency, 0.99)));
  }

  private static long micros(long nanos) {
    return nanos < 0 ? -1 : nanos / 1000;
  }
}
