package io.posthorn.broker;

import io.posthorn.metrics.BrokerMetrics;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;

/** Counts what a broker does. */
final class CountingMetrics implements BrokerMetrics {
  final LongAdder enqueued = new LongAdder();
  final LongAdder taken = new LongAdder();
  final LongAdder reserved = new LongAdder();
  final LongAdder settled = new LongAdder();
  final LongAdder returned = new LongAdder();
  final LongAdder waiters = new LongAdder();
  final List<String> rejections = new CopyOnWriteArrayList<>();

  @Override
  public void enqueued(int messages) {
    enqueued.add(messages);
  }

  @Override
  public void taken(int messages) {
    taken.add(messages);
  }

  @Override
  public void reserved(int messages) {
    reserved.add(messages);
  }

  @Override
  public void settled(int settlements) {
    settled.add(settlements);
  }

  @Override
  public void returned(int messages) {
    returned.add(messages);
  }

  @Override
  public void waiters(int change) {
    waiters.add(change);
  }

  @Override
  public void rejected(String code) {
    rejections.add(code);
  }
}
