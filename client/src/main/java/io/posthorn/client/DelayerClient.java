package io.posthorn.client;

import io.lettuce.core.RedisURI;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/**
 * Talks to Delayer through Redis, command for command as its Go and PHP clients do, and so to
 * {@code bin/posthorn delayer}. Jobs that these clients push can be popped here, and the other way
 * round. Needs {@code io.lettuce:lettuce-core} on the class path. Each call waits; what goes wrong
 * is a {@link PosthornException}. Any thread may call. Connects when it is first used, and again
 * when a connection broke.
 *
 * <pre>{@code
 * try (DelayerClient delayer = DelayerClient.of("redis://127.0.0.1:6379")) {
 *   delayer.push(DelayerJob.of("order-1001", "close_order", "{\"order\":1001}"), Duration.ofMinutes(30));
 *   Optional<DelayerJob> job = delayer.bPop("close_order", Duration.ofSeconds(20));
 * }
 * }</pre>
 */
public final class DelayerClient implements AutoCloseable {
  /** How the names of the original's keys begin. */
  public static final String PREFIX = "delayer:";

  private static final Duration READY_MAX_LIFETIME = Duration.ofDays(7);

  private final RedisConnections connections;
  private final AsyncDelayerClient async;

  private DelayerClient(RedisConnections connections, AsyncDelayerClient async) {
    this.connections = connections;
    this.async = async;
  }

  /** A client of the Delayer that works on the Redis at {@code uri}. */
  public static DelayerClient of(String uri) {
    return of(uri, PREFIX);
  }

  /** A client of one that uses keys with another prefix. */
  public static DelayerClient of(String uri, String prefix) {
    var connections = new RedisConnections(RedisURI.create(uri));
    var keys = new DelayerKeys(prefix);
    return new DelayerClient(
        connections, new AsyncDelayerClient(connections, keys, Clock.systemUTC()));
  }

  /** The same without waiting. */
  public AsyncDelayerClient async() {
    return async;
  }

  /** As {@link #push(DelayerJob, Duration, Duration)} with seven days to consume it. */
  public boolean push(DelayerJob job, Duration delay) {
    return push(job, delay, READY_MAX_LIFETIME);
  }

  /**
   * Lets a job be ready after {@code delay}, by this computer's clock. Both durations count in
   * whole seconds.
   *
   * @param readyMaxLifetime how long it may then wait to be consumed; after that it is gone
   * @return whether it is new; where a job with its id waited already, that one has been replaced,
   *     topic, body and time
   */
  public boolean push(DelayerJob job, Duration delay, Duration readyMaxLifetime) {
    return Blocking.await(async.push(job, delay, readyMaxLifetime));
  }

  /**
   * Takes the next job that is ready, at most once: it is lost with whoever gets it. Jobs that
   * expired while they were ready are passed over.
   */
  public Optional<DelayerJob> pop(String topic) {
    return Blocking.await(async.pop(topic));
  }

  /**
   * As {@link #pop}, but waits for a job. When one that expired is met, answers at once with the
   * next, or with nothing.
   *
   * @param longest in whole seconds, from one to an hour
   */
  public Optional<DelayerJob> bPop(String topic, Duration longest) {
    return Blocking.await(async.bPop(topic, longest));
  }

  /**
   * Takes back a job that is not ready yet.
   *
   * @return whether it was there; false for one that is ready, whose content is deleted all the
   *     same
   */
  public boolean remove(String id) {
    return Blocking.await(async.remove(id));
  }

  /** Closes its connections. */
  @Override
  public void close() {
    connections.close();
  }
}
