package io.posthorn.broker;

import io.posthorn.message.QueueMode;
import io.posthorn.message.QueueName;
import io.posthorn.metrics.BrokerMetrics;
import io.posthorn.storage.Reserve;
import io.posthorn.storage.Reserved;
import io.posthorn.storage.StorageEngine;
import io.posthorn.storage.Sweep;
import io.posthorn.storage.VisibilityListener;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The door for whoever delivers push queues. Threads and failures as with {@link Broker}; leases
 * are settled there.
 */
public final class Deliveries {
  private final StorageEngine engine;
  private final long maxBytes;
  private final Function<Supplier<CompletableFuture<Reserved>>, CompletableFuture<Reserved>> call;
  private final Function<SweepRun.Plan, CompletableFuture<Long>> sweep;
  private final BrokerMetrics metrics;
  private final List<VisibilityListener> listeners = new CopyOnWriteArrayList<>();

  Deliveries(
      StorageEngine engine,
      long maxBytes,
      Function<Supplier<CompletableFuture<Reserved>>, CompletableFuture<Reserved>> call,
      Function<SweepRun.Plan, CompletableFuture<Long>> sweep,
      BrokerMetrics metrics) {
    this.engine = engine;
    this.maxBytes = maxBytes;
    this.call = call;
    this.sweep = sweep;
    this.metrics = metrics;
  }

  /**
   * Hears, as a hint, of queues of either mode that have, or will have, something to hand out;
   * called on a thread that must not be blocked.
   */
  public void onVisible(VisibilityListener listener) {
    listeners.add(listener);
  }

  /**
   * Leases up to {@code limit} ready messages of a push queue, without waiting for any, and no more
   * bytes than {@code bytes} or a hand-out may have, unless the first message has more.
   */
  public CompletableFuture<Reserved> reserve(
      QueueName queue, int limit, long bytes, Duration lease) {
    long most = Math.min(bytes, maxBytes);
    return call.apply(
        () ->
            engine
                .messages()
                .reserve(new Reserve(queue, limit, most, lease, QueueMode.PUSH))
                .thenApply(reserved -> counted(queue, reserved)));
  }

  /** Whether every lease on a push queue that is found at the start is a dead process's. */
  public boolean exclusive() {
    return engine.exclusive();
  }

  /**
   * Ends all leases of a queue as if they had expired; answers how many. Fails with
   * QUEUE_NOT_FOUND.
   */
  public CompletableFuture<Long> endLeases(QueueName queue) {
    return sweep.apply(
        new SweepRun.Plan(queue, List.of(Sweep.of(Sweep.Kind.END_LEASES, 1)), Long.MAX_VALUE, 0));
  }

  private Reserved counted(QueueName queue, Reserved reserved) {
    if (!reserved.deliveries().isEmpty()) {
      metrics.reserved(queue, reserved.deliveries());
    }
    return reserved;
  }

  void visible(QueueName queue, Instant at) {
    for (VisibilityListener listener : listeners) {
      listener.visible(queue, at);
    }
  }
}
