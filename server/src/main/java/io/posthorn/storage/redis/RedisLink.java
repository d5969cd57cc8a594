package io.posthorn.storage.redis;

import io.lettuce.core.AbstractRedisClient;
import io.lettuce.core.RedisClient;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.lettuce.core.resource.ClientResources;
import io.posthorn.redis.RedisErrors;
import io.posthorn.redis.RedisProblem;
import io.posthorn.storage.StorageException;
import io.posthorn.storage.StorageException.Kind;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connection to one Redis, one that Sentinels name, or a Cluster. It is made by the first verb,
 * and made again when it breaks; meanwhile verbs fail at once. Nothing is ever sent twice: what was
 * sent and not answered has an unknown outcome. For any thread.
 */
final class RedisLink implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RedisLink.class);
  private static final int MOVES = 50;
  private static final long MOVE_PAUSE_MILLIS = 20;
  private static final Duration REFRESH_AGAIN = Duration.ofSeconds(1);

  /** What may mean that another node has become the master. */
  private static final Set<RedisProblem> UNREACHED =
      EnumSet.of(
          RedisProblem.REFUSED,
          RedisProblem.CLOSED,
          RedisProblem.TIMEOUT,
          RedisProblem.UNREACHABLE,
          RedisProblem.READ_ONLY,
          RedisProblem.CLUSTER_DOWN);

  private final RedisAddress address;
  private final Duration timeout;
  private final ClientResources resources;
  private final AbstractRedisClient client;
  private final Pulse pulse;
  private final Fitness fitness;
  private final Replication replication;
  private final int minReplicas;
  private final Supplier<CompletableFuture<StatefulConnection<byte[], byte[]>>> opening;
  private final AtomicLong refreshedAt = new AtomicLong(System.nanoTime());
  private final Object lock = new Object();

  // Guarded by lock.
  private @Nullable CompletableFuture<StatefulConnection<byte[], byte[]>> connecting;
  private long retryAt;
  private @Nullable Throwable failure;

  private volatile @Nullable StatefulConnection<byte[], byte[]> connection;
  private volatile boolean closed;
  private volatile Runnable onConnected = () -> {};

  RedisLink(RedisOptions options) {
    this(options, null);
  }

  /** As a test wants connections to be made. */
  RedisLink(
      RedisOptions options,
      @Nullable Supplier<CompletableFuture<StatefulConnection<byte[], byte[]>>> opening) {
    this.address = RedisAddress.parse(options.uri(), options.timeout());
    this.timeout = options.timeout();
    this.resources = RedisClients.resources();
    this.client = RedisClients.create(address, timeout, resources);
    this.pulse = new Pulse(this::ping, this::renewSilent);
    this.fitness = new Fitness(this::look);
    this.minReplicas = options.minReplicas();
    this.replication = new Replication(minReplicas, timeout);
    client.addListener(replication);
    this.opening = opening == null ? this::open : opening;
  }

  boolean cluster() {
    return address.cluster();
  }

  boolean closed() {
    return closed;
  }

  /**
   * Whenever a connection was made, {@code listener} runs, on a thread that must not be blocked.
   */
  void onConnected(Runnable listener) {
    onConnected = listener;
  }

  /** A new connection for pub/sub. It connects again, and subscribes again, by itself. */
  CompletableFuture<StatefulRedisPubSubConnection<byte[], byte[]>> pubSub() {
    try {
      if (client instanceof RedisClusterClient cluster) {
        return cluster
            .connectPubSubAsync(ByteArrayCodec.INSTANCE)
            .thenApply(opened -> (StatefulRedisPubSubConnection<byte[], byte[]>) opened);
      }
      return ((RedisClient) client)
          .connectPubSubAsync(ByteArrayCodec.INSTANCE, address.uris().get(0))
          .toCompletableFuture();
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  /** Runs a script. The answer is a list of strings. */
  CompletableFuture<List<byte[]>> run(Verb verb, byte[][] keys, byte[]... arguments) {
    return run(verb, MOVES, keys, arguments);
  }

  private CompletableFuture<List<byte[]>> run(
      Verb verb, int moves, byte[][] keys, byte[]... arguments) {
    return sent(used ->
            replication.awaits(verb)
                ? replication.run(used, verb, keys, arguments)
                : verb.script()
                    .<byte[], byte[], List<byte[]>>call(
                        commands(used), ScriptOutputType.MULTI, keys, arguments))
        .exceptionallyCompose(
            error -> {
              if (moves > 0 && isMoving(error)) {
                return CompletableFuture.supplyAsync(
                        () -> moves - 1,
                        CompletableFuture.delayedExecutor(MOVE_PAUSE_MILLIS, TimeUnit.MILLISECONDS))
                    .thenCompose(left -> run(verb, left, keys, arguments));
              }
              return CompletableFuture.failedFuture(error);
            });
  }

  /** Nothing was run: the keys are on their way, or have gone, to another node. */
  private boolean isMoving(Throwable error) {
    RedisProblem problem = RedisErrors.problem(error);
    if (problem == RedisProblem.CLUSTER && address.cluster()) {
      refresh();
      return true;
    }
    return problem == RedisProblem.TRY_AGAIN;
  }

  /** Asks the Cluster who serves what: Lettuce does so only for nodes that it chose itself. */
  private void refresh() {
    long now = System.nanoTime();
    long before = refreshedAt.get();
    if (client instanceof RedisClusterClient cluster
        && now - before > REFRESH_AGAIN.toNanos()
        && refreshedAt.compareAndSet(before, now)) {
      cluster.refreshPartitionsAsync();
    }
  }

  /** Sends one command. */
  <T> CompletableFuture<T> command(
      Function<RedisClusterAsyncCommands<byte[], byte[]>, CompletionStage<T>> command) {
    return sent(used -> command.apply(commands(used)));
  }

  private <T> CompletableFuture<T> sent(
      Function<StatefulConnection<byte[], byte[]>, CompletionStage<T>> command) {
    StatefulConnection<byte[], byte[]> open = connection;
    Throwable silence = pulse.silence();
    if (open != null && silence != null) {
      return CompletableFuture.failedFuture(unavailable(silence));
    }
    CompletableFuture<StatefulConnection<byte[], byte[]>> ready =
        open == null || closed ? connect() : CompletableFuture.completedFuture(open);
    return ready
        .exceptionally(
            error -> {
              throw failed(error, null);
            })
        .thenCompose(
            used ->
                command
                    .apply(used)
                    .handle(
                        (value, error) -> {
                          if (error != null) {
                            throw failed(error, used);
                          }
                          return value;
                        }));
  }

  /** Whether Redis can keep its promises, as was found last. */
  Promises promises() {
    return fitness.promises();
  }

  private CompletableFuture<Promises> look() {
    return sent(
        used ->
            used instanceof StatefulRedisClusterConnection<byte[], byte[]> cluster
                ? Masters.promises(cluster, minReplicas)
                : commands(used)
                    .info()
                    .thenApply(info -> Promises.of(info, address.shown(), minReplicas)));
  }

  /** What stands in the way of verbs; empty = nothing is known. */
  String trouble() {
    StatefulConnection<byte[], byte[]> open = connection;
    if (closed) {
      return "The engine is closed.";
    }
    if (open != null) {
      Throwable silence = pulse.silence();
      if (silence != null) {
        return sentence(silence);
      }
      return open.isOpen() ? "" : "Redis at " + address.shown() + " is not connected.";
    }
    synchronized (lock) {
      return failure == null ? "" : sentence(failure);
    }
  }

  private CompletableFuture<StatefulConnection<byte[], byte[]>> connect() {
    synchronized (lock) {
      if (closed) {
        return CompletableFuture.failedFuture(
            new StorageException(Kind.CLOSED, "The engine is closed."));
      }
      if (connection != null) {
        return CompletableFuture.completedFuture(connection);
      }
      CompletableFuture<StatefulConnection<byte[], byte[]>> attempt = connecting;
      if (attempt == null) {
        if (failure != null && System.nanoTime() - retryAt < 0) {
          return CompletableFuture.failedFuture(failure);
        }
        attempt = opening.get();
        connecting = attempt;
        // An attempt that is over already forgets itself here.
        attempt.whenComplete(this::connected);
      }
      // A copy, so that the patience of one verb does not end the attempt.
      return attempt.copy().orTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  private void connected(
      @Nullable StatefulConnection<byte[], byte[]> opened, @Nullable Throwable error) {
    synchronized (lock) {
      connecting = null;
      failure = error;
      retryAt = System.nanoTime() + RedisClients.LONGEST_PAUSE.toNanos();
      if (opened != null && closed) {
        opened.closeAsync();
      } else {
        connection = opened;
        pulse.renewed();
      }
    }
    if (error == null) {
      LOG.info("Connected to Redis at {}.", address.shown());
      fitness.connected();
      onConnected.run();
    } else {
      LOG.warn("{}.", RedisErrors.sentence(error, address.shown()));
    }
  }

  private CompletableFuture<StatefulConnection<byte[], byte[]>> open() {
    try {
      if (client instanceof RedisClusterClient cluster) {
        return cluster
            .refreshPartitionsAsync()
            .toCompletableFuture()
            .thenCompose(nothing -> cluster.connectAsync(ByteArrayCodec.INSTANCE))
            .thenApply(opened -> opened);
      }
      return ((RedisClient) client)
          .connectAsync(ByteArrayCodec.INSTANCE, address.uris().get(0))
          .toCompletableFuture()
          .thenApply(opened -> opened);
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private static RedisClusterAsyncCommands<byte[], byte[]> commands(
      StatefulConnection<byte[], byte[]> connection) {
    if (connection instanceof StatefulRedisClusterConnection<byte[], byte[]> cluster) {
      return cluster.async();
    }
    return ((StatefulRedisConnection<byte[], byte[]>) connection).async();
  }

  /**
   * What a verb fails with.
   *
   * @param used the connection that it was sent on; null = there was none
   */
  private StorageException failed(
      Throwable thrown, @Nullable StatefulConnection<byte[], byte[]> used) {
    Throwable error = Calls.unwrap(thrown);
    if (error instanceof StorageException known) {
      return known;
    }
    RedisProblem problem = RedisErrors.problem(error);
    if (address.cluster()) {
      if (UNREACHED.contains(problem)) {
        refresh();
      }
    } else if (used != null && used == connection) {
      if (problem == RedisProblem.TIMEOUT) {
        pulse.missed(error);
      } else if (problem == RedisProblem.READ_ONLY) {
        renew(used, error);
      }
    }
    boolean sent = used != null && !String.valueOf(error.getMessage()).contains("not connected");
    return new StorageException(
        switch (problem) {
          case OUT_OF_MEMORY -> Kind.FULL;
          case TIMEOUT, CLOSED -> sent ? Kind.OUTCOME_UNKNOWN : Kind.FAILED;
          default -> Kind.FAILED;
        },
        sentence(error),
        error);
  }

  /** Nothing was sent, because of {@code error}. */
  private StorageException unavailable(Throwable error) {
    return new StorageException(Kind.FAILED, sentence(error), error);
  }

  private String sentence(Throwable error) {
    return RedisErrors.sentence(error, address.shown()) + ".";
  }

  private CompletionStage<String> ping() {
    StatefulConnection<byte[], byte[]> open = connection;
    return open == null
        ? CompletableFuture.failedFuture(new IllegalStateException("no connection"))
        : commands(open).ping();
  }

  private void renewSilent(Throwable error) {
    StatefulConnection<byte[], byte[]> open = connection;
    if (open != null) {
      renew(open, error);
    }
  }

  /**
   * Drops the connection, so that another one is made after a pause: this one leads to a Redis that
   * is no master any more, or nowhere.
   */
  private void renew(StatefulConnection<byte[], byte[]> used, Throwable error) {
    synchronized (lock) {
      if (connection != used) {
        return;
      }
      connection = null;
      failure = error;
      retryAt = System.nanoTime() + RedisClients.LONGEST_PAUSE.toNanos();
    }
    LOG.warn("{} Connecting again.", sentence(error));
    used.closeAsync();
  }

  /** Waits for the answers of what was sent, then closes. */
  @Override
  public void close() {
    synchronized (lock) {
      if (closed) {
        return;
      }
      closed = true;
    }
    fitness.close();
    client.shutdown(Duration.ZERO, timeout);
    resources.shutdown(0, timeout.toMillis(), TimeUnit.MILLISECONDS);
  }
}
