package io.posthorn.metrics;

import io.posthorn.message.QueueName;
import java.util.concurrent.atomic.LongAdder;

/** Counts what the delivery engine does. */
final class DeliveryMeters implements DeliveryMetrics {
  final Family<LongAdder> attempts = new Family<>(LongAdder::new, "outcome", "error");
  final Histogram durations =
      Histogram.ofSeconds(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60);
  final LongAdder inFlight = new LongAdder();
  final LongAdder released = new LongAdder();
  final LongAdder breakersOpened = new LongAdder();
  final LongAdder callbacksFailed = new LongAdder();
  final FailingTargets targets;

  DeliveryMeters(FailingTargets targets) {
    this.targets = targets;
  }

  @Override
  public void attempted(String outcome, String error, long nanos) {
    attempts.of(outcome, error).increment();
    durations.add(nanos);
  }

  @Override
  public void answered(
      String target, QueueName queue, String error, int status, boolean open, long barredMillis) {
    if (error.isEmpty()) {
      targets.succeeded(target);
    } else {
      targets.failed(target, queue, error, status, open, barredMillis);
    }
  }

  @Override
  public void inFlight(int change) {
    inFlight.add(change);
  }

  @Override
  public void released(int messages) {
    released.add(messages);
  }

  @Override
  public void breakerOpened() {
    breakersOpened.increment();
  }

  @Override
  public void callbackFailed() {
    callbacksFailed.increment();
  }
}
