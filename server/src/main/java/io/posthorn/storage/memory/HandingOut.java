package io.posthorn.storage.memory;

import io.posthorn.message.Delivery;
import io.posthorn.message.Message;
import io.posthorn.message.MessageState;
import io.posthorn.message.QueueMode;
import io.posthorn.message.Receipt;
import io.posthorn.message.RetryPolicy;
import io.posthorn.storage.HandOut;
import io.posthorn.storage.Reserve;
import io.posthorn.storage.Reserved;
import io.posthorn.storage.Take;
import io.posthorn.storage.Taken;
import io.posthorn.storage.Weight;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** reserve and take. */
final class HandingOut {
  private HandingOut() {}

  static Reserved reserve(@Nullable MemoryQueue queue, Reserve reserve, Turn turn) {
    HandOut handOut = check(queue, reserve.mode());
    if (queue == null || handOut != HandOut.OK) {
      return new Reserved(handOut, List.of(), null, queue == null ? null : queue.info());
    }
    Duration lease = reserve.lease() == null ? queue.config().lease() : reserve.lease();
    long until = turn.elapsed + lease.toMillis();
    var deliveries = new ArrayList<Delivery>();
    int limit = (int) Math.min(reserve.limit(), queue.bounds.free(turn));
    for (Entry entry : meet(queue, limit, reserve.maxBytes(), turn)) {
      long readyAt = entry.visibleAt;
      takeOver(queue, entry, turn);
      queue.lease(entry, until, turn);
      deliveries.add(
          new Delivery(
              Showing.message(queue, entry, readyAt, entry.life),
              new Receipt(queue.incarnation, entry.sequence(), entry.deliveries),
              Instant.ofEpochMilli(until),
              entry.attempt));
    }
    queue.bounds.handedOut(deliveries.size(), turn);
    if (!deliveries.isEmpty()) {
      turn.visible(queue.name, until);
    }
    return new Reserved(HandOut.OK, deliveries, queue.bounds.nextVisibleAt(turn), queue.info());
  }

  static Taken take(@Nullable MemoryQueue queue, Take take, Turn turn) {
    HandOut handOut = check(queue, QueueMode.PULL);
    if (queue == null || handOut != HandOut.OK) {
      return new Taken(handOut, List.of(), null);
    }
    var messages = new ArrayList<Message>();
    for (Entry entry : meet(queue, take.limit(), take.maxBytes(), turn)) {
      long readyAt = entry.visibleAt;
      takeOver(queue, entry, turn);
      Long left = entry.life == null ? null : (Long) (entry.life - entry.now(turn));
      queue.take(entry, turn);
      messages.add(Showing.message(queue, entry, readyAt, left));
    }
    return new Taken(HandOut.OK, messages, queue.bounds.nextVisibleAt(turn));
  }

  private static HandOut check(@Nullable MemoryQueue queue, QueueMode mode) {
    if (queue == null) {
      return HandOut.QUEUE_MISSING;
    }
    if (queue.config().mode() != mode) {
      return HandOut.WRONG_MODE;
    }
    return queue.paused ? HandOut.PAUSED : HandOut.OK;
  }

  /**
   * The messages to hand out now. Those that the walk finds at their end become DEAD. An amended
   * one whose lease expired starts over, and so does the walk.
   */
  private static List<Entry> meet(MemoryQueue queue, int limit, long maxBytes, Turn turn) {
    boolean ordered = queue.config().push().ordered();
    var found = new ArrayList<Entry>();
    var over = new ArrayList<Entry>();
    Entry amended = null;
    long bytes = 0;
    for (Entry entry : queue.inOrder()) {
      if (found.size() == limit || amended != null) {
        break;
      }
      if (entry.state(turn) != MessageState.READY) {
        if (ordered) {
          break;
        }
      } else if (entry.startsOverAt != null) {
        amended = entry;
      } else if (endReason(queue, entry, turn) != null) {
        over.add(entry);
      } else {
        bytes += Weight.of(entry.body, entry.contentType, entry.key, entry.task, entry.trace);
        if (!found.isEmpty() && bytes > maxBytes) {
          break;
        }
        found.add(entry);
      }
    }
    if (amended != null) {
      // What this walk met behind the amended one's new place, the next one may not meet.
      takeOver(queue, amended, turn);
      return meet(queue, limit, maxBytes, turn);
    }
    over.forEach(entry -> buryIfOver(queue, entry, turn));
    return found;
  }

  /**
   * Makes a waiting message DEAD when its tries, its age or its life are over; answers whether they
   * were.
   */
  static boolean buryIfOver(MemoryQueue queue, Entry entry, Turn turn) {
    String reason = endReason(queue, entry, turn);
    if (reason == null) {
      return false;
    }
    takeOver(queue, entry, turn);
    queue.bury(entry, reason, turn);
    return true;
  }

  private static @Nullable String endReason(MemoryQueue queue, Entry entry, Turn turn) {
    if (entry.startsOverAt != null) {
      return null;
    }
    String spent = entry.leaseExpired(turn) ? spent(queue, entry, turn) : null;
    return spent == null && entry.lifeOver(turn) ? "expired" : spent;
  }

  /** Why a message that was tried may not be tried again; null = it may. */
  static @Nullable String spent(MemoryQueue queue, Entry entry, Turn turn) {
    if (entry.repeats()) {
      return null;
    }
    RetryPolicy retry = queue.config().retryOf(entry.task);
    Duration age = Duration.ofMillis(turn.elapsed - entry.firstVisibleAt);
    if (!retry.exhausted(entry.attempt, age)) {
      return null;
    }
    return retry.exhausted(entry.attempt, Duration.ZERO) ? "attempts" : "age";
  }

  /**
   * Ends an expired lease, so that its receipt is stale; a message that merely waits is left alone.
   */
  static void takeOver(MemoryQueue queue, Entry entry, Turn turn) {
    if (!entry.leaseExpired(turn)) {
      return;
    }
    entry.record(entry.visibleAt, "expired", null, null, queue.config().push().history());
    Long at = entry.startsOverAt;
    if (at == null) {
      queue.move(entry, () -> entry.endLease(turn));
    } else {
      queue.move(entry, () -> entry.startOver(at));
      turn.visible(queue.name, entry.readyAt(turn));
    }
  }
}
