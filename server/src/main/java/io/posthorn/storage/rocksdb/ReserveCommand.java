package io.posthorn.storage.rocksdb;

import static java.util.Objects.requireNonNull;

import io.posthorn.message.Delivery;
import io.posthorn.message.Receipt;
import io.posthorn.storage.HandOut;
import io.posthorn.storage.QueueInfo;
import io.posthorn.storage.Reserve;
import io.posthorn.storage.Reserved;
import io.posthorn.storage.rocksdb.HeadWindow.Entry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@link io.posthorn.storage.MessageStore#reserve}. */
final class ReserveCommand extends HandOutCommand<Reserved> {
  private final Reserve reserve;
  private final List<Delivery> deliveries = new ArrayList<>(1);
  private @Nullable QueueInfo info;
  private @Nullable NextReady ready;
  private long until;

  ReserveCommand(Reserve reserve) {
    super(reserve.queue(), reserve.mode(), reserve.limit(), reserve.maxBytes());
    this.reserve = reserve;
  }

  @Override
  void begin(Core core, QueueState state, NextReady walk) {
    info = state.info;
    ready = walk;
    Duration lease = reserve.lease() == null ? state.info.config().lease() : reserve.lease();
    until = core.now() + lease.toMillis();
  }

  @Override
  void fromLog(Core core, QueueState state, Entry entry, long now) {
    lease(core, state, entry.sequence(), SideRecord.inLog(entry.message()), entry.message(), now);
  }

  @Override
  void fromSide(
      Core core,
      QueueState state,
      long sequence,
      SideRecord side,
      MessageRecord message,
      long now) {
    lease(core, state, sequence, side, message, now);
  }

  private void lease(
      Core core,
      QueueState state,
      long sequence,
      SideRecord side,
      MessageRecord message,
      long now) {
    SideRecord onElapsed =
        side.lane().onWall() ? side.shifted(Lane.ELAPSED, now - core.clock.wallNow()) : side;
    SideRecord leased = onElapsed.leased(until, now);
    if (state.ordered()) {
      leased = leased.with(leased.course().withPlace(Expiry.place(side, message)));
    }
    requireNonNull(ready, "ready").park(sequence, leased);
    visible(until);
    state.reservedTotal++;
    core.lifecycle.handedOut(state, sequence);
    deliveries.add(
        new Delivery(
            message(state, sequence, message, leased, side.at(), leased.life().end()),
            new Receipt(state.incarnation(), sequence, leased.tries().deliveries()),
            Instant.ofEpochMilli(until),
            leased.tries().attempt()));
  }

  @Override
  Reserved result(HandOut handOut, @Nullable Instant nextVisibleAt) {
    return new Reserved(handOut, deliveries, nextVisibleAt, info);
  }
}
