package io.posthorn.storage.rocksdb;

import io.posthorn.message.Retention;
import io.posthorn.storage.rocksdb.SideRecord.Status;
import io.posthorn.storage.rocksdb.SweepCommand.Look;
import io.posthorn.storage.rocksdb.SweepCommand.Tracked;
import io.posthorn.storage.rocksdb.WaitingWindow.Due;
import java.util.ArrayList;
import java.util.List;

/** Drops a queue's consumed messages beyond its retention, at most a slice of them. */
final class RetentionSweep {
  /** Bytes of bodies beyond twice the limit that are not worth a trim. */
  private static final long SLACK = 64 << 10;

  private final Core core;
  private final QueueState state;
  private final Retention retention;
  private final int limit;
  private int dropped;
  private boolean all = true;

  RetentionSweep(Core core, QueueState state, int limit) {
    this.core = core;
    this.state = state;
    this.retention = state.info.config().retainConsumed();
    this.limit = limit;
  }

  /** Whether it looked at all it had to. */
  boolean all() {
    return all;
  }

  /** How many were dropped. */
  int run() {
    if (state.tracksConsumed()) {
      if (exceeds()) {
        dropLowest();
      }
      if (retention.age() != null && all && dropped < limit) {
        dropOld(core.now() - retention.age().toMillis());
      }
    }
    return dropped;
  }

  /**
   * Drops a slice once there are about twice as many as the queue keeps: what consumes fast pays
   * for it, for no housekeeping would keep up. Where most of the lowest sequences are not consumed
   * yet, those that were consumed first go instead.
   */
  static void trim(Core core, QueueState state) {
    Retention retention = state.info.config().retainConsumed();
    int slice = core.bounds.slice();
    Long count = retention.count();
    Long bytes = retention.bytes();
    boolean tooMany = count != null && state.consumed - slice > 2 * count;
    boolean tooMuch = bytes != null && state.consumedBytes - SLACK > 2 * bytes;
    if ((tooMany || tooMuch) && state.tracksConsumed()) {
      var sweep = new RetentionSweep(core, state, slice);
      sweep.dropLowest();
      if (!sweep.all) {
        // Few of the lowest are consumed, and every settlement would look at them all again.
        sweep.dropFirst();
      }
      core.batch.dirty(state);
    }
  }

  /** Whether there are more, or more bytes of them, than the queue keeps. */
  private boolean exceeds() {
    return (retention.count() != null && state.consumed > retention.count())
        || (retention.bytes() != null && state.consumedBytes > retention.bytes());
  }

  private void dropLowest() {
    Look look =
        SweepCommand.look(
            core,
            state,
            state.retainedFrom,
            Keys.queue(state.incarnation() + 1),
            limit,
            Math.max(limit, core.bounds.slice()),
            side -> side.status() == Status.CONSUMED);
    for (Tracked each : look.found()) {
      state.retainedFrom = each.sequence();
      if (!exceeds()) {
        return;
      }
      drop(each.sequence(), each.side());
    }
    state.retainedFrom = look.stoppedAt() == 0 ? Long.MAX_VALUE : look.stoppedAt();
    all = look.stoppedAt() == 0 || !exceeds();
  }

  private void dropOld(long before) {
    for (Due old : consumedUntil(before)) {
      drop(old);
    }
  }

  /** Drops what was consumed first, as long as there is too much. */
  private void dropFirst() {
    for (Due first : dropped < limit ? consumedUntil(Long.MAX_VALUE - 1) : List.<Due>of()) {
      if (!exceeds()) {
        return;
      }
      drop(first);
    }
  }

  /** What was consumed first, at most what is left of the limit. */
  private List<Due> consumedUntil(long instant) {
    var found = new ArrayList<Due>();
    core.scan(
        Column.TIME,
        Keys.time(state.incarnation(), Lane.CONSUMED, state.endsFrom(Lane.CONSUMED), 0),
        Keys.time(state.incarnation(), Lane.CONSUMED, instant + 1, 0),
        (key, value) -> {
          found.add(new Due(Keys.timeInstant(key), Keys.timeSequence(key)));
          return found.size() < limit - dropped;
        });
    if (!found.isEmpty()) {
      state.endedBefore(Lane.CONSUMED, found.get(0).instant());
    }
    return found;
  }

  private void drop(Due consumed) {
    long sequence = consumed.sequence();
    drop(sequence, QueueCommand.required(core.lookup.side(state, sequence)));
  }

  private void drop(long sequence, SideRecord side) {
    core.lifecycle.unconsume(state, sequence, side);
    core.lifecycle.forget(state, sequence, side);
    dropped++;
  }
}
