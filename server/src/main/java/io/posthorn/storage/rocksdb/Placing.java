package io.posthorn.storage.rocksdb;

import io.posthorn.message.QueueConfig;
import io.posthorn.storage.rocksdb.HeadWindow.Entry;
import io.posthorn.storage.rocksdb.SideRecord.Status;
import io.posthorn.storage.rocksdb.WaitingWindow.Due;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The places of messages in ordered queues. One that waits for its first {@code visibleAt} is at
 * its place in the lanes ELAPSED and WALL; one that was handed out waits in the lanes LEASE or
 * PAUSE and has its place in the lane PLACE beside.
 */
final class Placing {
  private Placing() {}

  /** A queue's configuration changed: it may be ordered now, or not any more. */
  static void changed(Core core, QueueState state, QueueConfig old) {
    if (old.push().ordered() == state.ordered()) {
      return;
    }
    if (!state.ordered()) {
      // One write for all: an ordered queue without its places would skip messages.
      core.states.store(state);
      core.batch.dirty(state);
      core.batch.deleteRange(
          Column.TIME,
          Keys.time(state.incarnation(), Lane.PLACE, Long.MIN_VALUE, 0),
          Keys.laneEnd(state.incarnation(), Lane.PLACE));
      core.batch.write();
      state.window(Lane.PLACE).clear(true);
      return;
    }
    state.placed = true;
    var waiting = new ArrayList<Due>();
    for (Lane lane : List.of(Lane.LEASE, Lane.PAUSE, Lane.ELAPSED)) {
      // What has no place in the lanes LEASE and PAUSE would never be met again; messages that
      // just wait beyond the bound keep the place that they wait on.
      int most = lane == Lane.ELAPSED ? core.bounds.places() : Integer.MAX_VALUE;
      waiting.addAll(entries(core, state, lane, most));
    }
    waiting.forEach(due -> place(core, state, due));
  }

  private static List<Due> entries(Core core, QueueState state, Lane lane, int most) {
    return entries(core, state, lane, Long.MAX_VALUE - 1, most);
  }

  /** The first entries of a lane up to {@code until}. */
  static List<Due> entries(Core core, QueueState state, Lane lane, long until, int most) {
    var found = new ArrayList<Due>();
    core.scan(
        Column.TIME,
        Keys.time(state.incarnation(), lane, Long.MIN_VALUE, 0),
        Keys.time(state.incarnation(), lane, until + 1, 0),
        (key, value) -> {
          found.add(new Due(Keys.timeInstant(key), Keys.timeSequence(key)));
          return found.size() < most;
        });
    return found;
  }

  private static void place(Core core, QueueState state, Due due) {
    long sequence = due.sequence();
    SideRecord side = QueueCommand.required(core.lookup.side(state, sequence));
    long place = Expiry.place(side, core.lookup.message(state, sequence, side));
    boolean leased = side.status() == Status.LEASED;
    if (side.lane() == Lane.ELAPSED && !leased && place == side.at()) {
      return;
    }
    core.lifecycle.unpark(state, sequence, side);
    SideRecord placed =
        side.as(side.status(), leased ? Lane.LEASE : Lane.PAUSE, side.at(), side.life().end());
    core.lifecycle.park(state, sequence, placed.with(side.course().withPlace(place)));
  }

  /** What the first message by place that is ready waited on; null = none is ready. */
  static @Nullable Long oldestReadyAt(Core core, QueueState state) {
    Due first = null;
    for (Lane lane : List.of(Lane.ELAPSED, Lane.WALL)) {
      Due due = core.lookup.waiting(state, lane);
      first =
          due != null && due.instant() <= core.now(lane) ? NextReady.earlier(first, due) : first;
    }
    Entry head = state.inLog == 0 ? null : core.lookup.glimpse(state);
    if (head != null) {
      first = NextReady.earlier(first, new Due(head.message().visibleAt(), head.sequence()));
    }
    Long at = first == null ? null : (Long) first.instant();
    for (Due place : entries(core, state, Lane.PLACE, core.bounds.places())) {
      if (first != null && first.compareTo(place) < 0) {
        break;
      }
      SideRecord side = QueueCommand.required(core.lookup.side(state, place.sequence()));
      if (side.at() <= core.now(side.lane())) {
        return side.at();
      }
    }
    return at;
  }
}
