package io.posthorn.storage.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.posthorn.message.QueueName;
import io.posthorn.storage.VisibilityListener;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Tells other nodes, over pub/sub, that a queue has something to hand out, and hears the same from
 * them. At most one hint per queue leaves in five milliseconds; what comes in between goes with the
 * next. A hint that is lost costs a poll, never a message: nodes look by themselves, too. For any
 * thread.
 *
 * <p>A hint is the sender's number (8 bytes), an instant in milliseconds (8 bytes, 0 = already) and
 * the queue's name.
 */
final class Hints {
  private static final byte[] CHANNEL = "posthorn:hints".getBytes(US_ASCII);
  private static final int HEAD = 2 * Long.BYTES;
  private static final long PACE_MILLIS = 5;
  private static final long RETRY_MILLIS = 1_000;

  /** What one queue has to tell when its pause is over. */
  private static final class Pause {
    /** Null = nothing. */
    @Nullable Instant at;
  }

  private final RedisLink link;
  private final VisibilityListener listener;
  private final long self = new SecureRandom().nextLong();
  private final ConcurrentHashMap<QueueName, Pause> pauses = new ConcurrentHashMap<>();
  private final Executor paced =
      CompletableFuture.delayedExecutor(PACE_MILLIS, TimeUnit.MILLISECONDS);
  private final Executor later =
      CompletableFuture.delayedExecutor(RETRY_MILLIS, TimeUnit.MILLISECONDS);

  // Guarded by this.
  private @Nullable StatefulRedisPubSubConnection<byte[], byte[]> subscribed;
  private int attempt;

  /**
   * Hints over {@code link}.
   *
   * @param listener hears those of others; must return at once
   */
  Hints(RedisLink link, VisibilityListener listener) {
    this.link = link;
    this.listener = listener;
  }

  /** Hears others from now on, over a connection of its own; again after the link was renewed. */
  void subscribe() {
    int mine;
    StatefulRedisPubSubConnection<byte[], byte[]> old;
    synchronized (this) {
      mine = ++attempt;
      old = subscribed;
      subscribed = null;
    }
    if (old != null) {
      old.closeAsync();
    }
    link.pubSub()
        .thenCompose(
            connection -> {
              connection.addListener(new Ear());
              return connection
                  .async()
                  .subscribe(CHANNEL)
                  .toCompletableFuture()
                  .whenComplete((nothing, error) -> opened(mine, connection, error));
            })
        .whenComplete(
            (nothing, error) -> {
              if (error != null) {
                later.execute(() -> again(mine));
              }
            });
  }

  private void opened(
      int mine,
      StatefulRedisPubSubConnection<byte[], byte[]> connection,
      @Nullable Throwable error) {
    synchronized (this) {
      if (error == null && mine == attempt) {
        subscribed = connection;
        return;
      }
    }
    connection.closeAsync();
  }

  private void again(int mine) {
    synchronized (this) {
      if (mine != attempt || link.closed()) {
        return;
      }
    }
    subscribe();
  }

  /** Something in {@code queue} may be handed out from {@code at} on, which others don't know. */
  void tell(QueueName queue, Instant at) {
    var begun = new Pause();
    Pause pause =
        pauses.compute(
            queue,
            (name, running) -> {
              if (running == null) {
                return begun;
              }
              if (running.at == null || at.isBefore(running.at)) {
                running.at = at;
              }
              return running;
            });
    if (pause == begun) {
      publish(queue, at);
      paced.execute(() -> paused(queue));
    }
  }

  /** The pause of {@code queue} is over: tells what came meanwhile, or forgets the queue. */
  private void paused(QueueName queue) {
    var next = new Instant[1];
    pauses.computeIfPresent(
        queue,
        (name, pause) -> {
          next[0] = pause.at;
          pause.at = null;
          return next[0] == null ? null : pause;
        });
    if (next[0] != null) {
      publish(queue, next[0]);
      paced.execute(() -> paused(queue));
    }
  }

  private void publish(QueueName queue, Instant at) {
    byte[] name = queue.bytes();
    byte[] hint =
        ByteBuffer.allocate(HEAD + name.length)
            .putLong(self)
            .putLong(at.toEpochMilli())
            .put(name)
            .array();
    // Whoever was not told looks by himself, later.
    link.command(commands -> commands.publish(CHANNEL, hint)).exceptionally(error -> 0L);
  }

  private final class Ear extends RedisPubSubAdapter<byte[], byte[]> {
    @Override
    public void message(byte[] channel, byte[] hint) {
      if (hint.length < HEAD) {
        return;
      }
      ByteBuffer in = ByteBuffer.wrap(hint);
      if (in.getLong() == self) {
        return;
      }
      Instant at = Instant.ofEpochMilli(in.getLong());
      var name = new byte[in.remaining()];
      in.get(name);
      listener.visible(QueueName.ofBytes(name), at);
    }
  }
}
