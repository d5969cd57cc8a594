package io.posthorn.storage.rocksdb;

import io.posthorn.message.Message;
import io.posthorn.message.QueueName;
import io.posthorn.storage.rocksdb.SideRecord.Status;
import java.util.List;

/** {@link io.posthorn.storage.MessageStore#putBack}. */
final class PutBackCommand extends QueueCommand<Boolean> {
  private final List<Message> messages;

  PutBackCommand(QueueName queue, List<Message> messages) {
    super(queue);
    this.messages = messages;
  }

  @Override
  Boolean missing() {
    return false;
  }

  @Override
  Boolean run(Core core, QueueState state) {
    boolean ours = false;
    core.batch.write();
    for (Message message : messages) {
      if (message.id().incarnation() == state.incarnation()) {
        ours = true;
        putBack(core, state, message);
      }
    }
    return ours;
  }

  private void putBack(Core core, QueueState state, Message message) {
    long sequence = message.sequence();
    SideRecord side = core.lookup.side(state, sequence);
    MessageRecord inLog = side == null ? core.lookup.stored(Column.LOG, state, sequence) : null;
    if (side == null
        ? inLog != null && sequence > state.cursor
        : side.status() != Status.CONSUMED) {
      return;
    }
    if (side != null) {
      core.lifecycle.unconsume(state, sequence, side);
    } else if (!state.tracksConsumed() && state.retains(sequence) && inLog != null) {
      state.consumed--;
    }
    byte[] key = Keys.message(state.incarnation(), sequence);
    MessageRecord stored = record(core, state, message);
    if (stored.key() != null) {
      core.batch.put(
          Column.KEYS, Keys.producerKey(state.incarnation(), stored.key()), Keys.queue(sequence));
    }
    core.batch.put(Column.HELD, key, stored.encode());
    core.batch.delete(Column.LOG, key);
    core.lifecycle.park(state, sequence, waiting(core, message, stored));
    visible(core, core.now());
    changed(core, state);
  }

  private static MessageRecord record(Core core, QueueState state, Message message) {
    String key = message.key();
    if (key != null && core.get(Column.KEYS, Keys.producerKey(state.incarnation(), key)) != null) {
      key = null;
    }
    return new MessageRecord(
        message.enqueuedAt().toEpochMilli(),
        message.visibleAt().toEpochMilli(),
        false,
        0,
        MessageRecord.millis(message.ttl()),
        message.contentType(),
        key,
        null,
        StoredTask.of(message.task()),
        message.trace(),
        message.body());
  }

  private static SideRecord waiting(Core core, Message message, MessageRecord stored) {
    long now = core.now();
    long at = Math.min(stored.visibleAt(), now);
    return new SideRecord(
        Status.WAITING,
        true,
        Lane.ELAPSED,
        at,
        new Life(at, stored.lifeFrom(now)),
        new Tries(message.attempt(), message.deliveries(), 0, List.of()),
        null,
        new Course(message.run(), null, at),
        Traits.of(stored));
  }
}
