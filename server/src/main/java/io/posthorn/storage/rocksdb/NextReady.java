package io.posthorn.storage.rocksdb;

import io.posthorn.storage.rocksdb.HeadWindow.Entry;
import io.posthorn.storage.rocksdb.WaitingWindow.Due;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Walks a queue's ready messages in order, merging the log with the lanes of the time index: by
 * (visibleAt, sequence), or, in an ordered queue, by place. For one command.
 */
final class NextReady {
  private final Core core;
  private final QueueState state;

  /** What this command made wait: not even a lease of no length is met twice by one walk. */
  private final Map<Long, SideRecord> parked = new HashMap<>();

  /** A message of the log ({@code entry}) or of the time index ({@code side}). */
  record Next(
      long sequence, @Nullable Entry entry, @Nullable SideRecord side, MessageRecord message) {}

  NextReady(Core core, QueueState state) {
    this.core = core;
    this.state = state;
  }

  /** Makes a message wait that this walk shall not meet again. */
  void park(long sequence, SideRecord side) {
    core.lifecycle.parkUnseen(state, sequence, side);
    parked.put(sequence, side);
  }

  /** The walk is over: the windows may know. */
  void end() {
    parked.forEach(
        (sequence, side) -> state.window(side.lane()).added(side.at(), sequence, side.status()));
    parked.clear();
  }

  @Nullable Next next() {
    return state.ordered() ? nextInPlace() : nextInTime();
  }

  private @Nullable Next nextInTime() {
    Entry head = state.inLog == 0 ? null : core.lookup.head(state);
    Due due = null;
    if (state.waiting() > 0) {
      for (Lane lane : state.lanes()) {
        Due first = first(lane);
        if (first != null && first.instant() <= core.now(lane)) {
          due = earlier(due, first);
        }
      }
    }
    if (due != null && (head == null || due.compareTo(due(head)) < 0)) {
      return waiting(due.sequence(), side(due.sequence()));
    }
    return head == null ? null : new Next(head.sequence(), head, null, head.message());
  }

  /** The first by place, whatever it waits on; null as long as it may not be handed out. */
  private @Nullable Next nextInPlace() {
    Entry head = state.inLog == 0 ? null : core.lookup.head(state);
    Due first = firstPlace();
    if (first == null || (head != null && due(head).compareTo(first) < 0)) {
      return head == null ? null : new Next(head.sequence(), head, null, head.message());
    }
    SideRecord side = side(first.sequence());
    return side.at() <= core.now(side.lane()) ? waiting(first.sequence(), side) : null;
  }

  private @Nullable Due firstPlace() {
    return state.waiting() == 0
        ? null
        : earlier(earlier(first(Lane.ELAPSED), first(Lane.WALL)), first(Lane.PLACE));
  }

  private Next waiting(long sequence, SideRecord side) {
    return new Next(sequence, null, side, core.lookup.message(state, sequence, side));
  }

  private SideRecord side(long sequence) {
    SideRecord side = core.lookup.side(state, sequence);
    if (side == null) {
      throw new IllegalArgumentException("no side record of waiting message " + state.id(sequence));
    }
    return side;
  }

  private @Nullable Due first(Lane lane) {
    Due first = core.lookup.waiting(state, lane);
    while (first != null && parked.containsKey(first.sequence())) {
      // The window was filled anew meanwhile.
      state.window(lane).removed(first.instant(), first.sequence());
      first = core.lookup.waiting(state, lane);
    }
    return first;
  }

  private static Due due(Entry head) {
    return new Due(head.message().visibleAt(), head.sequence());
  }

  static @Nullable Due earlier(@Nullable Due one, @Nullable Due other) {
    if (one == null || other == null) {
      return one == null ? other : one;
    }
    return one.compareTo(other) < 0 ? one : other;
  }

  /** When the next message becomes ready, elapsed timeline; null = none waits. */
  @Nullable Long readyAt() {
    if (state.ordered()) {
      return placeReadyAt();
    }
    if (state.inLog > 0) {
      return Instant.EPOCH.toEpochMilli();
    }
    Long next = null;
    if (state.waiting() > 0) {
      for (Lane lane : state.lanes()) {
        Due first = core.lookup.waiting(state, lane);
        if (first != null) {
          long at = core.onElapsed(lane, first.instant());
          next = next == null ? at : (Long) Math.min(next, at);
        }
      }
    }
    return next;
  }

  private @Nullable Long placeReadyAt() {
    Entry head = state.inLog == 0 ? null : core.lookup.head(state);
    Due first = firstPlace();
    if (first == null || (head != null && due(head).compareTo(first) < 0)) {
      return head == null ? null : (Long) Instant.EPOCH.toEpochMilli();
    }
    SideRecord side = side(first.sequence());
    return core.onElapsed(side.lane(), side.at());
  }

  /** The end of the first lease that runs; null = none does. */
  @Nullable Long leaseEnd() {
    Due next = core.lookup.waitingAfter(state, Lane.LEASE, core.now());
    return next == null ? null : (Long) next.instant();
  }
}
