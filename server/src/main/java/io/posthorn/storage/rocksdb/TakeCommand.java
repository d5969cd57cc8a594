package io.posthorn.storage.rocksdb;

import io.posthorn.message.Message;
import io.posthorn.message.QueueMode;
import io.posthorn.storage.HandOut;
import io.posthorn.storage.Take;
import io.posthorn.storage.Taken;
import io.posthorn.storage.rocksdb.HeadWindow.Entry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@link io.posthorn.storage.MessageStore#take}. */
final class TakeCommand extends HandOutCommand<Taken> {
  private final List<Message> messages = new ArrayList<>(1);

  TakeCommand(Take take) {
    super(take.queue(), QueueMode.PULL, take.limit(), take.maxBytes());
  }

  @Override
  void fromLog(Core core, QueueState state, Entry entry, long now) {
    MessageRecord m = entry.message();
    Long life = m.life();
    handedOut(core, state, entry.sequence());
    SideRecord plain = SideRecord.inLog(m);
    messages.add(
        message(
            state,
            entry.sequence(),
            m,
            plain.with(plain.tries().delivered()),
            m.visibleAt(),
            life == null ? null : (Long) (life - now)));
    core.lifecycle.consumeFromLog(state, entry.sequence(), m, now);
  }

  @Override
  void fromSide(
      Core core, QueueState state, long sequence, SideRecord side, MessageRecord m, long now) {
    handedOut(core, state, sequence);
    SideRecord delivered = side.with(side.tries().delivered());
    Long end = side.life().end();
    Long left = end == null ? null : (Long) (end - core.now(side.lane()));
    messages.add(message(state, sequence, m, delivered, side.at(), left));
    core.lifecycle.consume(state, sequence, delivered, m, now);
  }

  private static void handedOut(Core core, QueueState state, long sequence) {
    state.takenTotal++;
    core.lifecycle.handedOut(state, sequence);
  }

  @Override
  Taken result(HandOut handOut, @Nullable Instant nextVisibleAt) {
    return new Taken(handOut, messages, nextVisibleAt);
  }
}
