package io.posthorn.storage.rocksdb;

import static java.util.Objects.requireNonNull;

import io.posthorn.message.MessageId;
import io.posthorn.message.NewMessage;
import io.posthorn.message.Ring;
import io.posthorn.message.Task;
import io.posthorn.storage.EnqueueResult;
import io.posthorn.storage.EnqueueResult.Status;
import io.posthorn.storage.rocksdb.Deduplication.Remembered;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one enqueue means for one queue: judged first, as if all accepted before were stored, then
 * stored or refused.
 */
final class EnqueuePlan {
  /** An accepted message on its way to storage. */
  private record Accepted(long sequence, NewMessage message, MessageRecord stored, boolean waits) {}

  private final Core core;
  private final @Nullable QueueState state;
  private final long now;

  /** Whether what this enqueue overwrites may have side records. */
  private final boolean mixed;

  private final List<Accepted> accepted = new ArrayList<>(1);
  private final Map<String, Long> keys = new HashMap<>(2);
  private final Map<String, Remembered> remembered = new HashMap<>(2);
  private final List<Long> overwritten = new ArrayList<>(1);
  private @Nullable Ring ring;

  /** The ring before a new lap that leaves messages without a position; null = none such. */
  private @Nullable Ring stranded;

  private long lastSequence;
  private long lastVisibleAt;
  private boolean refused;
  private boolean duplicates;

  EnqueuePlan(Core core, @Nullable QueueState state, long now) {
    this.core = core;
    this.state = state;
    this.now = now;
    this.mixed = state != null && state.mixed;
    if (state != null) {
      ring = state.ring;
      lastSequence = state.lastSequence;
      lastVisibleAt = state.lastVisibleAt;
      if (ring != null && mixed) {
        // Judging may have to look into the log.
        core.batch.write();
      }
    }
  }

  boolean refused() {
    return refused;
  }

  boolean duplicates() {
    return duplicates;
  }

  boolean flushed() {
    return state != null && core.flushed(state);
  }

  EnqueueResult judge(NewMessage message) {
    EnqueueResult result;
    if (state == null) {
      result = EnqueueResult.refused(Status.QUEUE_MISSING);
    } else if (!state.info.config().accepts(message)) {
      result = EnqueueResult.refused(Status.WRONG_MODE);
    } else {
      result = judge(state, message);
    }
    refused |= result.status() != Status.ENQUEUED && result.status() != Status.DUPLICATE;
    duplicates |= result.status() == Status.DUPLICATE;
    return result;
  }

  private EnqueueResult judge(QueueState queue, NewMessage message) {
    byte[] hash = null;
    if (message.deduplicationId() != null) {
      hash = Deduplication.hash(message.deduplicationId());
      Remembered first = remembered.get(message.deduplicationId());
      first = first == null ? Deduplication.find(core, queue, hash, now) : first;
      if (first != null) {
        return Arrays.equals(first.fingerprint(), Deduplication.fingerprint(message.body()))
            ? new EnqueueResult(Status.DUPLICATE, queue.id(first.sequence()), 0, null)
            : EnqueueResult.refused(Status.DEDUPLICATION_MISMATCH);
      }
    }
    if (message.key() != null) {
      byte[] holder = core.get(Column.KEYS, Keys.producerKey(queue.incarnation(), message.key()));
      Long sequence = holder == null ? keys.get(message.key()) : (Long) Keys.getLong(holder, 0);
      if (sequence != null) {
        return new EnqueueResult(Status.KEY_CONFLICT, queue.id(sequence), 0, null);
      }
    }
    if (ring == null ? unfinished(queue) >= queue.info.config().capacity() : ringFull(queue)) {
      return EnqueueResult.refused(Status.QUEUE_FULL);
    }
    if (hash != null && Deduplication.full(core, queue, now)) {
      return EnqueueResult.refused(Status.DEDUPLICATION_FULL);
    }
    return accept(queue, message, hash);
  }

  private long unfinished(QueueState queue) {
    return queue.unfinished() + accepted.size();
  }

  private boolean ringFull(QueueState queue) {
    Ring r = ring;
    if (r == null) {
      return false;
    }
    if (r.full() && unfinished(queue) == 0) {
      // Everything unread was purged, cancelled or died: no get would ever make room again.
      r = r.afterGet(lastSequence);
      ring = r;
    }
    return r.full() || (queue.mixed && stillWaits(queue, r.overwrittenByPut()));
  }

  /** Whether an old message is unfinished; only native verbs leave such ones behind. */
  private boolean stillWaits(QueueState queue, long sequence) {
    if (sequence == 0) {
      return false;
    }
    SideRecord side = core.lookup.side(queue, sequence);
    if (side != null) {
      return side.status().inTimeIndex();
    }
    return sequence > queue.cursor && core.lookup.stored(Column.LOG, queue, sequence) != null;
  }

