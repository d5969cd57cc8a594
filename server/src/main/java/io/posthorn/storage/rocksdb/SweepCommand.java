package io.posthorn.storage.rocksdb;

import io.posthorn.message.QueueName;
import io.posthorn.metrics.StorageMetrics.By;
import io.posthorn.storage.Sweep;
import io.posthorn.storage.Swept;
import io.posthorn.storage.rocksdb.SideRecord.Status;
import io.posthorn.storage.rocksdb.WaitingWindow.Due;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** {@link io.posthorn.storage.MessageStore#sweep}. */
final class SweepCommand extends QueueCommand<Swept> {
  /** A side-tracked message. */
  record Tracked(long sequence, SideRecord side) {}

  /**
   * What a bounded look at side records found.
   *
   * @param stoppedAt the first sequence that was not looked at; 0 = none is left
   */
  record Look(List<Tracked> found, long stoppedAt) {}

  /** Bytes of messages that a purge reads at once. */
  private static final long PURGE_BYTES = 4 << 20;

  private final Sweep sweep;

  SweepCommand(QueueName queue, Sweep sweep) {
    super(queue);
    this.sweep = sweep;
  }

  @Override
  Swept missing() {
    return new Swept(0, 0);
  }

  @Override
  Swept run(Core core, QueueState state) {
    Swept swept =
        switch (sweep.kind()) {
          case PURGE -> purge(core, state);
          case PURGE_DEAD -> purgeDead(core, state);
          case REDRIVE_ALL -> redrive(core, state);
          case END_LEASES -> endLeases(core, state);
          case EXPIRE -> new ExpirySweep(core, state, sweep.limit()).run();
        };
    if (swept.count() > 0) {
      madeRoom(core, state);
      changed(core, state);
    }
    return swept;
  }

  /** The unfinished ones of log and side records together, lowest sequence first. */
  private Swept purge(Core core, QueueState state) {
    int most = sweep.limit() + 1;
    var log = new TreeMap<Long, MessageRecord>();
    long[] bytes = {0};
    boolean[] stopped = {false};
    core.scan(
        Column.LOG,
        Keys.message(state.incarnation(), state.cursor + 1),
        Keys.queue(state.incarnation() + 1),
        (key, value) -> {
          log.put(Keys.sequence(key), MessageRecord.decode(value));
          bytes[0] += value.length;
          stopped[0] = log.size() == most || bytes[0] >= PURGE_BYTES;
          return !stopped[0];
        });
    Look look = look(core, state, sweep.from(), most, side -> side.status().inTimeIndex());
    var side = new TreeMap<Long, SideRecord>();
    look.found().forEach(each -> side.put(each.sequence(), each.side()));
    var sequences = new TreeSet<>(log.keySet());
    sequences.addAll(side.keySet());
    // Beyond what both reads know the order is not.
    long end = look.stoppedAt() == 0 ? Long.MAX_VALUE : look.stoppedAt();
    end = stopped[0] ? Math.min(end, log.lastKey() + 1) : end;
    int count = 0;
    for (long sequence : sequences) {
      if (sequence >= end) {
        break;
      }
      if (count == sweep.limit()) {
        return new Swept(count, sequence);
      }
      purge(core, state, sequence, side.get(sequence), log.get(sequence));
      count++;
    }
    return new Swept(count, end == Long.MAX_VALUE ? 0 : end);
  }

  private static void purge(
      Core core,
      QueueState state,
      long sequence,
      @Nullable SideRecord side,
      @Nullable MessageRecord inLog) {
    MessageRecord message =
        side == null ? required(inLog) : core.lookup.message(state, sequence, side);
    Drop.drop(core, state, sequence, side, message, By.PURGE);
    if (side == null) {
      core.lifecycle.passedOver(state, sequence, message);
    }
  }

  /** Those that end last would be met last; each that ended is behind the scan. */
  private Swept endLeases(Core core, QueueState state) {
    long now = core.now();
    var leases = new ArrayList<Due>();
    core.scan(
        Column.TIME,
        Keys.time(state.incarnation(), Lane.LEASE, now + 1, 0),
        Keys.laneEnd(state.incarnation(), Lane.LEASE),
        (key, value) -> {
          leases.add(new Due(Keys.timeInstant(key), Keys.timeSequence(key)));
          return leases.size() <= sweep.limit();
        });
    int count = Math.min(leases.size(), sweep.limit());
    for (Due due : leases.subList(0, count)) {
      SideRecord side = required(core.lookup.side(state, due.sequence()));
      core.lifecycle.unpark(state, due.sequence(), side);
      SideRecord ended = side.as(Status.LEASED, Lane.LEASE, now, side.life().end());
      core.lifecycle.park(state, due.sequence(), ended);
      visible(core, now);
    }
    return new Swept(count, leases.size() > count ? 1 : 0);
  }

  private Swept purgeDead(Core core, QueueState state) {
    Look look =
        look(core, state, sweep.from(), sweep.limit() + 1, side -> side.status() == Status.DEAD);
    int count = 0;
    for (Tracked each : look.found()) {
      if (count == sweep.limit()) {
        return new Swept(count, each.sequence());
      }
      MessageRecord message = core.lookup.message(state, each.sequence(), each.side());
      Drop.drop(core, state, each.sequence(), each.side(), message, By.PURGE);
      count++;
    }
    return new Swept(count, look.stoppedAt());
  }

  private Swept redrive(Core core, QueueState state) {
    Look look = look(core, state, sweep.from(), sweep.limit() + 1, this::asked);
    int count = 0;
    for (Tracked each : look.found()) {
      if (count == sweep.limit()) {
        return new Swept(count, each.sequence());
      }
      MessageRecord message = core.lookup.message(state, each.sequence(), each.side());
      if (Redrive.redrive(core, state, each.sequence(), each.side(), message)) {
        count++;
        visible(core, core.now());
      }
    }
    return new Swept(count, look.stoppedAt());
  }

  private boolean asked(SideRecord side) {
    return side.status() == Status.DEAD
        && (sweep.reason() == null || sweep.reason().equals(side.reason()))
        && (sweep.since() == null || !Instant.ofEpochMilli(side.at()).isBefore(sweep.since()));
  }

  /** Up to {@code most} side-tracked messages from a sequence on. */
  static Look look(Core core, QueueState state, long from, int most, Predicate<SideRecord> filter) {
    byte[] to = Keys.queue(state.incarnation() + 1);
    return look(core, state, from, to, most, core.bounds.looks(), filter);
  }

  /** As the other, below the key {@code to}, and after a look at {@code looks} records at most. */
  static Look look(
      Core core,
      QueueState state,
      long from,
      byte[] to,
      int most,
      int looks,
      Predicate<SideRecord> filter) {
    var found = new ArrayList<Tracked>();
    long[] stoppedAt = {0};
    int[] looked = {0};
    core.scan(
        Column.SIDE,
        Keys.message(state.incarnation(), from),
        to,
        (key, value) -> {
          if (found.size() == most || looked[0]++ == looks) {
            stoppedAt[0] = Keys.sequence(key);
            return false;
          }
          SideRecord side = SideRecord.decode(value);
          if (filter.test(side)) {
            found.add(new Tracked(Keys.sequence(key), side));
          }
          return true;
        });
    return new Look(found, stoppedAt[0]);
  }
}
