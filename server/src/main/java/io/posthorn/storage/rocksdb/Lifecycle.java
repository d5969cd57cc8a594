package io.posthorn.storage.rocksdb;

import io.posthorn.message.Ring;
import io.posthorn.storage.rocksdb.HeadWindow.Entry;
import io.posthorn.storage.rocksdb.SideRecord.Status;
import org.jspecify.annotations.Nullable;

/**
 * The ways of a message from one state to the next: rows, indexes and counters of a change, in one
 * place. Each method changes the batch and the queue's state together.
 */
final class Lifecycle {
  private final Core core;

  Lifecycle(Core core) {
    this.core = core;
  }

  // --- Entering
  // ---------------------------------------------------------------------------------------------------

  /** Makes a side-tracked message wait. */
  void park(QueueState state, long sequence, SideRecord side) {
    parkUnseen(state, sequence, side);
    state.window(side.lane()).added(side.at(), sequence, side.status());
  }

  /** Whether a waiting or leased message keeps a place that is not the instant it waits on. */
  private static boolean apart(QueueState state, SideRecord side) {
    return state.placed
        && (side.lane() == Lane.LEASE || side.lane() == Lane.PAUSE)
        && side.course().place() != null;
  }

  /** As {@link #park}, but the window in memory does not know of it yet. */
  void parkUnseen(QueueState state, long sequence, SideRecord side) {
    putSide(state, sequence, side);
    byte[] key = Keys.time(state.incarnation(), side.lane(), side.at(), sequence);
    core.batch.put(Column.TIME, key, new byte[] {(byte) side.status().ordinal()});
    state.count(side.lane(), side.at(), side.status(), 1);
    state.amended += side.course().afterLease() == null ? 0 : 1;
    Long place = side.course().place();
    if (place != null && state.ordered() && apart(state, side)) {
      core.batch.put(
          Column.TIME, Keys.time(state.incarnation(), Lane.PLACE, place, sequence), new byte[1]);
      state.window(Lane.PLACE).added(place, sequence, side.status());
    }
    Long end = side.life().end();
    if (side.status() == Status.WAITING && end != null) {
      putExpiry(state, side.lane().expiry(), end, sequence);
    }
    state.mixed = true;
    core.batch.dirty(state);
  }

  /**
   * Takes a side-tracked message out of the time index; its side record stays for the caller to
   * replace.
   */
  void unpark(QueueState state, long sequence, SideRecord side) {
    core.batch.delete(
        Column.TIME, Keys.time(state.incarnation(), side.lane(), side.at(), sequence));
    state.window(side.lane()).removed(side.at(), sequence);
    state.count(side.lane(), side.at(), side.status(), -1);
    state.amended -= side.course().afterLease() == null ? 0 : 1;
    Long place = side.course().place();
    if (place != null && apart(state, side)) {
      core.batch.delete(Column.TIME, Keys.time(state.incarnation(), Lane.PLACE, place, sequence));
      state.window(Lane.PLACE).removed(place, sequence);
    }
    Long end = side.life().end();
    if (side.status() == Status.WAITING && end != null) {
      core.batch.delete(
          Column.TIME, Keys.time(state.incarnation(), side.lane().expiry(), end, sequence));
    }
    core.batch.dirty(state);
  }

  void putExpiry(QueueState state, Lane lane, long instant, long sequence) {
    core.batch.put(
        Column.TIME, Keys.time(state.incarnation(), lane, instant, sequence), new byte[0]);
    state.mortal = true;
    state.endsAt(lane, instant);
    core.batch.dirty(state);
  }

  // --- Handing out
  // ------------------------------------------------------------------------------------------------

  /** Passes the next message of the log: it is no longer ready there. */
  void pass(QueueState state, Entry entry) {
    state.head.poll();
    state.cursor = entry.sequence();
    state.inLog--;
    state.passedBytes += entry.message().weight() + 40L;
    Long life = entry.message().life();
    if (life != null) {
      core.batch.delete(
          Column.TIME, Keys.time(state.incarnation(), Lane.EXPIRY, life, entry.sequence()));
    }
    core.batch.dirty(state);
    core.trimmer.passed(state);
  }

  /** Counts {@code sequence} as handed out, for the ring. */
  void handedOut(QueueState state, long sequence) {
    Ring ring = state.ring;
    if (ring != null) {
      state.ring = ring.afterGet(sequence);
    }
  }

  // --- Ending
  // -----------------------------------------------------------------------------------------------------

  /** A message that was just passed in the log, without a side record, is done. */
  void consumeFromLog(QueueState state, long sequence, MessageRecord message, long now) {
    releaseKey(state, sequence, message);
    if (!state.retains(sequence)) {
      return;
    }
    if (state.tracksConsumed()) {
      SideRecord side = SideRecord.inLog(message);
      retain(state, sequence, side.with(side.tries().delivered()), now);
    } else {
      state.consumed++;
    }
  }

  /**
   * A side-tracked message, out of the time index already, is done; {@code message} may be null
   * where it has no names.
   */
  void consume(
      QueueState state, long sequence, SideRecord side, @Nullable MessageRecord message, long now) {
    releaseKey(state, sequence, message);
    if (state.retains(sequence)) {
      retain(state, sequence, side, now);
    } else {
      forget(state, sequence, side);
    }
  }

