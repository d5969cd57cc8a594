package io.posthorn.storage.memory;

import static java.util.Objects.requireNonNull;

import io.posthorn.message.MessageState;
import io.posthorn.storage.Change;
import io.posthorn.storage.ChangeResult;
import org.jspecify.annotations.Nullable;

/** Changes of single messages. */
final class Changing {
  private Changing() {}

  static ChangeResult change(@Nullable MemoryQueue queue, Change change, Turn turn) {
    Entry entry = queue == null ? null : queue.find(change.message());
    if (queue == null || entry == null) {
      return ChangeResult.NOT_FOUND;
    }
    MessageState state = entry.state(turn);
    return switch (change.kind()) {
      case CANCEL -> {
        queue.drop(entry);
        queue.free(entry);
        yield ChangeResult.CHANGED;
      }
      case REDRIVE -> {
        if (state != MessageState.DEAD) {
          yield ChangeResult.WRONG_STATE;
        }
        yield queue.redrive(entry, turn) ? ChangeResult.CHANGED : ChangeResult.KEY_CONFLICT;
      }
      case RUN_NOW -> {
        if (state == MessageState.SCHEDULED) {
          wait(queue, entry, false, turn.elapsed, turn);
        }
        yield waits(state) ? ChangeResult.CHANGED : ChangeResult.WRONG_STATE;
      }
      case AMEND -> throw new UnsupportedOperationException("not built yet");
      case RESCHEDULE -> {
        if (!waits(state)) {
          yield ChangeResult.WRONG_STATE;
        }
        HandingOut.takeOver(queue, entry, turn);
        wait(queue, entry, true, requireNonNull(change.visibleAt()).toEpochMilli(), turn);
        yield ChangeResult.CHANGED;
      }
    };
  }

  private static boolean waits(MessageState state) {
    return state == MessageState.SCHEDULED || state == MessageState.READY;
  }

  private static void wait(MemoryQueue queue, Entry entry, boolean onWall, long at, Turn turn) {
    boolean neverVisible = entry.now(turn) < entry.firstVisibleAt;
    queue.move(
        entry,
        () -> {
          entry.changeTimeline(onWall, turn);
          entry.readyByState = false;
          entry.visibleAt = at;
          if (neverVisible) {
            entry.beginLife(at);
          }
        });
    turn.visible(queue.name, entry.readyAt(turn));
  }
}
