package io.posthorn.delivery;

import java.util.Comparator;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What is to run at an instant of the engine's clock. For one thread. */
final class Timers {
  /** That nothing is due. */
  static final long NEVER = Long.MAX_VALUE;

  private final TreeSet<Alarm> alarms =
      new TreeSet<>(Comparator.<Alarm>comparingLong(a -> a.at).thenComparingLong(a -> a.order));
  private long order;

  /** A task and its instant. */
  static final class Alarm {
    private final long at;
    private final long order;
    private final Runnable task;

    private Alarm(long at, long order, Runnable task) {
      this.at = at;
      this.order = order;
      this.task = task;
    }

    /** Its instant, in milliseconds. */
    long at() {
      return at;
    }
  }

  /** Lets {@code task} run at {@code at}. */
  Alarm set(long at, Runnable task) {
    Alarm alarm = new Alarm(at, order++, task);
    alarms.add(alarm);
    return alarm;
  }

  /** Calls {@code alarm} off, if it has not rung. */
  void cancel(Alarm alarm) {
    alarms.remove(alarm);
  }

  /** When the next one rings. */
  long next() {
    return alarms.isEmpty() ? NEVER : alarms.first().at;
  }

  /** Takes the next task that is due at {@code now}; null = none is. */
  @Nullable Runnable poll(long now) {
    if (alarms.isEmpty() || alarms.first().at > now) {
      return null;
    }
    Alarm first = alarms.pollFirst();
    return first == null ? null : first.task;
  }
}