  private EnqueueResult accept(QueueState queue, NewMessage message, byte @Nullable [] hash) {
    long sequence = ++lastSequence;
    if (ring != null) {
      overwritten.add(ring.overwrittenByPut());
      if (ring.strandedByPut() > 0) {
        stranded = ring;
      }
      ring = ring.afterPut();
    }
    boolean waits =
        message.visibleAt() != null || (message.delay() != null && message.delay().toMillis() > 0);
    long visibleAt = visibleAt(message, waits);
    Long ttl =
        MessageRecord.millis(message.ttl() == null ? queue.info.config().ttl() : message.ttl());
    var stored =
        new MessageRecord(
            now,
            visibleAt,
            message.visibleAt() != null,
            MessageRecord.lead(core, message, message.visibleAt() != null),
            repeats(message) ? null : ttl,
            message.contentType(),
            message.key(),
            hash,
            StoredTask.of(message.task()),
            message.trace(),
            message.body());
    accepted.add(new Accepted(sequence, message, stored, waits));
    if (message.key() != null) {
      keys.put(message.key(), sequence);
    }
    if (message.deduplicationId() != null) {
      remembered.put(
          message.deduplicationId(),
          new Remembered(sequence, now, Deduplication.fingerprint(message.body())));
    }
    long position = ring == null ? 0 : ring.put();
    return new EnqueueResult(
        Status.ENQUEUED, queue.id(sequence), position, Instant.ofEpochMilli(visibleAt));
  }

  private static boolean repeats(NewMessage message) {
    Task task = message.task();
    return task != null && task.repeat() != null;
  }

  private long visibleAt(NewMessage message, boolean waits) {
    if (!waits) {
      lastVisibleAt = Math.max(lastVisibleAt, now);
      return lastVisibleAt;
    }
    Instant at = message.visibleAt();
    return at != null
        ? at.toEpochMilli()
        : now + requireNonNull(message.delay(), "delay").toMillis();
  }

  /** Whether {@code id} is of a message that this plan would store. */
  boolean accepted(MessageId id) {
    return state != null
        && id.incarnation() == state.incarnation()
        && id.sequence() > state.lastSequence;
  }

  /**
   * Stores what was accepted; answers when the first of it is visible, null when nothing was
   * stored.
   */
  @Nullable Instant store() {
    QueueState queue = state;
    if (queue == null || accepted.isEmpty()) {
      return null;
    }
    queue.lastSequence = lastSequence;
    queue.lastVisibleAt = lastVisibleAt;
    queue.ring = ring;
    queue.enqueuedTotal += accepted.size();
    long first = Long.MAX_VALUE;
    for (Accepted each : accepted) {
      first = Math.min(first, store(queue, each));
    }
    for (long sequence : overwritten) {
      drop(queue, sequence);
    }
    dropStranded(queue);
    if (queue.rowOverdue() || (ring != null && queue.mixed)) {
      core.batch.dirty(queue);
    }
    return first <= now ? Instant.EPOCH : Instant.ofEpochMilli(first);
  }

  /** Answers when the message is visible, elapsed timeline. */
  private long store(QueueState queue, Accepted each) {
    long sequence = each.sequence();
    MessageRecord stored = each.stored();
    if (stored.key() != null) {
      byte[] holder = new byte[8];
      Keys.putLong(holder, 0, sequence);
      core.batch.put(Column.KEYS, Keys.producerKey(queue.incarnation(), stored.key()), holder);
    }
    if (stored.deduplication() != null) {
      Remembered entry = new Remembered(sequence, now, Deduplication.fingerprint(stored.body()));
      Deduplication.remember(core, queue, stored.deduplication(), entry);
    }
    byte[] key = Keys.message(queue.incarnation(), sequence);
    if (each.waits()) {
      core.batch.put(Column.HELD, key, stored.encode());
      core.lifecycle.park(queue, sequence, SideRecord.waiting(stored));
      return core.onElapsed(stored.wall() ? Lane.WALL : Lane.ELAPSED, stored.visibleAt());
    }
    core.batch.put(Column.LOG, key, stored.encode());
    queue.inLog++;
    queue.head.appended(sequence, stored);
    Long life = stored.life();
    if (life != null) {
      core.lifecycle.putExpiry(queue, Lane.EXPIRY, life, sequence);
    }
    return now;
  }

  private void dropStranded(QueueState queue) {
    Ring before = stranded;
    if (before != null && mixed) {
      for (long i = 0; i < before.strandedByPut(); i++) {
        drop(queue, before.strandedFrom() + i);
      }
    } else if (before != null) {
      queue.consumed -= before.strandedByPut();
    }
  }

  /** A consumed message whose position was put over is gone. */
  private void drop(QueueState queue, long sequence) {
    if (sequence == 0) {
      return;
    }
    if (!mixed) {
      queue.consumed--;
      return;
    }
    SideRecord side = core.lookup.side(queue, sequence);
    if (side == null) {
      if (sequence <= queue.cursor
          && core.db.get(Column.LOG, Keys.message(queue.incarnation(), sequence)) != null) {
        queue.consumed--;
      }
    } else if (side.status() == SideRecord.Status.CONSUMED) {
      core.lifecycle.unconsume(queue, sequence, side);
      core.lifecycle.forget(queue, sequence, side);
    }
  }
}
