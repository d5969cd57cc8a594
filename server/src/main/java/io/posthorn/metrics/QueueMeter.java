package io.posthorn.metrics;

import io.posthorn.message.QueueName;
import java.util.concurrent.atomic.LongAdder;

/** What this process did with one queue: how much, and how long messages took. */
public final class QueueMeter {
  private final QueueName queue;
  private final LongAdder came = new LongAdder();
  private final LongAdder done = new LongAdder();
  private final Buckets latency = new Buckets();

  QueueMeter(QueueName queue) {
    this.queue = queue;
  }

  /** Which queue. */
  public QueueName queue() {
    return queue;
  }

  /** Messages stored. */
  public long came() {
    return came.sum();
  }

  /** Messages taken or acked. */
  public long done() {
    return done.sum();
  }

  /** From when messages were due until they were done. */
  public Buckets latency() {
    return latency;
  }

  void came(long messages) {
    came.add(messages);
  }

  void done(long nanos) {
    done.increment();
    latency.add(nanos);
  }
}
