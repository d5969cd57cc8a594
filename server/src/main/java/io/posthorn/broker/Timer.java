package io.posthorn.broker;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs short tasks later, on one thread. After {@link #close} nothing runs any more. */
final class Timer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Timer.class);
  private static final AtomicInteger THREADS = new AtomicInteger();

  private final ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(1, thread());

  Timer() {
    // Most alarms are called off; they must not stay in memory until they would have rung.
    executor.setRemoveOnCancelPolicy(true);
    executor.setRejectedExecutionHandler((task, closed) -> {});
  }

  Future<?> after(Duration delay, Runnable task) {
    return executor.schedule(() -> guarded(task), delay.toNanos(), TimeUnit.NANOSECONDS);
  }

  @Override
  public void close() {
    executor.shutdownNow();
  }

  private static void guarded(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException e) {
      LOG.error("A timed task failed", e);
    }
  }

  private static ThreadFactory thread() {
    return task -> {
      var thread = new Thread(task, "posthorn-timer-" + THREADS.incrementAndGet());
      thread.setDaemon(true);
      return thread;
    };
  }
}
