package io.posthorn.storage.memory;

import io.posthorn.message.MessageId;
import io.posthorn.message.NewMessage;
import io.posthorn.message.Ring;
import io.posthorn.storage.EnqueueResult;
import io.posthorn.storage.EnqueueResult.Status;
import io.posthorn.storage.memory.MemoryQueue.Remembered;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What one enqueue will do to one queue; nothing is changed before {@link #store}. */
final class Plan {
  private final MemoryQueue queue;
  private final Turn turn;
  private final List<Entry> accepted = new ArrayList<>();
  private final Map<String, MessageId> keys = new HashMap<>();
  private final Map<String, Remembered> remembered = new HashMap<>();
  private final List<Long> overwritten = new ArrayList<>();
  private @Nullable Ring ring;
  private long lastSequence;
  private long lastImmediate;

  Plan(MemoryQueue queue, Turn turn) {
    this.queue = queue;
    this.turn = turn;
    this.ring = queue.ring;
    this.lastSequence = queue.lastSequence;
    this.lastImmediate = queue.lastImmediate;
  }

  /** Whether {@code id} is of a message that this plan would store. */
  boolean accepted(MessageId id) {
    return accepted.stream().anyMatch(entry -> entry.id.equals(id));
  }

  EnqueueResult judge(NewMessage message) {
    Remembered first = first(message.deduplicationId());
    if (first != null) {
      return first.body().equals(message.body())
          ? new EnqueueResult(Status.DUPLICATE, first.id(), 0, null)
          : EnqueueResult.refused(Status.DEDUPLICATION_MISMATCH);
    }
    MessageId holder = holder(message.key());
    if (holder != null) {
      return new EnqueueResult(Status.KEY_CONFLICT, holder, 0, null);
    }
    if (ring == null ? unfinished() >= queue.config().capacity() : ringFull(ring)) {
      return EnqueueResult.refused(Status.QUEUE_FULL);
    }
    return accept(message);
  }

  private @Nullable Remembered first(@Nullable String deduplicationId) {
    if (deduplicationId == null) {
      return null;
    }
    Remembered inBatch = remembered.get(deduplicationId);
    return inBatch == null ? queue.remembered(deduplicationId, turn) : inBatch;
  }

  private @Nullable MessageId holder(@Nullable String key) {
    if (key == null) {
      return null;
    }
    Entry stored = queue.keys.get(key);
    return stored == null ? keys.get(key) : stored.id;
  }

  private long unfinished() {
    return queue.unfinished() + accepted.size();
  }

  private boolean ringFull(Ring before) {
    Ring current = before;
    if (current.full() && unfinished() == 0) {
      // Everything unread was purged, cancelled or died: no get would ever make room again.
      current = current.afterGet(lastSequence);
      ring = current;
    }
    if (current.full()) {
      return true;
    }
    Entry inTheWay = queue.entries.get(current.overwrittenByPut());
    return inTheWay != null && inTheWay.unfinished();
  }

  private EnqueueResult accept(NewMessage message) {
    lastSequence++;
    if (ring != null) {
      overwritten.add(ring.overwrittenByPut());
      for (long i = 0; i < ring.strandedByPut(); i++) {
        overwritten.add(ring.strandedFrom() + i);
      }
      ring = ring.afterPut();
    }
    Duration ttl = message.ttl() == null ? queue.config().ttl() : message.ttl();
    Entry entry =
        new Entry(
            new MessageId(queue.incarnation, lastSequence),
            message.body(),
            message.contentType(),
            message.task(),
            turn.elapsed,
            ttl,
            message.key(),
            message.deduplicationId());
    entry.trace = message.trace();
    place(entry, message);
    accepted.add(entry);
    if (entry.key != null) {
      keys.put(entry.key, entry.id);
    }
    if (entry.deduplicationId != null) {
      remembered.put(entry.deduplicationId, new Remembered(entry.body, entry.id, entry.enqueuedAt));
    }
    long position = ring == null ? 0 : ring.put();
    return new EnqueueResult(
        Status.ENQUEUED, entry.id, position, Instant.ofEpochMilli(entry.visibleAt));
  }

  private void place(Entry entry, NewMessage message) {
    Instant visibleAt = message.visibleAt();
    Duration delay = message.delay();
    if (visibleAt != null) {
      entry.onWall = true;
      entry.visibleAt = visibleAt.toEpochMilli();
    } else if (delay != null && delay.toMillis() > 0) {
      entry.visibleAt = turn.elapsed + delay.toMillis();
    } else {
      lastImmediate = Math.max(lastImmediate, turn.elapsed);
      entry.readyByState = true;
      entry.visibleAt = lastImmediate;
    }
    entry.placeAt = entry.visibleAt;
    entry.beginLife(entry.visibleAt);
    entry.nextRun(entry.firstOnWall(turn));
  }

  void store() {
    for (Entry entry : accepted) {
      queue.enqueue(entry);
      turn.visible(queue.name, entry.readyAt(turn));
    }
    for (long sequence : overwritten) {
      Entry old = queue.entries.get(sequence);
      if (old != null && old.place == Entry.Place.CONSUMED) {
        queue.drop(old);
      }
    }
    queue.ring = ring;
    queue.lastSequence = lastSequence;
    queue.lastImmediate = lastImmediate;
  }
}
