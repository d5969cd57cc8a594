package io.posthorn.monitor;

import io.posthorn.broker.Broker;
import io.posthorn.broker.BrokerException;
import io.posthorn.broker.ErrorCode;
import io.posthorn.message.QueueName;
import io.posthorn.metrics.Flow;
import io.posthorn.metrics.Meters;
import io.posthorn.metrics.QueueSample;
import io.posthorn.metrics.QueueSamples;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches all queues and targets: what they hold now, what they did over the last hour, and live.
 *
 * <p>Works on one thread of its own, so that nothing here is locked and nobody's event loop waits.
 * Methods may be called from any thread and never block; futures complete on the monitor's thread
 * and fail with {@link BrokerException} only. Looking never takes more than a tenth of the time:
 * after a walk over many queues, the next one waits.
 */
public final class Monitor implements AutoCloseable {
  /** Ends what {@link #follow} began. May be called more than once, by any thread. */
  public interface Follower {
    /** Hears no more. */
    void leave();
  }

  /** Most queues that one follower may ask for. */
  public static final int MOST_FOLLOWED = 50;

  private static final Logger LOG = LoggerFactory.getLogger(Monitor.class);

  /** Up to so many queues are looked at again for whoever asks. */
  private static final int FEW = 500;

  private static final Duration FRESH = Duration.ofSeconds(1);
  private static final Duration PATIENCE = Duration.ofMillis(300);
  private static final int REST = 10;
  private static final int SECONDS = 10;
  private static final int FAILING = 20;
  private static final int BUSIEST = 20;
  private static final int WAITING = 64;

  private final Meters meters;
  private final InstantSource wall;
  private final MonitorOptions options;
  private final ScheduledExecutorService thread;
  private final Walk walk;
  private final Histories histories;
  private final Streams streams;
  private final AtomicInteger waiting = new AtomicInteger();
  private final Deque<Flow> seconds = new ArrayDeque<>();

  /** As the last walk left it; read by scrapes, too. */
  private volatile QueueSamples samples = QueueSamples.NONE;

  // Belongs to the monitor's thread.
  private @Nullable CompletableFuture<?> walking;
  private long walkedAt = Long.MIN_VALUE;
  private long walkTook;
  private long pointDue;
  private boolean pointing;

  private Monitor(
      Broker broker,
      Meters meters,
      InstantSource clock,
      InstantSource wall,
      MonitorOptions options) {
    this.meters = meters;
    this.wall = wall;
    this.options = options;
    thread =
        Executors.newSingleThreadScheduledExecutor(
            work -> {
              var worker = new Thread(work, "posthorn-monitor");
              worker.setDaemon(true);
              return worker;
            });
    walk = new Walk(broker, meters.queues(), clock, options, thread);
    histories = new Histories(broker, meters, clock, wall, options, thread);
    streams = new Streams(broker, clock, options, thread);
    meters.samples(() -> samples);
  }

  /**
   * Begins to watch.
   *
   * @param clock of the engine's instants
   * @param wall dates what is shown
   */
  public static Monitor start(
      Broker broker,
      Meters meters,
      InstantSource clock,
      InstantSource wall,
      MonitorOptions options) {
    var monitor = new Monitor(broker, meters, clock, wall, options);
    monitor.pointDue = System.nanoTime() + options.point().toNanos();
    monitor.thread.schedule(meters::watchJvm, 1, TimeUnit.SECONDS);
    monitor.thread.scheduleAtFixedRate(monitor::second, 0, 1, TimeUnit.SECONDS);
    return monitor;
  }

  /** Everything at a glance. */
  public CompletableFuture<Overview> overview() {
    return fresh(
        () ->
            new Overview(
                wall.instant(),
                samples.queues(),
                samples.total(),
                rates(),
                meters.targets().worst(FAILING),
                meters.targets().size(),
                histories.busiest(BUSIEST),
                histories.all()));
  }

  /** The last hour of a queue; without points where none are kept of it. */
  public CompletableFuture<History> history(QueueName queue) {
    return ask(() -> histories.of(queue));
  }

  /** All metrics, in the format of {@link Meters#CONTENT_TYPE}. */
  public CompletableFuture<byte[]> scrape() {
    return fresh(meters::scrape);
  }

  /**
   * Has {@code listener} told a summary now and then every second, on the monitor's thread, until
   * it leaves or {@code end} is called, because the server stops or {@code allowed} says no more.
   *
   * @param queues whose numbers it wants; at most {@link #MOST_FOLLOWED}
   * @param allowed asked every second, on the monitor's thread
   * @throws BrokerException OVERLOADED when too many follow already, STOPPING at the end
   */
  public Follower follow(
      List<QueueName> queues, BooleanSupplier allowed, Consumer<Summary> listener, Runnable end) {
    return streams.add(queues, allowed, listener, end);
  }

