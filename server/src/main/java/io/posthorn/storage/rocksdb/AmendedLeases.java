package io.posthorn.storage.rocksdb;

import io.posthorn.storage.rocksdb.WaitingWindow.Due;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Messages that were amended under a lease which then expired: a walk that meets one makes it wait
 * where it was sent, and begins anew. They are rare, so they are looked for beforehand, and only
 * where there is one.
 */
final class AmendedLeases {
  /** Messages of the log, and of each lane, that are looked at. */
  private static final int LOOKS = 10_000;

  /** Bytes of the log that are read at most. */
  private static final long BYTES = 16 << 20;

  /**
   * What a walk would see of a ready message.
   *
   * @param side null of one of the log
   * @param bytes what it counts; of one with a side record only its message tells
   */
  private record Ready(@Nullable SideRecord side, long bytes, boolean over) {
    boolean amended() {
      return side != null && side.course().afterLease() != null;
    }
  }

  private final Core core;
  private final QueueState state;
  private final int limit;
  private final long maxBytes;

  AmendedLeases(Core core, QueueState state, int limit, long maxBytes) {
    this.core = core;
    this.state = state;
    this.limit = limit;
    this.maxBytes = maxBytes;
  }

  /** Starts those over that a walk would meet; answers where, elapsed timeline. */
  List<Long> startOver() {
    var visible = new ArrayList<Long>();
    while (state.amended > 0 && limit > 0) {
      Due lease = core.lookup.waiting(state, Lane.LEASE);
      if (lease == null || lease.instant() > core.now()) {
        break;
      }
      Due met = firstMet();
      if (met == null) {
        break;
      }
      SideRecord side = QueueCommand.required(core.lookup.side(state, met.sequence()));
      MessageRecord message = core.lookup.message(state, met.sequence(), side);
      core.lifecycle.unpark(state, met.sequence(), side);
      SideRecord anew = Expiry.takenOver(core, state, side, message);
      core.lifecycle.park(state, met.sequence(), anew);
      visible.add(core.onElapsed(anew.lane(), anew.at()));
    }
    return visible;
  }

  private @Nullable Due firstMet() {
    int count = 0;
    long bytes = 0;
    for (Map.Entry<Due, Ready> each : ready().entrySet()) {
      Ready ready = each.getValue();
      if (ready.amended()) {
        return each.getKey();
      }
      if (!ready.over()) {
        SideRecord side = ready.side();
        long sequence = each.getKey().sequence();
        bytes +=
            side == null
                ? ready.bytes()
                : core.lookup.message(state, sequence, side).handOutBytes();
        if (++count == limit || (count > 1 && bytes > maxBytes)) {
          return null;
        }
      }
    }
    return null;
  }

  /** The ready messages in order, as far as they are looked at. */
  private Map<Due, Ready> ready() {
    var ready = new TreeMap<Due, Ready>();
    long[] bytes = {0};
    core.scan(
        Column.LOG,
        Keys.message(state.incarnation(), state.cursor + 1),
        Keys.queue(state.incarnation() + 1),
        (key, value) -> {
          MessageRecord message = MessageRecord.decode(value);
          Long life = message.life();
          boolean over = life != null && life <= core.now();
          ready.put(
              new Due(message.visibleAt(), Keys.sequence(key)),
              new Ready(null, message.handOutBytes(), over));
          bytes[0] += value.length;
          return ready.size() < LOOKS && bytes[0] < BYTES;
        });
    for (Lane lane : state.lanes()) {
      for (Due due : Placing.entries(core, state, lane, core.now(lane), LOOKS)) {
        SideRecord side = QueueCommand.required(core.lookup.side(state, due.sequence()));
        boolean over = Expiry.reason(core, state, due.sequence(), side) != null;
        ready.put(due, new Ready(side, 0, over));
      }
    }
    return ready;
  }
}
