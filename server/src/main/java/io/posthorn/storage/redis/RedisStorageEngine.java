package io.posthorn.storage.redis;

import static java.util.Objects.requireNonNull;

import io.posthorn.metrics.StorageMetrics;
import io.posthorn.storage.EngineClock;
import io.posthorn.storage.MessageStore;
import io.posthorn.storage.NodeCatalog;
import io.posthorn.storage.QueueCatalog;
import io.posthorn.storage.StorageEngine;
import io.posthorn.storage.TopicCatalog;
import io.posthorn.storage.VisibilityListener;
import org.jspecify.annotations.Nullable;

/**
 * The shared engine: queues in Redis, alone, with Sentinels or in a Cluster, for any number of
 * nodes. A verb is one Lua script over the keys of one queue ({@code queue.lua} says which), so it
 * is atomic whoever else works on that queue; two things need more than one script: making and
 * removing a queue ({@link RedisQueues}), and an enqueue that is all or nothing over several queues
 * of a Cluster ({@link Enqueuing}).
 *
 * <p>Futures complete on Lettuce's threads. {@code docs/adr/0011-redis-engine.md} says why it is
 * like this.
 */
public final class RedisStorageEngine implements StorageEngine {
  private final EngineClock clock;
  private final RedisLink link;
  private final Calls calls;
  private final MessageStore messages;
  private final QueueCatalog queues;
  private final TopicCatalog topics;
  private final NodeCatalog nodes;

  private RedisStorageEngine(
      RedisOptions options, @Nullable EngineClock injected, StorageMetrics metrics) {
    var redisClock = new RedisClock();
    clock = injected == null ? redisClock : injected;
    link = new RedisLink(options);
    calls = new Calls(link, injected, redisClock, metrics);
    messages = new RedisMessages(calls);
    queues = new RedisQueues(calls);
    topics = new RedisTopics(calls);
    nodes = new RedisNodes(link);
  }

  /**
   * An engine over {@code options}; the first verb connects.
   *
   * @throws IllegalArgumentException when the address is none; the message says what one looks like
   */
  public static RedisStorageEngine open(RedisOptions options, StorageMetrics metrics) {
    return new RedisStorageEngine(options, null, metrics);
  }

  /** One that counts nothing. */
  public static RedisStorageEngine open(RedisOptions options) {
    return open(options, StorageMetrics.NOOP);
  }

  /**
   * As {@link #open(RedisOptions, StorageMetrics)}, but scripts are told the time by {@code clock}.
   */
  static RedisStorageEngine open(RedisOptions options, EngineClock clock) {
    return new RedisStorageEngine(options, clock, StorageMetrics.NOOP);
  }

  @Override
  public MessageStore messages() {
    return messages;
  }

  @Override
  public QueueCatalog queues() {
    return queues;
  }

  @Override
  public TopicCatalog topics() {
    return topics;
  }

  @Override
  public NodeCatalog nodes() {
    return nodes;
  }

  @Override
  public boolean exclusive() {
    return false;
  }

  @Override
  public String durabilityDecidedBy() {
    return "on the redis engine, Redis's own appendonly and appendfsync, and redis.minReplicas,"
        + " decide it for all queues";
  }

  @Override
  public EngineClock clock() {
    return clock;
  }

  @Override
  public Health check() {
    String trouble = link.trouble();
    if (!trouble.isEmpty()) {
      return new Health(false, false, trouble);
    }
    Promises promises = link.promises();
    return new Health(true, promises.replicated(), String.join(" ", promises.sentences()));
  }

  @Override
  public void onVisible(VisibilityListener listener) {
    calls.onVisible(requireNonNull(listener, "listener"));
  }

  @Override
  public void close() {
    link.close();
  }
}
