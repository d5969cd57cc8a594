package io.posthorn.delayer;

import io.lettuce.core.RedisClient;
import io.posthorn.config.ConfigException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** The turns of a {@link Delayer}. All but {@link #stop} is for its thread alone. */
final class Mover {
  /** Jobs whose queue is refused are stepped over, as far as that is quick. */
  private static final int MOST_LEFT_BEHIND = 10_000;

  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
  private static final Duration LAST_PAUSE = Duration.ofSeconds(2);

  private final RedisClient client;
  private final DelayerOptions options;
  private final InstantSource clock;
  private final Duration patience;
  private final Reports reports;
  private final CompletableFuture<Void> stopping = new CompletableFuture<>();
  private @Nullable JobPool pool;
  private int failures;

  Mover(
      RedisClient client,
      DelayerOptions options,
      InstantSource clock,
      DelayerLog log,
      Duration patience) {
    this.client = client;
    this.options = options;
    this.clock = clock;
    this.patience = patience;
    this.reports = new Reports(log, options);
  }

  /** Ends the turn under way after its slice, and a connecting at once. */
  void stop() {
    stopping.complete(null);
  }

  /**
   * Connects, if that goes; else says why not, and leaves it to the turns.
   *
   * @throws ConfigException when Redis is a Cluster
   */
  void connect() {
    try {
      connected();
    } catch (ExecutionException | TimeoutException e) {
      if (cause(e) instanceof ConfigException cluster) {
        throw cluster;
      }
      failed(cause(e));
    }
  }

  /** Moves what is due; answers after how long to come again. */
  Duration turn() {
    try {
      JobPool connected = connected();
      if (connected == null) {
        return Duration.ZERO;
      }
      double next = moveDue(connected);
      reports.works();
      failures = 0;
      return until(next);
    } catch (ExecutionException | TimeoutException | RuntimeException e) {
      return failed(cause(e));
    }
  }

  /** The connection; null when it was stopped while there was none. */
  private @Nullable JobPool connected() throws ExecutionException, TimeoutException {
    if (pool == null) {
      CompletableFuture<JobPool> connecting = JobPool.connect(client, options);
      await(CompletableFuture.anyOf(connecting, stopping));
      if (!connecting.isDone()) {
        connecting.thenAccept(JobPool::closeLater);
        return null;
      }
      pool = connecting.join();
    }
    return pool;
  }

  /** Slice by slice, so that others have their turns at Redis; answers the next score. */
  private double moveDue(JobPool connected) throws ExecutionException, TimeoutException {
    int leftBehind = 0;
    Slice slice;
    do {
      slice = await(connected.move(Math.floorDiv(clock.millis(), 1000L), leftBehind));
      reports.slice(slice);
      leftBehind += slice.leftBehind();
    } while (slice.due() == JobPool.SLICE && leftBehind <= MOST_LEFT_BEHIND && !stopping.isDone());
    reports.turnEnds();
    return slice.next();
  }

  /** An interval, or less when a job becomes due before; scores count in whole seconds. */
  private Duration until(double next) {
    double millis = Math.ceil(next) * 1000 - clock.millis();
    return millis >= options.interval().toMillis()
        ? options.interval()
        : Duration.ofMillis(Math.max(0, (long) millis));
  }

  private Duration failed(Throwable error) {
    if (pool != null) {
      pool.close();
      pool = null;
    }
    reports.failed(error);
    Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.min(failures++, 10));
    return pause.compareTo(LAST_PAUSE) < 0 ? pause : LAST_PAUSE;
  }

  private <T> T await(CompletableFuture<T> reply) throws ExecutionException, TimeoutException {
    try {
      return reply.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new TimeoutException("interrupted");
    }
  }

  private static Throwable cause(Exception e) {
    Throwable cause = e;
    while (cause.getCause() != null
        && (cause instanceof ExecutionException || cause instanceof CompletionException)) {
      cause = cause.getCause();
    }
    return cause;
  }
}
