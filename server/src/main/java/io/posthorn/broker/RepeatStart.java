package io.posthorn.broker;

import io.posthorn.message.MessageView;
import io.posthorn.message.NewMessage;
import io.posthorn.message.Repeat;
import io.posthorn.message.Task;
import io.posthorn.schedule.Schedule;
import io.posthorn.storage.EngineClock;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Decides when tasks run first: new ones, changed ones, resumed ones. */
final class RepeatStart {
  private final EngineClock clock;

  RepeatStart(EngineClock clock) {
    this.clock = clock;
  }

  /**
   * A task as it is stored.
   *
   * @param task with its repeat anchored; null = the message is no task
   * @param at when it is due, on the wall clock; null = at once, or as before
   */
  record Begun(@Nullable Task task, @Nullable Instant at) {}

  /** {@code message} with its repeat, if it has one, begun. */
  NewMessage begin(NewMessage message) {
    Task task = message.task();
    if (task == null || task.repeat() == null) {
      return message;
    }
    Instant asked = asked(message);
    Begun begun = begin(task, task.repeat(), asked);
    return new NewMessage(
        message.body(),
        message.contentType(),
        null,
        begun.at(),
        message.ttl(),
        message.key(),
        message.deduplicationId(),
        begun.task(),
        message.trace());
  }

  /** What stands in {@code now}'s place when {@code message} is put; no instant: it goes on. */
  Begun replace(MessageView now, NewMessage message) {
    Task task = message.task() == null ? Task.NONE : message.task();
    Task before = now.task() == null ? Task.NONE : now.task();
    Instant asked = asked(message);
    Repeat repeat = task.repeat();
    if (repeat == null) {
      boolean goesOn = before.repeat() == null && !isLater(asked) && equal(now, message);
      return new Begun(task, goesOn ? null : asked == null ? wallNow() : asked);
    }
    Repeat old = before.repeat();
    if (old != null && isSame(old, repeat) && !startsElsewhere(old, asked)) {
      return new Begun(task.withRepeat(old).withPaused(before.paused()), null);
    }
    return instead(before, begin(task, repeat, asked));
  }

  /** The same for a change: what is not named stays, an instant moves the next run alone. */
  Begun amend(@Nullable Task before, @Nullable Task task, @Nullable Instant asked) {
    if (task == null || task.repeat() == null) {
      return new Begun(task, asked);
    }
    Repeat old = before == null ? null : before.repeat();
    if (old != null && isSame(old, task.repeat())) {
      return new Begun(task.withRepeat(old), asked);
    }
    return instead(task, begin(task, task.repeat(), asked));
  }

  /** When {@code repeat} runs after it was paused. */
  Instant resume(Repeat repeat) {
    return Schedule.first(repeat, wallNow()).orElseThrow(() -> neverFires(repeat));
  }

  private Begun begin(Task task, Repeat repeat, @Nullable Instant asked) {
    if (repeat instanceof Repeat.Every every) {
      Instant anchor = asked == null ? wallNow().plus(every.interval()) : asked;
      return new Begun(task.withRepeat(new Repeat.Every(every.interval(), anchor)), anchor);
    }
    if (repeat instanceof Repeat.Cron) {
      Instant first = Schedule.first(repeat, wallNow()).orElseThrow(() -> neverFires(repeat));
      return new Begun(task, asked == null ? first : asked);
    }
    return new Begun(task, asked);
  }

  /** The same for a message that is there already: it waits for ever where that one did. */
  private Begun instead(Task before, Begun begun) {
    return before.paused() && begun.task() != null
        ? new Begun(begun.task().withPaused(true), Task.NEVER)
        : new Begun(begun.task(), begun.at() == null ? wallNow() : begun.at());
  }

  private @Nullable Instant asked(NewMessage message) {
    return message.delay() == null ? message.visibleAt() : wallNow().plus(message.delay());
  }

  private boolean isLater(@Nullable Instant asked) {
    return asked != null && asked.isAfter(wallNow());
  }

  /** Whether an instant that was asked for is another start than the one that {@code old} had. */
  private boolean startsElsewhere(Repeat old, @Nullable Instant asked) {
    if (old instanceof Repeat.Every every) {
      return asked != null && !asked.equals(every.anchor());
    }
    return isLater(asked);
  }

  private static boolean isSame(Repeat a, Repeat b) {
    return a instanceof Repeat.Every old && b instanceof Repeat.Every other
        ? old.interval().equals(other.interval())
        : a.equals(b);
  }

  /** Whether they ask for the same, of whatever traces they are. */
  private static boolean equal(MessageView now, NewMessage message) {
    return Objects.equals(now.task(), message.task())
        && Objects.equals(message.body(), now.body())
        && Objects.equals(now.contentType(), message.contentType());
  }

  private Instant wallNow() {
    return clock.wallClock().instant();
  }

  private static BrokerException neverFires(Repeat repeat) {
    String expression =
        repeat instanceof Repeat.Cron cron ? cron.expression() : String.valueOf(repeat);
    return BrokerException.of(
        ErrorCode.BAD_REQUEST,
        "repeat.cron",
        "repeat.cron: '" + expression + "' never fires (expected: one that does)");
  }
}
