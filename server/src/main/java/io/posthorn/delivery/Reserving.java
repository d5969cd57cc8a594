package io.posthorn.delivery;

import io.posthorn.broker.Deliveries;
import io.posthorn.message.Delivery;
import io.posthorn.storage.QueueInfo;
import io.posthorn.storage.Reserved;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Reserves what is due, queue after queue in line, as far as the budget goes: each gets an even
 * share of what is free. Belongs to the loop.
 */
final class Reserving {
  /** Reserves under way at once. */
  private static final int OVERLAP = 16;

  /** Bytes that a reserve may bring, unless one message alone is larger. */
  private static final long BYTES = 1 << 20;

  /** An engine that has nothing, yet says that something is due, is not asked again at once. */
  private static final long LEAST_PAUSE_MILLIS = 5;

  /** The lease of a first reserve, when the queue's target is not known yet. */
  private static final Duration FIRST_LEASE = Duration.ofSeconds(45);

  /** What was asked for, whether settles were under way then, and when that was. */
  private record Asked(int limit, boolean behindSettles, long at) {}

  private final Deliveries deliveries;
  private final Loop loop;
  private final PushQueues queues;
  private final Budget budget;
  private final Flights flights;
  private final Complaints complaints;
  private final int batch;
  private int asking;
  private boolean closed;

  Reserving(
      Deliveries deliveries,
      Loop loop,
      PushQueues queues,
      Budget budget,
      Flights flights,
      Complaints complaints,
      int batch) {
    this.deliveries = deliveries;
    this.loop = loop;
    this.queues = queues;
    this.budget = budget;
    this.flights = flights;
    this.complaints = complaints;
    this.batch = batch;
  }

  /** Reserves no more. */
  void close() {
    closed = true;
  }

  /** Reserves that are not answered yet. */
  int asking() {
    return asking;
  }

  /** Gives turns to the queues in line, until the line or the budget ends. */
  void turns() {
    while (!closed && asking < OVERLAP && budget.free() > 0 && budget.freeBytes() > 0) {
      PushQueue queue = queues.next();
      if (queue == null) {
        return;
      }
      int limit = limit(queue);
      if (limit > 0) {
        ask(queue, limit);
      }
    }
  }

  /** Most messages of this turn; 0 = the queue is considered again when something of it ends. */
  private int limit(PushQueue queue) {
    int share = Math.max(1, budget.free() / (queues.waiting() + 1));
    int limit = Math.min(Math.min(share, batch), queue.room());
    if (limit < 1) {
      return 0;
    }
    long barred = flights.barredUntil(queue);
    if (barred > loop.now()) {
      queue.notBefore = barred;
      queues.consider(queue);
      return 0;
    }
    return limit;
  }

  private void ask(PushQueue queue, int limit) {
    long bytes = Math.max(Math.min(BYTES, budget.freeBytes()), queue.largest);
    var asked = new Asked(limit, queue.settling > 0, loop.now());
    queue.asked();
    queue.asking = true;
    asking++;
    budget.use(limit, bytes);
    Route route = queue.route;
    Duration lease = route == null ? FIRST_LEASE : route.lease();
    deliveries
        .reserve(queue.name, limit, bytes, lease)
        .whenComplete(
            (reserved, failure) ->
                loop.execute(
                    () -> {
                      queue.asking = false;
                      asking--;
                      budget.use(-limit, -bytes);
                      if (reserved == null) {
                        failed(queue, failure);
                      } else {
                        answered(queue, asked, reserved);
                      }
                      queues.consider(queue);
                    }));
  }

  private void failed(PushQueue queue, @Nullable Throwable failure) {
    complaints.tell(
        "Messages could not be reserved",
        failure == null ? new IllegalStateException("no answer") : failure);
    queue.notBefore = loop.now() + Settling.backOff(queue);
    queue.dueAt(queue.notBefore);
  }

  private void answered(PushQueue queue, Asked asked, Reserved reserved) {
    queue.backoffMillis = 0;
    switch (reserved.handOut()) {
      case OK -> handedOut(queue, asked, reserved);
      case WRONG_MODE -> queues.isPull(queue);
      case PAUSED, QUEUE_MISSING -> {
        // Resuming or making it is told by a hint.
      }
    }
  }

  private void handedOut(PushQueue queue, Asked asked, Reserved reserved) {
    refresh(queue, reserved.queue());
    Route route = queue.route;
    boolean held = false;
    for (Delivery delivery : reserved.deliveries()) {
      queue.leased++;
      queue.largest = Math.max(queue.largest, delivery.message().body().size());
      budget.use(1, delivery.message().body().size());
      if (closed || route == null) {
        flights.giveBack(queue, delivery);
      } else {
        held |= flights.begin(queue, route, delivery);
      }
    }
    int got = reserved.deliveries().size();
    boolean full = got == asked.limit;
    queue.lastFull = full;
    queue.adapt(held, full);
    Instant next = reserved.nextVisibleAt();
    if (full) {
      queue.dueAt(loop.now());
    } else if (asked.behindSettles && queue.bounded()) {
      // Perhaps the engine had not done the settles yet.
      queue.dueAfterSettle();
    } else if (next != null) {
      long at = next.toEpochMilli();
      queue.dueAt(got == 0 && at <= asked.at ? loop.now() + LEAST_PAUSE_MILLIS : at);
    }
  }

  private static void refresh(PushQueue queue, @Nullable QueueInfo info) {
    Route known = queue.route;
    if (info != null && (known == null || !known.isOf(info))) {
      queue.route = Route.of(info);
    }
  }
}
