package io.posthorn.metrics;

import io.posthorn.message.Delivery;
import io.posthorn.message.Message;
import io.posthorn.message.QueueName;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** Counts what a broker does. */
final class MessageMeters implements BrokerMetrics {
  private static final double[] SECONDS = {
    0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1800, 3600,
    21_600, 86_400
  };

  private static final List<String> OUTCOMES =
      List.of("ack", "retry", "release", "extend", "deadLetter", "repeat");

  final LongAdder enqueued = new LongAdder();
  final LongAdder taken = new LongAdder();
  final LongAdder returned = new LongAdder();
  final LongAdder reserved = new LongAdder();
  final LongAdder acked = new LongAdder();
  final LongAdder stale = new LongAdder();
  final LongAdder waiters = new LongAdder();
  final Family<LongAdder> settlements = new Family<>(LongAdder::new, "outcome");
  final Histogram waits = Histogram.ofSeconds(SECONDS);
  final Histogram latencies = Histogram.ofSeconds(SECONDS);
  final Buckets recent = new Buckets();
  private final QueueMeters queues;
  private final InstantSource clock;

  MessageMeters(QueueMeters queues, InstantSource clock) {
    this.queues = queues;
    this.clock = clock;
    // Without a zero to begin with, Prometheus would not see the first one come.
    for (String outcome : OUTCOMES) {
      settlements.of(outcome);
    }
  }

  @Override
  public void enqueued(QueueName queue, int messages) {
    enqueued.add(messages);
    queues.came(queue, messages);
  }

  @Override
  public void taken(QueueName queue, List<Message> messages) {
    taken.add(messages.size());
    long now = clock.millis();
    for (int i = 0; i < messages.size(); i++) {
      long nanos = since(messages.get(i).scheduledAt(), now);
      waits.add(nanos);
      done(queue, nanos);
    }
  }

  @Override
  public void reserved(QueueName queue, List<Delivery> deliveries) {
    reserved.add(deliveries.size());
    long now = clock.millis();
    for (int i = 0; i < deliveries.size(); i++) {
      Delivery delivery = deliveries.get(i);
      if (delivery.attempt() == 1) {
        waits.add(since(delivery.message().scheduledAt(), now));
      }
    }
  }

  @Override
  public void settled(QueueName queue, String outcome, @Nullable Instant dueAt) {
    settlements.of(outcome).increment();
    if (dueAt != null) {
      acked.increment();
      done(queue, since(dueAt, clock.millis()));
    }
  }

  @Override
  public void stale(int settlements) {
    stale.add(settlements);
  }

  @Override
  public void returned(int messages) {
    returned.add(messages);
  }

  @Override
  public void released(int messages) {
    settlements.of("release").add(messages);
  }

  @Override
  public void waiters(int change) {
    waiters.add(change);
  }

  private void done(QueueName queue, long nanos) {
    latencies.add(nanos);
    recent.add(nanos);
    queues.done(queue, nanos);
  }

  /**
   * Instants are of the engine's clock, which never steps; one of another timeline may lie ahead.
   */
  private static long since(Instant from, long now) {
    long millis = Math.max(0, now - from.toEpochMilli());
    return Duration.ofMillis(millis).toNanos();
  }
}
