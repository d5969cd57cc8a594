package io.posthorn.storage.rocksdb;

import io.posthorn.message.Message;
import io.posthorn.message.QueueMode;
import io.posthorn.message.QueueName;
import io.posthorn.storage.HandOut;
import io.posthorn.storage.rocksdb.HeadWindow.Entry;
import io.posthorn.storage.rocksdb.WaitingWindow.Due;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What take and reserve share: walks a queue's ready messages in order of (visibleAt, sequence),
 * merging the log with the lanes of the time index. It may be written in parts: what was handed out
 * is handed out whatever follows.
 *
 * @param <T> what it answers
 */
abstract class HandOutCommand<T> extends Command<T> {
  private final QueueName name;
  private final QueueMode mode;
  private final int limit;
  private final long maxBytes;

  HandOutCommand(QueueName name, QueueMode mode, int limit, long maxBytes) {
    this.name = name;
    this.mode = mode;
    this.limit = limit;
    this.maxBytes = maxBytes;
  }

  @Override
  final Need need() {
    return Need.RESERVE;
  }

  /** Hands out a message that was just passed in the log. */
  abstract void fromLog(Core core, QueueState state, Entry entry, long now);

  /** Hands out a message that is out of the time index already. */
  abstract void fromSide(
      Core core, QueueState state, long sequence, SideRecord side, MessageRecord message, long now);

  abstract T result(HandOut handOut, @Nullable Instant nextVisibleAt);

  @Override
  final T run(Core core) {
    QueueState state = core.states.find(name);
    HandOut handOut = check(state);
    if (state == null || handOut != HandOut.OK) {
      return result(handOut, null);
    }
    begin(core, state);
    long now = core.now();
    int count = 0;
    long bytes = 0;
    while (count < limit) {
      Next next = next(core, state);
      if (next == null) {
        break;
      }
      if (core.flushed(state)) {
        mustBeDurable();
      }
      core.lifecycle.readNames(state, next.message());
      String over = next.over(core, state, now);
      if (over != null) {
        next.die(core, state, over);
        continue;
      }
      bytes += next.message().body().size();
      if (count > 0 && bytes > maxBytes) {
        break;
      }
      next.handOut(core, state, now);
      count++;
    }
    end(state);
    return result(HandOut.OK, nextVisibleAt(core, state));
  }

  void begin(Core core, QueueState state) {}

  void end(QueueState state) {}

  private HandOut check(@Nullable QueueState state) {
    if (state == null) {
      return HandOut.QUEUE_MISSING;
    }
    if (state.info.config().mode() != mode) {
      return HandOut.WRONG_MODE;
    }
    return state.info.paused() ? HandOut.PAUSED : HandOut.OK;
  }

  /**
   * The ready message that is next, from the log ({@code entry}) or from the time index ({@code
   * side}).
   */
  private final class Next {
    private final long sequence;
    private final @Nullable Entry entry;
    private final @Nullable SideRecord side;
    private final MessageRecord message;

    Next(Entry entry) {
      this.sequence = entry.sequence();
      this.entry = entry;
      this.side = null;
      this.message = entry.message();
    }

    Next(long sequence, SideRecord side, MessageRecord message) {
      this.sequence = sequence;
      this.entry = null;
      this.side = side;
      this.message = message;
    }

    MessageRecord message() {
      return message;
    }

    @Nullable String over(Core core, QueueState state, long now) {
      if (side != null) {
        return Expiry.reason(core, state, sequence, side);
      }
      Long life = message.life();
      return life != null && life <= now ? Expiry.EXPIRED : null;
    }

    void die(Core core, QueueState state, String reason) {
      if (entry != null) {
        core.lifecycle.pass(state, entry);
        core.lifecycle.die(state, sequence, SideRecord.inLog(message), message, reason);
      } else if (side != null) {
        Expiry.bury(core, state, sequence, side, message, reason);
      }
    }

    void handOut(Core core, QueueState state, long now) {
      if (entry != null) {
        core.lifecycle.pass(state, entry);
        fromLog(core, state, entry, now);
      } else if (side != null) {
        core.lifecycle.unpark(state, sequence, side);
        fromSide(core, state, sequence, Expiry.takenOver(core, state, side), message, now);
      }
    }
  }

  private @Nullable Next next(Core core, QueueState state) {
    Entry head = state.inLog == 0 ? null : core.lookup.head(state);
    Due due =
        state.waiting() == 0
            ? null
            : earlier(ready(core, state, Lane.ELAPSED), ready(core, state, Lane.WALL));
    if (due != null
        && (head == null
            || due.compareTo(new Due(head.message().visibleAt(), head.sequence())) < 0)) {
      SideRecord side = core.lookup.side(state, due.sequence());
      if (side == null) {
        throw new IllegalArgumentException(
            "no side record of waiting message " + state.id(due.sequence()));
      }
      return new Next(due.sequence(), side, core.lookup.message(state, due.sequence(), side));
    }
    return head == null ? null : new Next(head);
  }

  /** Whether an entry of the elapsed lane was put there by this command. */
  boolean own(Due due) {
    return false;
  }

  private @Nullable Due ready(Core core, QueueState state, Lane lane) {
    Due first = core.lookup.waiting(state, lane);
    while (first != null && lane == Lane.ELAPSED && own(first)) {
      // The window was filled anew meanwhile.
      state.window(lane).removed(first.instant(), first.sequence());
      first = core.lookup.waiting(state, lane);
    }
    return first != null && first.instant() <= core.now(lane) ? first : null;
  }

  private static @Nullable Due earlier(@Nullable Due one, @Nullable Due other) {
    if (one == null || other == null) {
      return one == null ? other : one;
    }
    return one.compareTo(other) < 0 ? one : other;
  }

  static @Nullable Instant nextVisibleAt(Core core, QueueState state) {
    if (state.inLog > 0) {
      return Instant.EPOCH;
    }
    if (state.waiting() == 0) {
      return null;
    }
    long next = Long.MAX_VALUE;
    for (Lane lane : new Lane[] {Lane.ELAPSED, Lane.WALL}) {
      Due first = core.lookup.waiting(state, lane);
      if (first != null) {
        next = Math.min(next, core.onElapsed(lane, first.instant()));
      }
    }
    return next == Long.MAX_VALUE ? null : Instant.ofEpochMilli(next);
  }

  static Message message(
      QueueState state,
      long sequence,
      MessageRecord m,
      SideRecord side,
      long visibleAt,
      @Nullable Long left) {
    return new Message(
        state.id(sequence),
        state.position(sequence),
        m.body(),
        m.contentType(),
        m.key(),
        Instant.ofEpochMilli(m.enqueuedAt()),
        Instant.ofEpochMilli(visibleAt),
        left == null ? null : Duration.ofMillis(left),
        side.tries().attempt(),
        side.tries().deliveries(),
        m.decodedTask(),
        side.run(m),
        Instant.ofEpochMilli(side.scheduledAt(m)));
  }
}
