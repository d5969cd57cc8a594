package io.posthorn.storage.rocksdb;

import io.posthorn.message.MessageId;
import io.posthorn.message.MessageState;
import io.posthorn.message.MessageView;
import io.posthorn.message.Ring;
import io.posthorn.storage.rocksdb.SideRecord.Status;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.rocksdb.Snapshot;

/**
 * One queue at one instant, for readers on other threads: a snapshot of the database and what
 * explains it.
 */
record QueueView(
    RocksDb db,
    Snapshot snapshot,
    long incarnation,
    @Nullable Ring ring,
    Bounds bounds,
    Clock clock) {

  /** Between which sequences the log has what. */
  record Bounds(long cursor, long last) {}

  /** Now, on both timelines. */
  record Clock(long elapsed, long wall) {
    long on(Lane lane) {
      return lane.onWall() ? wall : elapsed;
    }
  }

  static QueueView of(Core core, QueueState state) {
    core.batch.write();
    return new QueueView(
        core.db,
        core.db.snapshot(),
        state.incarnation(),
        state.ring,
        new Bounds(state.cursor, state.lastSequence),
        new Clock(core.now(), core.clock.wallNow()));
  }

  /** Whether a message of the log without a side record is to be seen. */
  boolean visibleInLog(long sequence) {
    if (sequence > bounds.cursor()) {
      return true;
    }
    return ring != null && ring.positionOf(sequence) > 0;
  }

  @Nullable MessageView find(long sequence, boolean headersOnly) {
    byte[] key = Keys.message(incarnation, sequence);
    byte[] side = db.get(Column.SIDE, key, snapshot);
    if (side != null) {
      return sideView(sequence, SideRecord.decode(side), headersOnly);
    }
    byte[] message = visibleInLog(sequence) ? db.get(Column.LOG, key, snapshot) : null;
    return message == null ? null : logView(sequence, MessageRecord.decode(message), headersOnly);
  }

  MessageView logView(long sequence, MessageRecord m, boolean headersOnly) {
    boolean ready = sequence > bounds.cursor();
    return new MessageView(
        id(sequence),
        position(sequence),
        ready ? MessageState.READY : MessageState.CONSUMED,
        headersOnly ? null : m.body(),
        m.body().size(),
        m.contentType(),
        m.key(),
        Instant.ofEpochMilli(m.enqueuedAt()),
        ready ? Instant.ofEpochMilli(m.visibleAt()) : null,
        null,
        ready ? instant(m.life()) : null,
        0,
        ready ? 0 : 1,
        null,
        null,
        List.of(),
        m.decodedTask(),
        m.firstRun(),
        m.trace());
  }

  MessageView sideView(long sequence, SideRecord side, boolean headersOnly) {
    byte[] value =
        db.get(
            side.held() ? Column.HELD : Column.LOG, Keys.message(incarnation, sequence), snapshot);
    MessageRecord m = MessageRecord.decode(QueueCommand.required(value));
    MessageState state = state(side);
    boolean finished = !side.status().inTimeIndex();
    return new MessageView(
        id(sequence),
        position(sequence),
        state,
        headersOnly ? null : m.body(),
        m.body().size(),
        m.contentType(),
        m.key(),
        Instant.ofEpochMilli(m.enqueuedAt()),
        finished ? null : Instant.ofEpochMilli(side.at()),
        state == MessageState.LEASED ? Instant.ofEpochMilli(side.at()) : null,
        expiresAt(side),
        side.tries().attempt(),
        side.tries().deliveries(),
        finished ? Instant.ofEpochMilli(side.at()) : null,
        side.reason(),
        side.tries().ended(),
        m.decodedTask(),
        side.run(m),
        m.trace());
  }

  MessageState state(SideRecord side) {
    boolean due = side.at() <= clock.on(side.lane());
    return switch (side.status()) {
      case WAITING -> due ? MessageState.READY : MessageState.SCHEDULED;
      case LEASED -> due ? MessageState.READY : MessageState.LEASED;
      case DEAD -> MessageState.DEAD;
      case CONSUMED -> MessageState.CONSUMED;
    };
  }

  private @Nullable Instant expiresAt(SideRecord side) {
    Long end = side.life().end();
    if (end == null || !side.status().inTimeIndex()) {
      return null;
    }
    if (side.status() == Status.WAITING) {
      return instant(end);
    }
    return side.at() <= clock.elapsed() ? Instant.ofEpochMilli(side.at() + end) : null;
  }

  long position(long sequence) {
    return ring == null ? 0 : ring.positionOf(sequence);
  }

  private MessageId id(long sequence) {
    return new MessageId(incarnation, sequence);
  }

  private static @Nullable Instant instant(@Nullable Long millis) {
    return millis == null ? null : Instant.ofEpochMilli(millis);
  }
}