  /** Ends all streams, now and later. */
  public void endStreams() {
    streams.close();
  }

  /** Whether {@link #endStreams} was called. */
  public boolean isEnding() {
    return streams.isClosed();
  }

  @Override
  public void close() {
    streams.close();
    thread.shutdownNow();
  }

  /** Answers from what is known, after another look if that is cheap. */
  private <T> CompletableFuture<T> fresh(Supplier<T> answer) {
    return ask(() -> renewed().handleAsync((done, failure) -> answer.get(), thread))
        .thenCompose(future -> future);
  }

  private CompletableFuture<?> renewed() {
    boolean never = walkedAt == Long.MIN_VALUE;
    boolean few = samples.queues() <= FEW;
    boolean old = never || System.nanoTime() - walkedAt > FRESH.toNanos();
    if (!old || !(never || few)) {
      return CompletableFuture.completedFuture(null);
    }
    return look().copy().orTimeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
  }

  private <T> CompletableFuture<T> ask(Supplier<T> answer) {
    if (waiting.incrementAndGet() > WAITING) {
      waiting.decrementAndGet();
      return CompletableFuture.failedFuture(
          new BrokerException(
              ErrorCode.OVERLOADED,
              "Too many requests for statistics are waiting (expected: at most " + WAITING + ")."));
    }
    try {
      return CompletableFuture.supplyAsync(answer, thread)
          .whenComplete((done, failure) -> waiting.decrementAndGet());
    } catch (RejectedExecutionException e) {
      waiting.decrementAndGet();
      return CompletableFuture.failedFuture(
          new BrokerException(ErrorCode.STOPPING, "The server is stopping."));
    }
  }

  /** Once a second, on the monitor's thread. */
  private void second() {
    try {
      seconds.addLast(meters.flow());
      if (seconds.size() > SECONDS + 1) {
        seconds.removeFirst();
      }
      long now = System.nanoTime();
      boolean live = streams.any() && samples.queues() <= FEW;
      long pause = live ? 0 : Math.max(options.point().toNanos(), REST * walkTook);
      if (walkedAt == Long.MIN_VALUE || now - walkedAt >= pause) {
        look();
      }
      if (now - pointDue >= 0 && !pointing) {
        pointDue += options.point().toNanos();
        point();
      }
      if (streams.any()) {
        streams.tell(this::summary);
      }
    } catch (RuntimeException e) {
      LOG.error("Watching failed and goes on", e);
    }
  }

  private void point() {
    pointing = true;
    histories
        .point(samples.total().depth())
        .whenCompleteAsync((done, failure) -> pointing = false, thread);
  }

  /** Walks over all queues, unless a walk is under way. */
  private CompletableFuture<?> look() {
    CompletableFuture<?> before = walking;
    if (before != null) {
      return before;
    }
    long from = System.nanoTime();
    CompletableFuture<?> walked =
        walk.begin()
            .handleAsync(
                (found, failure) -> {
                  walking = null;
                  walkedAt = System.nanoTime();
                  walkTook = walkedAt - from;
                  if (found != null) {
                    samples = found;
                  }
                  return found;
                },
                thread);
    walking = walked.isDone() ? null : walked;
    return walked;
  }

  private Overview.Rates rates() {
    Flow first = seconds.peekFirst();
    Flow last = seconds.peekLast();
    return first == null || last == null ? perSecond(0, 0, 0, 1) : rates(first, last, span());
  }

  private int span() {
    return Math.max(1, seconds.size() - 1);
  }

  private static Overview.Rates rates(Flow from, Flow to, int span) {
    Flow since = to.since(from);
    return perSecond(since.enqueued(), since.consumed(), since.dead(), span);
  }

  private static Overview.Rates perSecond(long enqueued, long consumed, long dead, int span) {
    return new Overview.Rates(
        enqueued / (double) span, consumed / (double) span, dead / (double) span);
  }

  private Summary summary(List<QueueSample> each) {
    Flow last = seconds.peekLast();
    Flow before = seconds.stream().skip(Math.max(0, seconds.size() - 2)).findFirst().orElse(last);
    Overview.Rates rates =
        last == null || before == null ? perSecond(0, 0, 0, 1) : rates(before, last, 1);
    return new Summary(
        wall.instant(), samples.queues(), samples.total(), rates, meters.targets().size(), each);
  }
}
