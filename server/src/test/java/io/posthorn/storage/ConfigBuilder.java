package io.posthorn.storage;

import io.posthorn.message.Push;
import io.posthorn.message.QueueConfig;
import io.posthorn.message.QueueMode;
import io.posthorn.message.Retention;
import io.posthorn.message.RetryPolicy;
import java.time.Duration;
import java.util.Map;

/** Says of a queue's configuration only what a test is about. */
public final class ConfigBuilder {
  private QueueMode mode = QueueMode.PULL;
  private long capacity = QueueConfig.MAX_CAPACITY;
  private Duration ttl;
  private Retention retainConsumed = Retention.NONE;
  private Retention dead = Retention.DEAD;
  private RetryPolicy retry = policy(0, Duration.ZERO);
  private boolean ring;
  private Push push = Push.NONE;

  /** A retry policy with pauses of 1 s, 2 s, 4 s... up to 60 s. */
  public static RetryPolicy policy(int maxAttempts, Duration maxAge) {
    return new RetryPolicy(
        maxAttempts, maxAge, Duration.ofSeconds(1), Duration.ofSeconds(60), 2, false);
  }

  public ConfigBuilder mode(QueueMode newMode) {
    mode = newMode;
    return this;
  }

  public ConfigBuilder capacity(long newCapacity) {
    capacity = newCapacity;
    return this;
  }

  public ConfigBuilder ttl(Duration newTtl) {
    ttl = newTtl;
    return this;
  }

  public ConfigBuilder retainConsumed(Long count, Duration age, Long bytes) {
    retainConsumed = new Retention(count, age, bytes);
    return this;
  }

  public ConfigBuilder dead(Long count, Duration age) {
    dead = new Retention(count, age, null);
    return this;
  }

  public ConfigBuilder retry(int maxAttempts, Duration maxAge) {
    retry = policy(maxAttempts, maxAge);
    return this;
  }

  public ConfigBuilder ring() {
    ring = true;
    retainConsumed = new Retention(null, null, null);
    return this;
  }

  /** A push queue. */
  public ConfigBuilder push(Push newPush) {
    mode = QueueMode.PUSH;
    push = newPush;
    return this;
  }

  /** Leases of 30 s, a deduplication window of 5 min, and what was said. */
  public QueueConfig build() {
    return new QueueConfig(
        mode,
        null,
        capacity,
        Duration.ofSeconds(30),
        ttl,
        retainConsumed,
        dead,
        Duration.ofMinutes(5),
        retry,
        ring,
        push,
        Map.of());
  }
}
