package io.posthorn.storage.redis;

import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.cluster.SlotHash;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.cluster.models.partitions.RedisClusterNode;
import io.posthorn.storage.StorageException;
import io.posthorn.storage.StorageException.Kind;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Answers scripts that change something only when enough replicas have the change. WAIT speaks of
 * what its own connection wrote, so each script is sent to the node that has its slot, and WAIT
 * behind it on the very same connection; in a Cluster, too, where Lettuce would follow redirections
 * that WAIT cannot. Scripts that are answered while a WAIT is under way share the next one. For any
 * thread.
 *
 * <p>A connection that broke in between proves nothing: the new one has written nothing yet, and
 * WAIT would count every replica.
 */
final class Replication implements RedisConnectionStateListener {
  /** What changes nothing, or what may be forgotten: a lease that is lost is handed out again. */
  private static final Set<Verb> UNAWAITED =
      Set.of(
          Verb.RESERVE,
          Verb.EXPIRE,
          Verb.FIND,
          Verb.BROWSE,
          Verb.STATS,
          Verb.QUEUE_INFO,
          Verb.QUEUE_FORGET);

  private final int wanted;
  private final long boundMillis;
  private final AtomicInteger disconnections = new AtomicInteger();
  private final Map<StatefulRedisConnection<byte[], byte[]>, Lane> lanes =
      Collections.synchronizedMap(new WeakHashMap<>());

  /**
   * Waits for {@code wanted} replicas.
   *
   * @param timeout of commands; a WAIT, which holds up those behind it, takes half of that at most
   */
  Replication(int wanted, Duration timeout) {
    this.wanted = wanted;
    this.boundMillis = timeout.toMillis() / 2;
  }

  /** Whether the answer of {@code verb} has to wait for replicas. */
  boolean awaits(Verb verb) {
    return wanted > 0 && !UNAWAITED.contains(verb);
  }

  /** Runs a script; the answer comes when enough replicas have what it wrote. */
  CompletableFuture<List<byte[]>> run(
      StatefulConnection<byte[], byte[]> connection,
      Verb verb,
      byte[][] keys,
      byte[]... arguments) {
    return node(connection, keys[0]).thenCompose(node -> run(node, verb, keys, arguments));
  }

  private CompletableFuture<List<byte[]>> run(
      StatefulRedisConnection<byte[], byte[]> node, Verb verb, byte[][] keys, byte[]... arguments) {
    int before = disconnections.get();
    return verb.script()
        .<byte[], byte[], List<byte[]>>call(node.async(), ScriptOutputType.MULTI, keys, arguments)
        .thenCompose(
            answer ->
                lane(node)
                    .reached()
                    .handle(
                        (replicas, error) -> {
                          boolean known = error == null && disconnections.get() == before;
                          if (!known || replicas < wanted) {
                            throw missing(known ? replicas : null, answer);
                          }
                          return answer;
                        }));
  }

  /** Carries the answer of a script whose changes too few replicas have, if it made any. */
  static final class Unreplicated extends Exception {
    private static final long serialVersionUID = 1;

    final transient List<byte[]> answer;

    Unreplicated(List<byte[]> answer) {
      super(null, null, false, false);
      this.answer = answer;
    }
  }

  private StorageException missing(@Nullable Long replicas, List<byte[]> answer) {
    return new StorageException(
        Kind.REPLICAS_MISSING,
        "The change was made, but %s has it (expected: redis.minReplicas, %d, within %d ms)."
            .formatted(
                replicas == null
                    ? "it is not known which replica"
                    : replicas == 0 ? "no replica" : "only " + replicas + " of the replicas",
                wanted,
                boundMillis),
        new Unreplicated(answer));
  }

  private static CompletableFuture<StatefulRedisConnection<byte[], byte[]>> node(
      StatefulConnection<byte[], byte[]> connection, byte[] key) {
    if (!(connection instanceof StatefulRedisClusterConnection<byte[], byte[]> cluster)) {
      return CompletableFuture.completedFuture(
          (StatefulRedisConnection<byte[], byte[]>) connection);
    }
    int slot = SlotHash.getSlot(key);
    RedisClusterNode master = cluster.getPartitions().getMasterBySlot(slot);
    return master == null
        ? CompletableFuture.failedFuture(
            new StorageException(Kind.FAILED, "No node of the Cluster serves slot " + slot + "."))
        : cluster.getConnectionAsync(master.getNodeId());
  }

  private Lane lane(StatefulRedisConnection<byte[], byte[]> node) {
    return lanes.computeIfAbsent(node, connection -> new Lane(connection.async()));
  }

  @Override
  public void onRedisDisconnected(RedisChannelHandler<?, ?> connection) {
    disconnections.incrementAndGet();
  }

  /** The WAITs of one connection, one at a time. */
  private final class Lane {
    private final RedisAsyncCommands<byte[], byte[]> commands;
    private boolean busy;
    private @Nullable CompletableFuture<Long> next;

    Lane(RedisAsyncCommands<byte[], byte[]> commands) {
      this.commands = commands;
    }

    /** How many replicas have all that this connection had written by now. */
    CompletableFuture<Long> reached() {
      var group = new CompletableFuture<Long>();
      synchronized (this) {
        if (busy) {
          next = next == null ? group : next;
          return next;
        }
        busy = true;
      }
      send(group);
      return group;
    }

    private void send(CompletableFuture<Long> group) {
      commands
          .waitForReplication(wanted, boundMillis)
          .whenComplete(
              (replicas, error) -> {
                CompletableFuture<Long> following;
                synchronized (this) {
                  following = next;
                  next = null;
                  busy = following != null;
                }
                if (following != null) {
                  send(following);
                }
                if (error == null) {
                  group.complete(replicas);
                } else {
                  group.completeExceptionally(error);
                }
              });
    }
  }
}
