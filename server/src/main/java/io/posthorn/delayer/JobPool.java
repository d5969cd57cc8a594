package io.posthorn.delayer;

import static io.posthorn.delayer.DelayerKeys.bytes;

import io.lettuce.core.RedisClient;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.posthorn.config.ConfigException;
import io.posthorn.redis.LuaScript;
import io.posthorn.redis.RedisErrors;
import io.posthorn.redis.RedisProblem;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** A connection to the Redis with the jobs. One call at a time; futures complete on its thread. */
final class JobPool implements AutoCloseable {
  /** Jobs of one call: Redis serves nobody else meanwhile, so it must be a matter of a moment. */
  static final int SLICE = 250;

  private static final LuaScript MOVE = LuaScript.resource(JobPool.class, "move.lua");

  private final StatefulRedisConnection<byte[], byte[]> connection;
  private final DelayerKeys keys;

  private JobPool(StatefulRedisConnection<byte[], byte[]> connection, DelayerKeys keys) {
    this.connection = connection;
    this.keys = keys;
  }

  /**
   * Connects; fails with Lettuce's exceptions, or with a {@link ConfigException} when it finds a
   * Cluster.
   */
  static CompletableFuture<JobPool> connect(RedisClient client, DelayerOptions options) {
    return client
        .connectAsync(ByteArrayCodec.INSTANCE, options.redis())
        .toCompletableFuture()
        .thenCompose(connection -> refuseCluster(connection, options));
  }

  /**
   * Moves one slice of what is due.
   *
   * @param now unix seconds
   * @param skip due jobs to leave out, the earliest
   */
  CompletableFuture<Slice> move(long now, int skip) {
    byte[][] pool = {bytes(keys.pool())};
    byte[][] arguments = {
      bytes(Long.toString(now)),
      bytes(Integer.toString(SLICE)),
      bytes(Integer.toString(skip)),
      bytes(keys.bucket()),
      bytes(keys.ready())
    };
    return MOVE.<byte[], byte[], List<Object>>call(
            connection.async(), ScriptOutputType.MULTI, pool, arguments)
        .thenApply(Slice::of);
  }

  /** Closes the connection; not for threads of Lettuce. */
  @Override
  public void close() {
    connection.close();
  }

  /** Closes the connection, some time. */
  void closeLater() {
    connection.closeAsync();
  }

  private static CompletableFuture<JobPool> refuseCluster(
      StatefulRedisConnection<byte[], byte[]> connection, DelayerOptions options) {
    return connection
        .async()
        .info("cluster")
        .toCompletableFuture()
        .exceptionally(JobPool::forbidden)
        .thenApply(info -> checked(info, connection, options))
        .exceptionallyCompose(
            error ->
                connection
                    .closeAsync()
                    .handle((closed, e) -> error)
                    .thenCompose(CompletableFuture::failedFuture));
  }

  private static JobPool checked(
      String info, StatefulRedisConnection<byte[], byte[]> connection, DelayerOptions options) {
    if (info.contains("cluster_enabled:1")) {
      throw new ConfigException(
          "Redis at "
              + RedisErrors.address(options.redis())
              + " is a node of a Cluster, where Delayer's keys cannot be moved together"
              + " (expected: a server of its own, or one behind Sentinels)");
    }
    return new JobPool(connection, options.keys());
  }

  /** Who may not ask what the server is takes it for what it should be. */
  private static String forbidden(Throwable error) {
    RedisProblem problem = RedisErrors.problem(error);
    if (problem == RedisProblem.NOT_PERMITTED || problem == RedisProblem.UNKNOWN_COMMAND) {
      return "";
    }
    throw error instanceof CompletionException wrapped ? wrapped : new CompletionException(error);
  }
}
