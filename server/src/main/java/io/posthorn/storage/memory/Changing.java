package io.posthorn.storage.memory;

import static java.util.Objects.requireNonNull;

import io.posthorn.message.MessageState;
import io.posthorn.metrics.StorageMetrics.By;
import io.posthorn.storage.Change;
import io.posthorn.storage.Change.Amendment;
import io.posthorn.storage.ChangeResult;
import java.time.Duration;
import java.time.Instant;
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
        queue.drop(entry, By.CANCEL, turn);
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
      case AMEND -> {
        if (!entry.unfinished()) {
          yield ChangeResult.WRONG_STATE;
        }
        var content = new Amendment(entry.body, entry.contentType, entry.task, entry.trace);
        if (!change.expects(content)) {
          yield ChangeResult.CONFLICT;
        }
        if (!change.keeps(content)) {
          amend(queue, entry, change, turn);
        }
        yield ChangeResult.CHANGED;
      }
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

  private static void amend(MemoryQueue queue, Entry entry, Change change, Turn turn) {
    Instant visibleAt = change.visibleAt();
    if (visibleAt != null) {
      HandingOut.takeOver(queue, entry, turn);
    }
    boolean leased = entry.place == Entry.Place.LEASED;
    if (visibleAt != null && leased) {
      entry.startsOverAt = visibleAt.toEpochMilli();
    }
    define(queue, entry, requireNonNull(change.amendment()), visibleAt, turn);
    if (visibleAt != null && !leased) {
      queue.move(entry, () -> entry.startOver(visibleAt.toEpochMilli()));
      turn.visible(queue.name, entry.readyAt(turn));
    }
  }

  private static void define(
      MemoryQueue queue, Entry entry, Amendment amendment, @Nullable Instant visibleAt, Turn turn) {
    boolean repeated = entry.repeats();
    entry.body = amendment.body();
    entry.contentType = amendment.contentType();
    entry.task = amendment.task();
    entry.trace = amendment.trace();
    if (entry.repeats()) {
      entry.ttl = null;
      entry.life = null;
      if (!repeated) {
        entry.nextRun(entry.firstOnWall(turn));
      }
    } else if (repeated) {
      entry.run = null;
      Duration ttl = queue.config().ttl();
      boolean startsOver = visibleAt != null || entry.startsOverAt != null;
      entry.ttl = ttl == null || !startsOver ? null : (Long) ttl.toMillis();
    }
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
          if (neverVisible || onWall) {
            entry.placeAt = at;
          }
          entry.nextRun(onWall ? at : turn.wall);
        });
    turn.visible(queue.name, entry.readyAt(turn));
  }
}
