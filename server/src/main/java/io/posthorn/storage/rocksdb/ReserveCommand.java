package io.posthorn.storage.rocksdb;

import io.posthorn.message.Delivery;
import io.posthorn.message.Receipt;
import io.posthorn.storage.HandOut;
import io.posthorn.storage.QueueInfo;
import io.posthorn.storage.Reserve;
import io.posthorn.storage.Reserved;
import io.posthorn.storage.VisibilityListener;
import io.posthorn.storage.rocksdb.HeadWindow.Entry;
import io.posthorn.storage.rocksdb.SideRecord.Status;
import io.posthorn.storage.rocksdb.WaitingWindow.Due;
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
  private long until;

  ReserveCommand(Reserve reserve) {
    super(reserve.queue(), reserve.mode(), reserve.limit(), reserve.maxBytes());
    this.reserve = reserve;
  }

  @Override
  void begin(Core core, QueueState state) {
    info = state.info;
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
    core.lifecycle.parkUnseen(state, sequence, leased);
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
  boolean own(Due due) {
    return due.instant() == until
        && deliveries.stream().anyMatch(each -> each.message().sequence() == due.sequence());
  }

  /**
   * Only now may the window know of the leases: not even one of no length is handed out twice by
   * one reserve.
   */
  @Override
  void end(QueueState state) {
    for (Delivery delivery : deliveries) {
      state.window(Lane.ELAPSED).added(until, delivery.message().sequence(), Status.LEASED);
    }
  }

  @Override
  Reserved result(HandOut handOut, @Nullable Instant nextVisibleAt) {
    return new Reserved(handOut, deliveries, nextVisibleAt, info);
  }

  @Override
  void announce(VisibilityListener listener) {
    if (!deliveries.isEmpty()) {
      listener.visible(reserve.queue(), Instant.ofEpochMilli(until));
    }
  }
}
