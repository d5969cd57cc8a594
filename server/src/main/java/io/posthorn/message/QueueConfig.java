package io.posthorn.message;

import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a queue's owner decides about it.
 *
 * @param mode who moves its messages on
 * @param durability null = the server's default
 * @param capacity most unfinished messages (READY + SCHEDULED + LEASED), 1 to {@value
 *     #MAX_CAPACITY}; a queue with a ring has that of the ring instead
 * @param lease how long a reserve lasts that names no lease
 * @param ttl life of a message that names none, from its first {@code visibleAt}; null = for ever
 * @param retainConsumed which consumed messages stay readable, beside {@code ring}
 * @param dead which DEAD messages are kept
 * @param deduplicationWindow how long a deduplication id is remembered
 * @param retry when a failed message is tried again
 * @param ring HTTPSQS: consumed messages stay readable until the ring of positions overwrites them
 * @param push how a push queue delivers; {@link Push#NONE} of a pull queue
 * @param attributes opaque to all but the protocol that wrote them
 */
public record QueueConfig(
    QueueMode mode,
    @Nullable Durability durability,
    long capacity,
    Duration lease,
    @Nullable Duration ttl,
    Retention retainConsumed,
    Retention dead,
    Duration deduplicationWindow,
    RetryPolicy retry,
    boolean ring,
    Push push,
    Map<String, String> attributes) {
  /** Upper bound of a capacity. */
  public static final long MAX_CAPACITY = 1_000_000_000;

  /** A pull queue as it is created on first use. */
  public static final QueueConfig PULL =
      new QueueConfig(
          QueueMode.PULL,
          null,
          MAX_CAPACITY,
          Duration.ofSeconds(30),
          null,
          Retention.NONE,
          Retention.DEAD,
          Duration.ofMinutes(5),
          RetryPolicy.DEFAULT,
          false,
          Push.NONE,
          Map.of());

  /** A pull queue as HTTPSQS creates it: a ring of 1,000,000 positions. */
  public static final QueueConfig HTTPSQS =
      new QueueConfig(
          QueueMode.PULL,
          null,
          Ring.DEFAULT_MAX,
          Duration.ofSeconds(30),
          null,
          new Retention(null, null, null),
          Retention.DEAD,
          Duration.ofMinutes(5),
          RetryPolicy.DEFAULT,
          true,
          Push.NONE,
          Map.of());

  /**
   * A push queue as it is created on first use: the last 1,000 delivered stay readable for a day.
   */
  public static final QueueConfig PUSH =
      new QueueConfig(
          QueueMode.PUSH,
          null,
          MAX_CAPACITY,
          Duration.ofSeconds(30),
          null,
          new Retention(1_000L, Duration.ofDays(1), null),
          Retention.DEAD,
          Duration.ofMinutes(5),
          RetryPolicy.DEFAULT,
          false,
          Push.DEFAULT,
          Map.of());

  public QueueConfig {
    if (capacity < 1 || capacity > MAX_CAPACITY) {
      throw new IllegalArgumentException(
          "capacity: " + capacity + " (expected: 1 to " + MAX_CAPACITY + ")");
    }
    if (ttl != null && (ttl.isNegative() || ttl.isZero())) {
      throw new IllegalArgumentException("ttl: " + ttl + " (expected: more than 0)");
    }
    attributes = Map.copyOf(attributes);
  }

  /** This configuration with a ring. */
  public QueueConfig withRing() {
    return new QueueConfig(
        mode,
        durability,
        capacity,
        lease,
        ttl,
        retainConsumed,
        dead,
        deduplicationWindow,
        retry,
        true,
        push,
        attributes);
  }

  /**
   * Whether {@code message} may be enqueued: a pull queue takes no tasks, a push queue only what
   * has, or is given by the queue, a url.
   */
  public boolean accepts(NewMessage message) {
    Task task = message.task();
    if (mode == QueueMode.PULL) {
      return task == null;
    }
    return push.target().url() != null || (task != null && task.url() != null);
  }

  /** The retry policy of a message with {@code task}. */
  public RetryPolicy retryOf(@Nullable Task task) {
    return task == null || task.retry() == null ? retry : task.retry();
  }
}
