package io.posthorn.delivery;

import io.posthorn.broker.Broker;
import io.posthorn.broker.BrokerException;
import io.posthorn.broker.ErrorCode;
import io.posthorn.message.Settlement;
import io.posthorn.storage.SettleResult;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Settles what was delivered, all of a queue that came together at once. A message counts as no
 * longer leased from when its settlement is on its way: the reserve sent behind it meets an engine
 * that has done it. What storage has no room or time for is tried again until it answers, be the
 * lease over or not: an engine takes a late settlement, unless the message was handed out again.
 * Belongs to the loop.
 */
final class Settling {
  /** Settles of one queue that are under way at once; what comes meanwhile makes up the next. */
  private static final int OVERLAP = 2;

  private static final long FIRST_BACKOFF_MILLIS = 100;
  private static final long LAST_BACKOFF_MILLIS = 1_000;

  /** What is no failure of storage: trying again would not help. */
  private static final Set<ErrorCode> HOPELESS =
      EnumSet.of(ErrorCode.BAD_REQUEST, ErrorCode.LIMIT_EXCEEDED, ErrorCode.STOPPING);

  /** What passes, and says nothing against the settlements. */
  private static final Set<ErrorCode> PASSING =
      EnumSet.of(
          ErrorCode.OVERLOADED,
          ErrorCode.OUTCOME_UNKNOWN,
          ErrorCode.REPLICAS_MISSING,
          ErrorCode.UNAVAILABLE,
          ErrorCode.STORAGE_FULL);

  /**
   * A settlement and what follows.
   *
   * @param settlement as it is sent
   * @param leaseUntil until when it is tried again after failures that need not pass
   * @param bytes that its message held
   * @param died runs when the engine found the message's tries spent; null = nothing does
   */
  record Item(Settlement settlement, long leaseUntil, long bytes, @Nullable Runnable died) {}

  private final Broker broker;
  private final Loop loop;
  private final PushQueues queues;
  private final Budget budget;
  private final Complaints complaints;
  private final int batch;
  private final Set<PushQueue> ripe = new LinkedHashSet<>();
  private int open;

  Settling(
      Broker broker,
      Loop loop,
      PushQueues queues,
      Budget budget,
      Complaints complaints,
      int batch) {
    this.broker = broker;
    this.loop = loop;
    this.queues = queues;
    this.budget = budget;
    this.complaints = complaints;
    this.batch = batch;
  }

  /** Settles {@code item} with the next batch of {@code queue}. */
  void add(PushQueue queue, Item item) {
    queue.pending.add(item);
    ripe.add(queue);
    open++;
  }

  /** Settlements that are not answered yet. */
  int open() {
    return open;
  }

  /** Sends what has gathered. */
  void flush() {
    if (ripe.isEmpty()) {
      return;
    }
    List<PushQueue> now = new ArrayList<>(ripe);
    ripe.clear();
    for (PushQueue queue : now) {
      while (!queue.pending.isEmpty() && queue.settling < OVERLAP && !queue.settleLater) {
        send(queue);
      }
      queues.consider(queue);
    }
  }

  private void send(PushQueue queue) {
    List<Item> items = queue.pending;
    if (items.size() > batch) {
      queue.pending = new ArrayList<>(items.subList(batch, items.size()));
      items = items.subList(0, batch);
    } else {
      queue.pending = new ArrayList<>();
    }
    var settlements = new ArrayList<Settlement>(items.size());
    for (Item item : items) {
      settlements.add(item.settlement());
      budget.use(-1, -item.bytes());
    }
    queue.leased -= items.size();
    queue.settling++;
    List<Item> sent = items;
    broker
        .settle(queue.name, settlements)
        .whenComplete(
            (results, failure) -> loop.execute(() -> answered(queue, sent, results, failure)));
  }

  private void answered(
      PushQueue queue,
      List<Item> sent,
      @Nullable List<SettleResult> results,
      @Nullable Throwable failure) {
    queue.settled();
    if (results == null) {
      failed(queue, sent, failure == null ? new IllegalStateException("no answer") : failure);
    } else {
      open -= sent.size();
      queue.backoffMillis = 0;
      for (int i = 0; i < sent.size(); i++) {
        Runnable died = sent.get(i).died();
        if (died != null && results.get(i).status() == SettleResult.Status.DEAD) {
          died.run();
        }
      }
    }
    if (!queue.pending.isEmpty()) {
      ripe.add(queue);
    }
    queues.consider(queue);
  }

  private void failed(PushQueue queue, List<Item> sent, Throwable failure) {
    complaints.tell("Deliveries could not be settled", failure);
    ErrorCode code =
        Complaints.cause(failure) instanceof BrokerException known ? known.code() : null;
    boolean passing = code != null && PASSING.contains(code);
    boolean hopeless = code != null && HOPELESS.contains(code);
    long now = loop.now();
    for (Item item : sent) {
      if (hopeless || !passing && item.leaseUntil() <= now) {
        open--;
      } else {
        queue.pending.add(item);
        queue.leased++;
        budget.use(1, item.bytes());
      }
    }
    if (!queue.pending.isEmpty()) {
      queue.settleLater = true;
      loop.at(now + backOff(queue), () -> again(queue));
    }
  }

  private void again(PushQueue queue) {
    queue.settleLater = false;
    ripe.add(queue);
  }

  /** The pause after another failure of storage. */
  static long backOff(PushQueue queue) {
    long pause = Math.max(FIRST_BACKOFF_MILLIS, queue.backoffMillis * 2);
    queue.backoffMillis = Math.min(pause, LAST_BACKOFF_MILLIS);
    return queue.backoffMillis;
  }
}
