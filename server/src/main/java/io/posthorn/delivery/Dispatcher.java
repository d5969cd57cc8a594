package io.posthorn.delivery;

import io.posthorn.broker.Broker;
import io.posthorn.delivery.call.Caller;
import io.posthorn.metrics.DeliveryMetrics;
import io.posthorn.storage.EngineClock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Delivers the messages of push queues: reserves what is due, calls its target, settles by the
 * outcome. At least once: what was in flight when a process died is delivered again.
 *
 * <p>One thread decides, on what engine and event loops hand it; it never blocks and keeps nothing
 * that a restart would have to know. What it holds in memory is bounded by its options.
 */
public final class Dispatcher implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);

  /** How long calls that were aborted, and their settles, may take. */
  private static final Duration AFTERMATH = Duration.ofSeconds(5);

  private final DispatcherOptions options;
  private final Loop loop;
  private final PushQueues queues;
  private final Settling settling;
  private final Telling telling;
  private final Flights flights;
  private final Reserving reserving;
  private final Scan scan;
  private final CompletableFuture<Void> quiet = new CompletableFuture<>();
  private boolean closing;

  private Dispatcher(
      Broker broker,
      Caller caller,
      DispatcherOptions options,
      Dialect.Choice dialects,
      EngineClock clock,
      RandomGenerator random,
      DeliveryMetrics metrics) {
    this.options = options;
    loop = new Loop(clock, this::afterwards);
    queues = new PushQueues(loop, clock);
    var complaints = new Complaints(loop);
    var budget = new Budget(options.maxInFlight(), options.maxInFlightBytes());
    settling = new Settling(broker, loop, queues, budget, complaints, options.batch());
    var callbacks = new Callbacks(broker, loop, clock, complaints, metrics);
    telling = new Telling(callbacks, loop, Math.max(1, options.maxInFlight() / 4));
    var endings = new Endings(settling, telling, budget, queues, clock, random, metrics);
    flights =
        new Flights(
            caller,
            loop,
            clock,
            budget,
            endings,
            new Leases(broker, loop, complaints),
            metrics,
            random,
            dialects,
            options.targetShare());
    reserving =
        new Reserving(
            broker.deliveries(), loop, queues, budget, flights, complaints, options.batch());
    scan = new Scan(broker, loop, queues, complaints, options.batch());
  }

  /**
   * Begins to deliver. Closing {@code caller} is the caller's part, after this is closed.
   *
   * @param dialects which queues have requests of their own
   * @param random draws jitter; used by one thread
   */
  public static Dispatcher start(
      Broker broker,
      Caller caller,
      DispatcherOptions options,
      Dialect.Choice dialects,
      EngineClock clock,
      RandomGenerator random,
      DeliveryMetrics metrics) {
    var dispatcher = new Dispatcher(broker, caller, options, dialects, clock, random, metrics);
    broker.deliveries().onVisible(dispatcher.queues::hint);
    dispatcher.loop.execute(dispatcher.scan::start);
    dispatcher.loop.execute(dispatcher.flights::tick);
    dispatcher.loop.start();
    return dispatcher;
  }

  /** Begins to deliver, all queues in the usual way. */
  public static Dispatcher start(
      Broker broker,
      Caller caller,
      DispatcherOptions options,
      EngineClock clock,
      RandomGenerator random,
      DeliveryMetrics metrics) {
    return start(broker, caller, options, Dialect.Choice.NONE, clock, random, metrics);
  }

  /** Lets it look at the clock again, after a test has set it. */
  void wake() {
    loop.wake();
  }

  /**
   * Begins no more calls and waits for those under way, for the grace of its options; then aborts
   * them. What was not delivered is given back. Blocks; a second call does nothing.
   */
  @Override
  public void close() {
    if (quiet.isDone()) {
      return;
    }
    loop.execute(
        () -> {
          closing = true;
          scan.close();
          reserving.close();
          flights.releaseHeld();
          telling.close();
        });
    if (!isQuietWithin(options.grace())) {
      loop.execute(flights::abort);
      if (!isQuietWithin(AFTERMATH)) {
        LOG.warn("Deliveries were still under way {} after their calls were aborted", AFTERMATH);
      }
    }
    quiet.complete(null);
    loop.end();
  }

  private boolean isQuietWithin(Duration time) {
    try {
      quiet.get(time.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  private void afterwards() {
    settling.flush();
    reserving.turns();
    if (closing && reserving.asking() == 0 && flights.count() == 0 && settling.open() == 0) {
      quiet.complete(null);
    }
  }
}