  private void retain(QueueState state, long sequence, SideRecord side, long now) {
    putSide(state, sequence, side.as(Status.CONSUMED, Lane.CONSUMED, now, null));
    core.batch.put(
        Column.TIME, Keys.time(state.incarnation(), Lane.CONSUMED, now, sequence), new byte[0]);
    state.retainedFrom = Math.min(state.retainedFrom, sequence);
    state.endsAt(Lane.CONSUMED, now);
    state.consumed++;
    state.consumedBytes += core.lookup.size(state, sequence, side);
    state.mixed = true;
    core.batch.dirty(state);
  }

  /** A side-tracked consumed message is no longer kept. Its side record stays for the caller. */
  void unconsume(QueueState state, long sequence, SideRecord side) {
    long size = core.lookup.size(state, sequence, side);
    core.batch.delete(
        Column.TIME, Keys.time(state.incarnation(), Lane.CONSUMED, side.at(), sequence));
    state.consumed--;
    state.consumedBytes -= size;
    core.batch.dirty(state);
  }

  /**
   * A message, passed or out of the time index already, is dead. Its key and deduplication id are
   * free again; {@code message} may be null where it has none and is not in the log ahead.
   */
  void die(
      QueueState state,
      long sequence,
      SideRecord side,
      @Nullable MessageRecord message,
      String reason) {
    long now = core.now();
    releaseKey(state, sequence, message);
    releaseDeduplication(state, sequence, message);
    SideRecord dead = side.dead(now, reason);
    if (message != null && !side.held() && sequence > state.cursor) {
      // Left where it is, the log would hand it out.
      moveAside(state, sequence, message);
      dead = dead.movedToHeld();
    }
    putSide(state, sequence, dead);
    core.batch.put(
        Column.TIME, Keys.time(state.incarnation(), Lane.DEAD, now, sequence), new byte[0]);
    state.dead++;
    state.deadTotal++;
    core.tally.dead(reason);
    state.mixed = true;
    core.batch.dirty(state);
  }

  void moveAside(QueueState state, long sequence, MessageRecord message) {
    byte[] key = Keys.message(state.incarnation(), sequence);
    core.batch.put(Column.HELD, key, message.encode());
    core.batch.delete(Column.LOG, key);
  }

  /** Leaves the log without being handed out: a message ahead of the cursor is ready no more. */
  void leaveLog(QueueState state, long sequence, MessageRecord message) {
    core.batch.delete(Column.LOG, Keys.message(state.incarnation(), sequence));
    state.head.remove(sequence);
    state.inLog--;
    state.mixed = true;
    Long life = message.life();
    if (life != null) {
      core.batch.delete(Column.TIME, Keys.time(state.incarnation(), Lane.EXPIRY, life, sequence));
    }
    core.batch.dirty(state);
  }

  /**
   * The first message of the log left it: the cursor passes it, so that no scan meets its tombstone
   * again.
   */
  void passedOver(QueueState state, long sequence, MessageRecord message) {
    state.cursor = sequence;
    state.passedBytes += message.weight() + 40L;
    core.trimmer.passed(state);
  }

  /**
   * A dead message is dead no more: redriven, cancelled or too old. Its side record stays for the
   * caller.
   */
  void undie(QueueState state, long sequence, SideRecord side) {
    core.batch.delete(Column.TIME, Keys.time(state.incarnation(), Lane.DEAD, side.at(), sequence));
    state.dead--;
    core.batch.dirty(state);
  }

  /** Drops what is stored of a side-tracked message that is out of the time index already. */
  void forget(QueueState state, long sequence, SideRecord side) {
    byte[] key = Keys.message(state.incarnation(), sequence);
    core.batch.delete(Column.SIDE, key);
    if (side.held()) {
      core.batch.delete(Column.HELD, key);
    } else if (state.ring != null) {
      // Without a side record a message behind the cursor of a ring would read as consumed.
      core.batch.delete(Column.LOG, key);
    }
    state.mixed = true;
  }

  /** Reads what ending a message reads: damage must show before anything is changed. */
  void readNames(QueueState state, @Nullable MessageRecord message) {
    if (message == null) {
      return;
    }
    if (message.key() != null) {
      core.get(Column.KEYS, Keys.producerKey(state.incarnation(), message.key()));
    }
    if (message.deduplication() != null) {
      Deduplication.read(core, state, message.deduplication());
    }
  }

  void releaseKey(QueueState state, long sequence, @Nullable MessageRecord message) {
    if (message != null && message.key() != null) {
      byte[] key = Keys.producerKey(state.incarnation(), message.key());
      byte[] holder = core.get(Column.KEYS, key);
      if (holder != null && Keys.getLong(holder, 0) == sequence) {
        core.batch.delete(Column.KEYS, key);
      }
    }
  }

  void releaseDeduplication(QueueState state, long sequence, @Nullable MessageRecord message) {
    if (message != null && message.deduplication() != null) {
      Deduplication.release(core, state, sequence, message.deduplication());
    }
  }

  void putSide(QueueState state, long sequence, SideRecord side) {
    core.batch.put(Column.SIDE, Keys.message(state.incarnation(), sequence), side.encode());
  }
}
