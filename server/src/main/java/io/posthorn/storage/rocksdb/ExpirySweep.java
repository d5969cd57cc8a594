package io.posthorn.storage.rocksdb;

import io.posthorn.message.Retention;
import io.posthorn.metrics.StorageMetrics.By;
import io.posthorn.metrics.StorageMetrics.Was;
import io.posthorn.storage.Swept;
import io.posthorn.storage.rocksdb.SweepCommand.Tracked;
import io.posthorn.storage.rocksdb.WaitingWindow.Due;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One slice of housekeeping of a queue: deaths that are due, then dead and consumed messages beyond
 * retention. Nearly free for a queue that has none of them.
 */
final class ExpirySweep {
  /** Ended leases that one slice looks at. */
  private static final int LOOKS = 1000;

  private final Core core;
  private final QueueState state;
  private final int limit;
  private final long now;
  private int count;

  ExpirySweep(Core core, QueueState state, int limit) {
    this.core = core;
    this.state = state;
    this.limit = limit;
    this.now = core.now();
  }

  Swept run() {
    if (state.mortal) {
      endLives(Lane.EXPIRY);
      endLives(Lane.EXPIRY_WALL);
    }
    boolean all = count < limit && (state.leased + state.due == 0 || endLeases());
    if (count < limit && state.dead > 0) {
      forgetDead(state.info.config().dead());
    }
    if (count < limit && state.consumed > 0) {
      var retention = new RetentionSweep(core, state, limit - count);
      count += retention.run();
      all &= retention.all();
    }
    Deduplication.forget(core, state, now);
    return new Swept(count, all && count < limit ? 0 : 1);
  }

  /** Entries of a lane before {@code until}, at most what is left of the limit. */
  private List<Due> dueIn(Lane lane, long until) {
    var due = new ArrayList<Due>();
    core.scan(
        Column.TIME,
        Keys.time(state.incarnation(), lane, state.endsFrom(lane), 0),
        Keys.time(state.incarnation(), lane, until, 0),
        (key, value) -> {
          due.add(new Due(Keys.timeInstant(key), Keys.timeSequence(key)));
          return due.size() < limit - count;
        });
    return due;
  }

  private void endLives(Lane lane) {
    if (count >= limit) {
      return;
    }
    long until = core.now(lane) + 1;
    List<Due> ended = dueIn(lane, until);
    boolean all = ended.size() < limit - count;
    for (Due due : ended) {
      long sequence = due.sequence();
      SideRecord side = core.lookup.side(state, sequence);
      if (side != null) {
        MessageRecord message = core.lookup.message(state, sequence, side);
        Expiry.bury(core, state, sequence, side, message, Expiry.EXPIRED);
      } else {
        MessageRecord message =
            QueueCommand.required(core.lookup.stored(Column.LOG, state, sequence));
        core.lifecycle.readNames(state, message);
        core.lifecycle.leaveLog(state, sequence, message);
        core.batch.put(Column.HELD, Keys.message(state.incarnation(), sequence), message.encode());
        core.lifecycle.die(
            state, sequence, SideRecord.inLog(message).movedToHeld(), message, Expiry.EXPIRED);
      }
      count++;
    }
    state.endedBefore(lane, all ? until : ended.get(ended.size() - 1).instant());
  }

  /**
   * Buries what a lease that ran out has spent. Most such messages may be handed out again, so a
   * slice looks at a bounded number and the next one goes on behind them.
   */
  private boolean endLeases() {
    var looked = new ArrayList<Due>();
    Due from = state.leasesLookedAt;
    @Nullable Due[] stopped = {null};
    int[] looks = {0};
    core.scan(
        Column.TIME,
        Keys.time(state.incarnation(), Lane.LEASE, from.instant(), from.sequence()),
        Keys.time(state.incarnation(), Lane.LEASE, now + 1, 0),
        (key, value) -> {
          var due = new Due(Keys.timeInstant(key), Keys.timeSequence(key));
          if (looks[0]++ == LOOKS) {
            stopped[0] = due;
            return false;
          }
          looked.add(due);
          return true;
        });
    for (Due due : looked) {
      if (count >= limit) {
        state.leasesLookedAt = due;
        return false;
      }
      SideRecord side = QueueCommand.required(core.lookup.side(state, due.sequence()));
      String reason = Expiry.reason(core, state, due.sequence(), side);
      if (reason != null) {
        MessageRecord message = core.lookup.message(state, due.sequence(), side);
        Expiry.bury(core, state, due.sequence(), side, message, reason);
        count++;
      }
    }
    state.leasesLookedAt = stopped[0] == null ? Due.NONE : stopped[0];
    return stopped[0] == null;
  }

  private void forgetDead(Retention retention) {
    long excess = retention.count() == null ? 0 : Math.max(0, state.dead - retention.count());
    long before = retention.age() == null ? Long.MIN_VALUE : now - retention.age().toMillis();
    int room = limit - count;
    var dead = new ArrayList<Tracked>();
    var oldest = new ArrayList<Long>();
    core.scan(
        Column.TIME,
        Keys.time(state.incarnation(), Lane.DEAD, Long.MIN_VALUE, 0),
        Keys.laneEnd(state.incarnation(), Lane.DEAD),
        (key, value) -> {
          boolean goes = oldest.size() < excess || Keys.timeInstant(key) <= before;
          if (goes && oldest.size() < room) {
            oldest.add(Keys.timeSequence(key));
            return true;
          }
          return false;
        });
    for (long sequence : oldest) {
      dead.add(new Tracked(sequence, QueueCommand.required(core.lookup.side(state, sequence))));
    }
    for (Tracked each : dead) {
      core.lifecycle.undie(state, each.sequence(), each.side());
      core.lifecycle.forget(state, each.sequence(), each.side());
      core.tally.removed(Was.DEAD, By.RETENTION, 1);
      count++;
    }
  }
}
