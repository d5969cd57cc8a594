package io.posthorn.client;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Connections to one Redis: one that all share for what is answered at once, and others for those
 * that wait there. A connection that broke is replaced when it is needed again; nothing that was
 * sent over it is sent again, as it may have been done. Any thread may call.
 */
final class RedisConnections implements AutoCloseable {
  private static final int MAX_IDLE = 8;
  private static final Duration CONNECT = Duration.ofSeconds(10);

  private final RedisURI uri;
  private final RedisClient client;
  private final Deque<StatefulRedisConnection<byte[], byte[]>> idle = new ArrayDeque<>();
  private @Nullable CompletableFuture<StatefulRedisConnection<byte[], byte[]>> shared;

  RedisConnections(RedisURI uri) {
    this.uri = uri;
    this.client = RedisClient.create();
    client.setOptions(ClientOptions.builder().autoReconnect(false).build());
  }

  /** The one that all share: a transaction is dispatched in one go while it is held as a lock. */
  synchronized CompletableFuture<StatefulRedisConnection<byte[], byte[]>> shared() {
    CompletableFuture<StatefulRedisConnection<byte[], byte[]>> current = shared;
    boolean usable =
        current != null
            && (!current.isDone()
                || !current.isCompletedExceptionally() && current.join().isOpen());
    if (current != null && usable) {
      return current;
    }
    current = open();
    shared = current;
    return current;
  }

  /** One for who waits; to be given back. */
  synchronized CompletableFuture<StatefulRedisConnection<byte[], byte[]>> borrow() {
    StatefulRedisConnection<byte[], byte[]> connection = idle.poll();
    while (connection != null && !connection.isOpen()) {
      connection = idle.poll();
    }
    return connection == null ? open() : CompletableFuture.completedFuture(connection);
  }

  /** Takes back one on which nobody waits any more. */
  void giveBack(StatefulRedisConnection<byte[], byte[]> connection) {
    synchronized (this) {
      if (connection.isOpen() && idle.size() < MAX_IDLE) {
        idle.push(connection);
        return;
      }
    }
    connection.closeAsync();
  }

  private CompletableFuture<StatefulRedisConnection<byte[], byte[]>> open() {
    CompletableFuture<StatefulRedisConnection<byte[], byte[]>> opening =
        client.connectAsync(ByteArrayCodec.INSTANCE, uri).toCompletableFuture();
    return opening
        .copy()
        .orTimeout(CONNECT.toSeconds(), TimeUnit.SECONDS)
        .whenComplete(
            (connection, failure) -> {
              if (failure != null) {
                // It may come late.
                opening.thenAccept(StatefulRedisConnection::closeAsync);
              }
            });
  }

  @Override
  public void close() {
    client.shutdown();
  }
}
