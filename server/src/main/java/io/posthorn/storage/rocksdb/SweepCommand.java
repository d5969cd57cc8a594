package io.posthorn.storage.rocksdb;

import io.posthorn.message.QueueName;
import io.posthorn.storage.Sweep;
import io.posthorn.storage.Swept;
import io.posthorn.storage.rocksdb.SideRecord.Status;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Predicate;

/** {@link io.posthorn.storage.MessageStore#sweep}. */
final class SweepCommand extends QueueCommand<Swept> {
  /** A side-tracked message. */
  record Tracked(long sequence, SideRecord side) {}

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
          case EXPIRE -> new ExpirySweep(core, state, sweep.limit()).run();
        };
    if (swept.count() > 0) {
      changed(core, state);
    }
    return swept;
  }

  /** The unfinished ones of log and side records together, lowest sequence first. */
  private Swept purge(Core core, QueueState state) {
    int most = sweep.limit() + 1;
    var found = new TreeMap<Long, Tracked>();
    var messages = new TreeMap<Long, MessageRecord>();
    core.scan(
        Column.LOG,
        Keys.message(state.incarnation(), state.cursor + 1),
        Keys.queue(state.incarnation() + 1),
        (key, value) -> {
          messages.put(Keys.sequence(key), MessageRecord.decode(value));
          return messages.size() < most;
        });
    for (Tracked each : tracked(core, state, 0, most, side -> side.status().inTimeIndex())) {
      found.put(each.sequence(), each);
      messages.put(each.sequence(), core.lookup.message(state, each.sequence(), each.side()));
    }
    int count = 0;
    for (var entry : messages.entrySet()) {
      if (count == sweep.limit()) {
        return new Swept(count, entry.getKey());
      }
      Tracked each = found.get(entry.getKey());
      Drop.drop(core, state, entry.getKey(), each == null ? null : each.side(), entry.getValue());
      count++;
    }
    return new Swept(count, 0);
  }

  private Swept purgeDead(Core core, QueueState state) {
    List<Tracked> dead = tracked(core, state, 0, sweep.limit() + 1, side -> side.status() == Status.DEAD);
    int count = 0;
    for (Tracked each : dead) {
      if (count == sweep.limit()) {
        return new Swept(count, each.sequence());
      }
      MessageRecord message = core.lookup.message(state, each.sequence(), each.side());
      Drop.drop(core, state, each.sequence(), each.side(), message);
      count++;
    }
    return new Swept(count, 0);
  }

  private Swept redrive(Core core, QueueState state) {
    int count = 0;
    long from = sweep.from();
    while (true) {
      List<Tracked> dead = tracked(core, state, from, sweep.limit() - count + 1, this::asked);
      if (dead.isEmpty()) {
        return new Swept(count, 0);
      }
      for (Tracked each : dead) {
        if (count == sweep.limit()) {
          return new Swept(count, each.sequence());
        }
        MessageRecord message = core.lookup.message(state, each.sequence(), each.side());
        if (Redrive.redrive(core, state, each.sequence(), each.side(), message)) {
          count++;
          visible(core, core.now());
        }
        from = each.sequence() + 1;
      }
    }
  }

  private boolean asked(SideRecord side) {
    return side.status() == Status.DEAD
        && (sweep.reason() == null || sweep.reason().equals(side.reason()))
        && (sweep.since() == null || !Instant.ofEpochMilli(side.at()).isBefore(sweep.since()));
  }

  /** Up to {@code most} side-tracked messages from a sequence on. */
  static List<Tracked> tracked(Core core, QueueState state, long from, int most, Predicate<SideRecord> filter) {
    var found = new ArrayList<Tracked>();
    core.scan(
        Column.SIDE,
        Keys.message(state.incarnation(), from),
        Keys.queue(state.incarnation() + 1),
        (key, value) -> {
          SideRecord side = SideRecord.decode(value);
          if (filter.test(side)) {
            found.add(new Tracked(Keys.sequence(key), side));
          }
          return found.size() < most;
        });
    return found;
  }
}
