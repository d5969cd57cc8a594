package io.posthorn.client;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Works on the messages of a queue as they come, at least once each: reserves as many as it has
 * free threads for, calls its handler, settles. While the server is away it tries again after
 * pauses of up to 5 s, and so does the settlement of what was done meanwhile. One lease has one
 * outcome: a settlement is repeated only until it is answered, always the same, and its receipt
 * keeps it from touching a later lease.
 *
 * <pre>{@code
 * Worker worker =
 *     posthorn.work(
 *         WorkerOptions.on("mail").concurrency(8),
 *         message -> {
 *           send(message.text());
 *           return Outcome.ack();
 *         });
 * Runtime.getRuntime().addShutdownHook(new Thread(worker::close));
 * }</pre>
 */
public final class Worker implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(Worker.class.getName());
  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

  private final AsyncConsumer consumer;
  private final WorkerOptions options;
  private final Handler handler;
  private final LeaseKeeper keeper;
  private final Semaphore free;
  private final ThreadPoolExecutor threads;
  private final Thread poller;
  private final CountDownLatch closing = new CountDownLatch(1);
  private final CountDownLatch abandoned = new CountDownLatch(1);

  private Worker(AsyncConsumer consumer, WorkerOptions options, Handler handler) {
    this.consumer = consumer;
    this.options = options;
    this.handler = handler;
    this.keeper = LeaseKeeper.start(consumer, options.lease());
    this.free = new Semaphore(options.concurrency());
    String name = "posthorn-worker-" + options.queues().get(0);
    var number = new AtomicInteger();
    // Never holds more tasks than it has threads: there is a permit for each.
    this.threads =
        new ThreadPoolExecutor(
            options.concurrency(),
            options.concurrency(),
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(options.concurrency()),
            task -> new Thread(task, name + "-" + number.incrementAndGet()));
    this.poller = new Thread(this::poll, name);
  }

  static Worker start(AsyncConsumer consumer, WorkerOptions options, Handler handler) {
    var worker = new Worker(consumer, options, handler);
    try {
      // Where there can't be so many threads, that shows before a message is reserved for one.
      worker.threads.prestartAllCoreThreads();
      worker.poller.start();
    } catch (Throwable e) {
      worker.threads.shutdownNow();
      worker.keeper.close();
      throw e;
    }
    return worker;
  }

  /**
   * Stops: reserves nothing more, lets the work under way end and settles it. What takes longer
   * than the grace is interrupted and not settled; it comes back when its lease ends, as does what
   * the server was just handing out. Returns when all threads are told to end. Not to be called by
   * a handler.
   */
  @Override
  public void close() {
    closing.countDown();
    poller.interrupt();
    boolean ended = false;
    try {
      poller.join();
      threads.shutdown();
      ended = threads.awaitTermination(options.grace().toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    abandoned.countDown();
    if (!ended) {
      int left = options.concurrency() - free.availablePermits();
      threads.shutdownNow();
      if (left > 0) {
        LOG.log(
            Level.WARNING,
            "{0} messages of {1} are not done yet; they come back when their leases end",
            left,
            options.queues());
      }
    }
    keeper.close();
  }

  private void poll() {
    var backoff = new Backoff(FIRST_PAUSE, LONGEST_PAUSE);
    boolean away = false;
    try {
      while (closing.getCount() > 0) {
        free.acquire();
        int slots = 1 + free.drainPermits();
        int used = 0;
        try {
          List<LeasedMessage> messages = reserve(slots);
          used = messages.size();
          messages.forEach(message -> threads.execute(() -> work(message)));
          backoff.reset();
          if (away) {
            LOG.log(Level.INFO, "reserving from {0} works again", options.queues());
          }
          away = false;
        } catch (RuntimeException e) {
          if (closing.getCount() == 0) {
            return;
          }
          if (!away) {
            LOG.log(
                Level.WARNING,
                "reserving from {0} failed, will be tried again: {1}",
                options.queues(),
                e.getMessage());
          }
          away = true;
          Duration asked = e instanceof PosthornException known ? known.retryAfter() : null;
          closing.await(backoff.next(asked).toMillis(), TimeUnit.MILLISECONDS);
        } finally {
          free.release(slots - used);
        }
      }
    } catch (InterruptedException e) {
      // Closing: nothing else interrupts this thread.
    }
  }

  private List<LeasedMessage> reserve(int limit) {
    return Blocking.await(
        consumer.reserve(Poll.upTo(limit).waiting(options.longPoll()).leasing(options.lease())));
  }

  private void work(LeasedMessage message) {
    keeper.keep(message);
    try {
      Outcome outcome = handle(message);
      // A handler may leave its thread interrupted, which would abort the settlement of what is
      // done. Whether the worker gave up, it knows without that.
      Thread.interrupted();
      boolean lost = keeper.isLost(message);
      keeper.release(message);
      if (!lost) {
        settle(message, outcome);
      }
    } finally {
      keeper.release(message);
      free.release();
    }
  }

  private Outcome handle(LeasedMessage message) {
    try {
      Outcome outcome = handler.handle(message);
      if (outcome != null) {
        return outcome;
      }
      LOG.log(Level.WARNING, "the handler has no outcome for {0}; it is retried", message.id());
      return Outcome.retry().because("the handler has no outcome");
    } catch (Throwable e) {
      LOG.log(Level.WARNING, "the handler failed with " + message.id() + "; it is retried", e);
      return Outcome.retry().because(e.toString());
    }
  }

  private void settle(LeasedMessage message, Outcome outcome) {
    var backoff = new Backoff(FIRST_PAUSE, LONGEST_PAUSE);
    while (abandoned.getCount() > 0) {
      try {
        if (Blocking.await(consumer.settle(message, outcome)).stale()) {
          LOG.log(
              Level.WARNING,
              "{0} in {1} was settled too late; it may be done twice",
              message.id(),
              message.queue());
        }
        return;
      } catch (PosthornException e) {
        if (!e.isTransient()) {
          LOG.log(Level.WARNING, "{0} can''t be settled: {1}", message.id(), e.getMessage());
          return;
        }
        if (!pause(backoff.next(e.retryAfter()))) {
          return;
        }
      }
    }
  }

  /** False = the worker gave up. */
  private boolean pause(Duration pause) {
    try {
      return !abandoned.await(pause.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
