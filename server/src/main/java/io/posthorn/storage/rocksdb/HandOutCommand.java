package io.posthorn.storage.rocksdb;

import io.posthorn.message.Message;
import io.posthorn.message.QueueMode;
import io.posthorn.message.QueueName;
import io.posthorn.storage.HandOut;
import io.posthorn.storage.VisibilityListener;
import io.posthorn.storage.rocksdb.HeadWindow.Entry;
import io.posthorn.storage.rocksdb.NextReady.Next;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What take and reserve share: hands out a queue's ready messages in order. It may be written in
 * parts: what was handed out is handed out whatever follows.
 *
 * @param <T> what it answers
 */
abstract class HandOutCommand<T> extends Command<T> {
  private final QueueName name;
  private final QueueMode mode;
  private final int limit;
  private final long maxBytes;
  private long visibleAt = Long.MAX_VALUE;

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
    var ready = new NextReady(core, state);
    begin(core, state, ready);
    int most = (int) Math.min(limit, HandOutBounds.free(core, state));
    if (state.amended > 0 && !state.ordered()) {
      new AmendedLeases(core, state, most, maxBytes).startOver().forEach(this::visible);
    }
    walk(core, state, ready, most);
    ready.end();
    return result(HandOut.OK, HandOutBounds.nextVisibleAt(core, state, ready));
  }

  private void walk(Core core, QueueState state, NextReady ready, int most) {
    long now = core.now();
    int count = 0;
    long bytes = 0;
    while (count < most) {
      Next next = ready.next();
      if (next == null) {
        break;
      }
      if (core.flushed(state)) {
        mustBeDurable();
      }
      core.lifecycle.readNames(state, next.message());
      String over = over(core, state, next, now);
      if (over != null) {
        die(core, state, next, over);
        continue;
      }
      SideRecord side = next.side();
      if (side != null && side.course().afterLease() != null) {
        startOver(core, state, next, side);
        continue;
      }
      bytes += next.message().handOutBytes();
      if (count > 0 && bytes > maxBytes) {
        break;
      }
      handOut(core, state, next, now);
      count++;
    }
  }

  void begin(Core core, QueueState state, NextReady ready) {}

  private HandOut check(@Nullable QueueState state) {
    if (state == null) {
      return HandOut.QUEUE_MISSING;
    }
    if (state.info.config().mode() != mode) {
      return HandOut.WRONG_MODE;
    }
    return state.info.paused() ? HandOut.PAUSED : HandOut.OK;
  }

  private static @Nullable String over(Core core, QueueState state, Next next, long now) {
    SideRecord side = next.side();
    if (side != null) {
      return Expiry.reason(core, state, next.sequence(), side);
    }
    Long life = next.message().life();
    return life != null && life <= now ? Expiry.EXPIRED : null;
  }

  private static void die(Core core, QueueState state, Next next, String reason) {
    MessageRecord message = next.message();
    Entry entry = next.entry();
    SideRecord side = next.side();
    if (entry != null) {
      core.lifecycle.pass(state, entry);
      core.lifecycle.die(state, next.sequence(), SideRecord.inLog(message), message, reason);
    } else if (side != null) {
      Expiry.bury(core, state, next.sequence(), side, message, reason);
    }
  }

  /** A message amended under its lease, which expired, goes where it was sent; not handed out. */
  private void startOver(Core core, QueueState state, Next next, SideRecord side) {
    core.lifecycle.unpark(state, next.sequence(), side);
    SideRecord anew = Expiry.takenOver(core, state, side, next.message());
    core.lifecycle.park(state, next.sequence(), anew);
    visible(core.onElapsed(anew.lane(), anew.at()));
  }

  private void handOut(Core core, QueueState state, Next next, long now) {
    Entry entry = next.entry();
    SideRecord side = next.side();
    HandOutBounds.handedOut(core, state);
    if (entry != null) {
      core.lifecycle.pass(state, entry);
      fromLog(core, state, entry, now);
    } else if (side != null) {
      core.lifecycle.unpark(state, next.sequence(), side);
      SideRecord waited = Expiry.takenOver(core, state, side, next.message());
      fromSide(core, state, next.sequence(), waited, next.message(), now);
    }
  }

  /** Something becomes visible at {@code at}, elapsed timeline. */
  final void visible(long at) {
    visibleAt = Math.min(visibleAt, at);
  }

  @Override
  final void announce(VisibilityListener listener) {
    if (visibleAt != Long.MAX_VALUE) {
      listener.visible(name, Instant.ofEpochMilli(visibleAt));
    }
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
        Instant.ofEpochMilli(side.scheduledAt(m)),
        m.trace());
  }
}
