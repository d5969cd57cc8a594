package io.posthorn.delivery;

import io.posthorn.delivery.Callbacks.Told;
import io.posthorn.delivery.call.Outcome;
import io.posthorn.message.Callback;
import io.posthorn.message.QueueName;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Tells outcomes to callbacks, and tells them again after a pause while they can't be told. Their
 * tasks stay leased meanwhile, so that a full callback queue does not deliver anything twice. What
 * a queue had no room for in a whole minute is lost: its tasks would hold up all others. Belongs to
 * the loop.
 */
final class Telling {
  private static final Duration LONGEST = Duration.ofMinutes(1);
  private static final long FIRST_PAUSE_MILLIS = 1_000;
  private static final long LAST_PAUSE_MILLIS = 15_000;

  /** Full queues that are remembered. */
  private static final int QUEUES = 1_024;

  private final Callbacks callbacks;
  private final Loop loop;
  private final int most;
  private final Set<Try> waiting = new LinkedHashSet<>();

  /** Since when queues have no room, the ones remembered longest first. */
  private final Map<QueueName, Long> fullSince = new LinkedHashMap<>();

  private boolean closed;

  /** One where at most {@code most} outcomes wait to be told again. */
  Telling(Callbacks callbacks, Loop loop, int most) {
    this.callbacks = callbacks;
    this.loop = loop;
    this.most = most;
  }

  /**
   * Tells {@code callback}.
   *
   * @param then hears, on the loop, YES, NEVER, or another if it must be tried by a later delivery;
   *     nothing if the lease of {@code flight} is lost meanwhile
   */
  void tell(
      Callback callback, Flight flight, Verdict verdict, Outcome outcome, Consumer<Told> then) {
    new Try(callback, flight, verdict, outcome, then, loop.now()).run();
  }

  /** Waits no more: what can't be told at once is left to a later delivery. */
  void close() {
    closed = true;
    for (Try each : List.copyOf(waiting)) {
      waiting.remove(each);
      loop.cancel(each.alarm);
      each.then.accept(Told.AWAY);
    }
  }

  private boolean isHopeless(Try told, long now) {
    QueueName queue = Callbacks.queueOf(told.callback);
    long since = fullSince.computeIfAbsent(queue, first -> now);
    if (fullSince.size() > QUEUES) {
      var eldest = fullSince.keySet().iterator();
      eldest.next();
      eldest.remove();
    }
    return now - Math.min(since, told.begunAt) >= LONGEST.toMillis();
  }

  private final class Try implements Runnable {
    private final Callback callback;
    private final Flight flight;
    private final Verdict verdict;
    private final Outcome outcome;
    private final Consumer<Told> then;
    private final long begunAt;
    private long pause = FIRST_PAUSE_MILLIS;
    private Timers.@Nullable Alarm alarm;

    Try(
        Callback callback,
        Flight flight,
        Verdict verdict,
        Outcome outcome,
        Consumer<Told> then,
        long begunAt) {
      this.callback = callback;
      this.flight = flight;
      this.verdict = verdict;
      this.outcome = outcome;
      this.then = then;
      this.begunAt = begunAt;
    }

    @Override
    public void run() {
      waiting.remove(this);
      if (!flight.lost) {
        callbacks.tell(callback, flight, verdict, outcome, this::told);
      }
    }

    private void told(Told told) {
      long now = loop.now();
      if (told == Told.YES) {
        fullSince.remove(Callbacks.queueOf(callback));
      }
      if (told == Told.YES || told == Told.NEVER) {
        then.accept(told);
      } else if (told == Told.NO_ROOM && isHopeless(this, now)) {
        callbacks.gaveUp(callback, LONGEST);
        then.accept(Told.NEVER);
      } else if (closed || waiting.size() >= most) {
        then.accept(told);
      } else {
        waiting.add(this);
        alarm = loop.at(now + pause, this);
        pause = Math.min(2 * pause, LAST_PAUSE_MILLIS);
      }
    }
  }
}
