package io.posthorn.storage.rocksdb;

import io.posthorn.message.Ring;
import io.posthorn.storage.rocksdb.SweepCommand.Look;
import io.posthorn.storage.rocksdb.SweepCommand.Tracked;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * Gives back the space of consumed messages: few large range deletes behind the cursors, one
 * bounded slice between two batches, so that writers never wait. A message below the new floor that
 * is still needed is copied aside in the same write, so that one old message never pins the log.
 */
final class Trimmer {

  /** A range whose files may go once the write that emptied it is durable. */
  private record Emptied(Column column, byte[] from, byte[] to, long write) {}

  private final Core core;
  private final ArrayDeque<QueueState> pending = new ArrayDeque<>();
  private final Queue<Emptied> emptied = new ConcurrentLinkedQueue<>();

  Trimmer(Core core) {
    this.core = core;
  }

  /** The cursor, or the ring, of a queue moved on. */
  void passed(QueueState state) {
    if (!state.trimming
        && (target(state) - state.floor >= core.bounds.trimMessages()
            || state.passedBytes >= core.bounds.trimBytes())) {
      state.trimming = true;
      pending.add(state);
    }
  }

  /** A queue leaves memory: what it consumed goes now, or nobody would ever think of it again. */
  void leaving(QueueState state) {
    if (state.trimming) {
      // Trimmed later, this state would undo what its successor in memory did meanwhile.
      pending.remove(state);
      state.trimming = false;
    }
    if (!state.gone && target(state) - state.floor >= core.bounds.slice()) {
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
    long floor = target;
    if (state.mixed) {
      Look needed =
          SweepCommand.look(
              core,
              state,
              state.floor,
              Keys.message(state.incarnation(), target),
              core.bounds.slice(),
              2 * core.bounds.slice(),
              side -> !side.held());
      needed.found().forEach(each -> copyAside(state, each));
      floor = needed.stoppedAt() == 0 ? target : needed.stoppedAt();
    }
    byte[] from = Keys.message(state.incarnation(), state.floor);
    byte[] to = Keys.message(state.incarnation(), floor);
    core.batch.deleteRange(Column.LOG, from, to);
    state.floor = floor;
    core.batch.dirty(state);
    core.batch.write();
    emptied(Column.LOG, from, to);
    return floor < target;
  }

  private void copyAside(QueueState state, Tracked each) {
    MessageRecord message = core.lookup.message(state, each.sequence(), each.side());
    core.batch.put(
        Column.HELD, Keys.message(state.incarnation(), each.sequence()), message.encode());
    core.lifecycle.putSide(state, each.sequence(), each.side().movedToHeld());
  }

  /** Drops everything of an incarnation. The batch is written: later point reads must see it. */
  void wipe(QueueState state) {
    byte[] from = Keys.queue(state.incarnation());
    byte[] to = Keys.queue(state.incarnation() + 1);
    for (Column column :
        new Column[] {
          Column.LOG, Column.HELD, Column.SIDE, Column.TIME, Column.KEYS, Column.DEDUPLICATION
        }) {
      core.batch.deleteRange(column, from, to);
    }
    core.batch.write();
    // A queue that was only reset goes on in the same range of keys: just its log below is dead for
    // good.
    emptied(Column.LOG, from, Keys.message(state.incarnation(), state.lastSequence + 1));
    if (state.gone) {
      emptied(Column.HELD, from, to);
    }
  }

  private void emptied(Column column, byte[] from, byte[] to) {
    emptied.add(new Emptied(column, from, to, core.db.latestWrite()));
  }

  /**
   * How many emptied ranges no reader can look into any more: dropped files are missing from its
   * snapshot.
   */
  int emptiedRanges() {
    if (emptied.isEmpty()) {
      return 0;
    }
    long oldest = core.db.oldestSnapshot();
    int count = 0;
    for (Emptied range : emptied) {
      if (range.write() > oldest) {
        break;
      }
      count++;
    }
    return count;
  }

  /**
   * Drops the files of the {@code count} oldest emptied ranges, which are durable by now. Not on
   * the writer thread.
   */
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
