package io.posthorn.storage.rocksdb;

import org.jspecify.annotations.Nullable;

/** Drops single messages, whatever their state: cancelled, purged or beyond retention. */
final class Drop {
  private Drop() {}

  /**
   * Drops a message; {@code side} is null when it is ready, or consumed, in the log. Its names are
   * free again.
   */
  static void drop(
      Core core,
      QueueState state,
      long sequence,
      @Nullable SideRecord side,
      MessageRecord message) {
    core.lifecycle.readNames(state, message);
    core.lifecycle.releaseKey(state, sequence, message);
    core.lifecycle.releaseDeduplication(state, sequence, message);
    if (side == null) {
      if (sequence > state.cursor) {
        core.lifecycle.leaveLog(state, sequence, message);
      } else {
        core.batch.delete(Column.LOG, Keys.message(state.incarnation(), sequence));
        state.consumed--;
        state.mixed = true;
      }
    } else {
      dropSide(core, state, sequence, side);
    }
    core.batch.dirty(state);
  }

  private static void dropSide(Core core, QueueState state, long sequence, SideRecord side) {
    switch (side.status()) {
      case WAITING, LEASED -> core.lifecycle.unpark(state, sequence, side);
      case DEAD -> core.lifecycle.undie(state, sequence, side);
      case CONSUMED -> core.lifecycle.unconsume(state, sequence, side);
    }
    core.lifecycle.forget(state, sequence, side);
  }
}
