package io.posthorn.storage.rocksdb;

import io.posthorn.message.Ring;
import io.posthorn.storage.rocksdb.SweepCommand.Tracked;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * Gives back the space of consumed messages: few large range deletes behind the cursors, one bounded slice between two
 * batches, so that writers never wait. A message below the new floor that is still needed is copied aside in the same
 * write, so that one old message never pins the log.
 */
final class Trimmer {
  private static final long MESSAGES = 65_536;
  private static final long BYTES = 64L << 20;
  private static final int SLICE = 512;

  /** A range whose files may go once the write that emptied it is durable. */
  private record Emptied(Column column, byte[] from, byte[] to) {}

  private final Core core;
  private final ArrayDeque<QueueState> pending = new ArrayDeque<>();
  private final Queue<Emptied> emptied = new ConcurrentLinkedQueue<>();

  Trimmer(Core core) {
    this.core = core;
  }

  /** The cursor, or the ring, of a queue moved on. */
  void passed(QueueState state) {
    if (!state.trimming && (target(state) - state.floor >= MESSAGES || state.passedBytes >= BYTES)) {
      state.trimming = true;
      pending.add(state);
    }
  }

  /** A queue leaves memory: what it consumed goes now, or nobody would ever think of it again. */
  void leaving(QueueState state) {
    if (!state.gone && target(state) - state.floor >= SLICE) {
      trim(state);
    }
  }

  /** Does one slice, if there is any; between batches. */
  void step() {
    QueueState state = pending.poll();
    if (state == null) {
      return;
    }
    if (!state.gone && trim(state)) {
      pending.add(state);
    } else {
      state.trimming = false;
    }
  }

  /** The lowest sequence that has to stay in the log. */
  private static long target(QueueState state) {
    Ring ring = state.ring;
    return ring == null ? state.cursor + 1 : Math.min(state.cursor + 1, ring.floor());
  }

  /** True when there is more. */
  private boolean trim(QueueState state) {
    state.passedBytes = 0;
    long target = target(state);
    if (target <= state.floor) {
      return false;
    }
    List<Tracked> needed =
        state.mixed
            ? SweepCommand.tracked(core, state, state.floor, SLICE, side -> !side.held())
            : List.of();
    needed = needed.stream().filter(each -> each.sequence() < target).toList();
    long floor = needed.size() < SLICE ? target : needed.get(needed.size() - 1).sequence();
    for (Tracked each : needed) {
      if (each.sequence() < floor) {
        copyAside(state, each);
      }
    }
    byte[] from = Keys.message(state.incarnation(), state.floor);
    byte[] to = Keys.message(state.incarnation(), floor);
    core.batch.deleteRange(Column.LOG, from, to);
    emptied.add(new Emptied(Column.LOG, from, to));
    state.floor = floor;
    core.batch.dirty(state);
    core.batch.write();
    return floor < target;
  }

  private void copyAside(QueueState state, Tracked each) {
    MessageRecord message = core.lookup.message(state, each.sequence(), each.side());
    core.batch.put(Column.HELD, Keys.message(state.incarnation(), each.sequence()), message.encode());
    core.lifecycle.putSide(state, each.sequence(), each.side().movedToHeld());
  }

  /** Drops everything of an incarnation. The batch is written: later point reads must see it. */
  void wipe(QueueState state) {
    byte[] from = Keys.queue(state.incarnation());
    byte[] to = Keys.queue(state.incarnation() + 1);
    for (Column column :
        new Column[] {Column.LOG, Column.HELD, Column.SIDE, Column.TIME, Column.KEYS, Column.DEDUPLICATION}) {
      core.batch.deleteRange(column, from, to);
    }
    emptied.add(new Emptied(Column.LOG, from, to));
    emptied.add(new Emptied(Column.HELD, from, to));
    core.batch.write();
  }

  /** How many emptied ranges there are now. */
  int emptiedRanges() {
    return emptied.size();
  }

  /** Drops the files of the {@code count} oldest emptied ranges, which are durable by now. Not on the writer thread. */
  void dropFiles(int count) {
    for (int i = 0; i < count; i++) {
      @Nullable Emptied range = emptied.poll();
      if (range == null) {
        return;
      }
      core.db.deleteFiles(range.column(), range.from(), range.to());
    }
  }
}
