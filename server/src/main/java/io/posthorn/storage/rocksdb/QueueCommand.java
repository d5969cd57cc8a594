package io.posthorn.storage.rocksdb;

import io.posthorn.message.QueueName;
import io.posthorn.storage.VisibilityListener;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A command on one queue that may make messages visible.
 *
 * @param <T> what it answers
 */
abstract class QueueCommand<T> extends Command<T> {
  private final QueueName name;
  private long visibleAt = Long.MAX_VALUE;

  QueueCommand(QueueName name) {
    this.name = name;
  }

  @Override
  Need need() {
    return Need.RESERVE;
  }

  /** The answer when there is no such queue. */
  abstract T missing();

  abstract T run(Core core, QueueState state);

  @Override
  final T run(Core core) {
    QueueState state = core.states.find(name);
    return state == null ? missing() : run(core, state);
  }

  /** Something was changed: durable before the answer when the queue is. */
  final void changed(Core core, QueueState state) {
    core.batch.dirty(state);
    if (core.flushed(state)) {
      mustBeDurable();
    }
  }

  /** Something becomes visible at {@code at}, elapsed timeline. */
  final void visible(Core core, long at) {
    visibleAt = Math.min(visibleAt, at <= core.now() ? 0 : at);
  }

  /** A lease or a place ended: a queue with bounds may hand out what is ready already. */
  final void madeRoom(Core core, QueueState state) {
    if (state.bounded()) {
      visible(core, core.now());
    }
  }

  @Override
  final void announce(VisibilityListener listener) {
    if (visibleAt != Long.MAX_VALUE) {
      listener.visible(name, Instant.ofEpochMilli(visibleAt));
    }
  }

  /** The record, or a reason to stop. */
  static <T> T required(@Nullable T value) {
    if (value == null) {
      throw new IllegalArgumentException("an index names a record that is not there");
    }
    return value;
  }
}
