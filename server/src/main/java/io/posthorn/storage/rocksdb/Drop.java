package io.posthorn.storage.rocksdb;

import io.posthorn.metrics.StorageMetrics.By;
import io.posthorn.metrics.StorageMetrics.Was;
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
      MessageRecord message,
      By by) {
    core.lifecycle.readNames(state, message);
    core.lifecycle.releaseKey(state, sequence, message);
    core.lifecycle.releaseDeduplication(state, sequence, message);
    if (side == null) {
      if (sequence > state.cursor) {
        core.lifecycle.leaveLog(state, sequence, message);
        core.tally.removed(Was.UNFINISHED, by, 1);
      } else {
        core.batch.delete(Column.LOG, Keys.message(state.incarnation(), sequence));
        state.consumed--;
        state.mixed = true;
      }
    } else {
      dropSide(core, state, sequence, side, by);
    }
    core.batch.dirty(state);
  }

  private static void dropSide(Core core, QueueState state, long sequence, SideRecord side, By by) {
    switch (side.status()) {
      case WAITING, LEASED -> {
        core.lifecycle.unpark(state, sequence, side);
        core.tally.removed(Was.UNFINISHED, by, 1);
      }
      case DEAD -> {
        core.lifecycle.undie(state, sequence, side);
        core.tally.removed(Was.DEAD, by, 1);
      }
      case CONSUMED -> core.lifecycle.unconsume(state, sequence, side);
    }
    core.lifecycle.forget(state, sequence, side);
  }
}
