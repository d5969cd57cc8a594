package io.posthorn.delivery;

import io.posthorn.storage.EngineClock;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that decides about deliveries; all state of the dispatcher belongs to it. It takes
 * what engine and event loops hand in, as much as there is, and only then acts on the whole: the
 * busier it is, the larger its batches.
 */
final class Loop {
  private static final Logger LOG = LoggerFactory.getLogger(Loop.class);

  /** Tasks before it looks after timers and batches again. */
  private static final int GULP = 512;

  private static final long LONGEST_PARK_MILLIS = 60_000;

  private final ConcurrentLinkedQueue<Runnable> inbox = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean idle = new AtomicBoolean();
  private final Timers timers = new Timers();
  private final EngineClock clock;
  private final Runnable afterwards;
  private final Thread thread = new Thread(this::run, "posthorn-delivery");
  private volatile boolean ended;

  /** A loop that runs {@code afterwards} whenever it has worked off what was handed in. */
  Loop(EngineClock clock, Runnable afterwards) {
    this.clock = clock;
    this.afterwards = afterwards;
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  /** Hands {@code task} in; from any thread. What comes after {@link #end} never runs. */
  void execute(Runnable task) {
    inbox.add(task);
    wake();
  }

  /** Lets it look at the clock again; from any thread. */
  void wake() {
    if (idle.get() && idle.compareAndSet(true, false)) {
      LockSupport.unpark(thread);
    }
  }

  /** Milliseconds of the engine's clock. */
  long now() {
    return clock.elapsedNow();
  }

  /** Lets {@code task} run at {@code at}, on the engine's clock; from the loop. */
  Timers.Alarm at(long at, Runnable task) {
    return timers.set(at, task);
  }

  /** Calls {@code alarm} off; from the loop. */
  void cancel(Timers.@Nullable Alarm alarm) {
    if (alarm != null) {
      timers.cancel(alarm);
    }
  }

  /** Ends the thread; waits for it, unless called from it. */
  void end() {
    ended = true;
    wake();
    if (Thread.currentThread() != thread) {
      try {
        thread.join(TimeUnit.SECONDS.toMillis(10));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void run() {
    while (!ended) {
      boolean worked = drain();
      worked |= ring();
      guarded(afterwards);
      if (!worked && inbox.isEmpty()) {
        rest();
      }
    }
  }

  private boolean drain() {
    for (int done = 0; done < GULP; done++) {
      Runnable task = inbox.poll();
      if (task == null) {
        return done > 0;
      }
      guarded(task);
    }
    return true;
  }

  private boolean ring() {
    boolean rang = false;
    long now = clock.elapsedNow();
    for (Runnable task = timers.poll(now); task != null; task = timers.poll(now)) {
      guarded(task);
      rang = true;
    }
    return rang;
  }

  private void rest() {
    idle.set(true);
    // Whatever was handed in before the flag was up is seen here; what comes after lowers it.
    long millis = Math.min(timers.next() - clock.elapsedNow(), LONGEST_PARK_MILLIS);
    if (inbox.isEmpty() && !ended && millis > 0) {
      LockSupport.parkNanos(this, TimeUnit.MILLISECONDS.toNanos(millis));
    }
    idle.set(false);
  }

  private static void guarded(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException e) {
      LOG.error("A step of the delivery engine failed", e);
    } catch (Error e) {
      // Half a step was done, and nobody can tell which: what is leased is delivered after a
      // restart.
      LOG.error("The delivery engine can't go on; the process ends", e);
      Runtime.getRuntime().halt(70);
    }
  }
}
