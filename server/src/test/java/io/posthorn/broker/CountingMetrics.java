package io.posthorn.broker;

import io.posthorn.message.Delivery;
import io.posthorn.message.Message;
import io.posthorn.message.QueueName;
import io.posthorn.metrics.BrokerMetrics;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/** Counts what a broker does. */
final class CountingMetrics implements BrokerMetrics {
  final LongAdder enqueued = new LongAdder();
  final LongAdder taken = new LongAdder();
  final LongAdder reserved = new LongAdder();
  final LongAdder settled = new LongAdder();
  final LongAdder returned = new LongAdder();
  final LongAdder waiters = new LongAdder();

  @Override
  public void enqueued(QueueName queue, int messages) {
    enqueued.add(messages);
  }

  @Override
  public void taken(QueueName queue, List<Message> messages) {
    taken.add(messages.size());
  }

  @Override
  public void reserved(QueueName queue, List<Delivery> deliveries) {
    reserved.add(deliveries.size());
  }

  @Override
  public void settled(QueueName queue, String outcome, Instant dueAt) {
    settled.increment();
  }

  @Override
  public void returned(int messages) {
    returned.add(messages);
  }

  @Override
  public void released(int messages) {
    returned.add(messages);
  }

  @Override
  public void waiters(int change) {
    waiters.add(change);
  }
}
