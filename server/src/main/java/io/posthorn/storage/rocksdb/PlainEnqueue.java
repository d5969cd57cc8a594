package io.posthorn.storage.rocksdb;

import io.posthorn.message.NewMessage;
import io.posthorn.message.Ring;
import io.posthorn.storage.Enqueue;
import io.posthorn.storage.EnqueueResult;
import io.posthorn.storage.EnqueueResult.Status;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The short way of an enqueue that {@link EnqueuePlan} would have nothing to judge about: ready
 * messages without names or an end of life, for one queue with room for all of them. One log record
 * each.
 */
final class PlainEnqueue {
  private PlainEnqueue() {}

  /** The queue when the short way is open for {@code group}, otherwise null. */
  static @Nullable QueueState open(Core core, Enqueue group) {
    QueueState state = core.states.find(group.queue());
    if (state == null || state.info.config().ttl() != null) {
      return null;
    }
    List<NewMessage> messages = group.messages();
    boolean room =
        state.ring == null
            ? state.unfinished() + messages.size() <= state.info.config().capacity()
            : messages.size() == 1 && !state.mixed && !state.ring.full();
    if (!room) {
      return null;
    }
    for (int i = 0; i < messages.size(); i++) {
      NewMessage message = messages.get(i);
      if (!message.isPlain() || !state.info.config().accepts(message)) {
        return null;
      }
    }
    return state;
  }

  /** Stores them. */
  static List<EnqueueResult> store(Core core, QueueState state, List<NewMessage> messages) {
    long now = core.now();
    long visibleAt = Math.max(now, state.lastVisibleAt);
    state.lastVisibleAt = visibleAt;
    Instant instant = Instant.ofEpochMilli(visibleAt);
    var results = new ArrayList<EnqueueResult>(messages.size());
    for (int i = 0; i < messages.size(); i++) {
      NewMessage message = messages.get(i);
      long sequence = ++state.lastSequence;
      var stored =
          new MessageRecord(
              now,
              visibleAt,
              false,
              MessageRecord.lead(core, message, false),
              null,
              message.contentType(),
              null,
              null,
              StoredTask.of(message.task()),
              message.trace(),
              message.body());
      core.batch.put(Column.LOG, Keys.message(state.incarnation(), sequence), stored.encode());
      state.inLog++;
      state.head.appended(sequence, stored);
      results.add(
          new EnqueueResult(Status.ENQUEUED, state.id(sequence), nextPosition(state), instant));
    }
    state.enqueuedTotal += messages.size();
    if (state.rowOverdue()) {
      core.batch.dirty(state);
    }
    return results;
  }

  private static long nextPosition(QueueState state) {
    Ring ring = state.ring;
    if (ring == null) {
      return 0;
    }
    // Nothing but messages passed in order: what the put overwrites was consumed.
    state.consumed -= (ring.overwrittenByPut() == 0 ? 0 : 1) + ring.strandedByPut();
    Ring next = ring.afterPut();
    state.ring = next;
    return next.put();
  }
}
