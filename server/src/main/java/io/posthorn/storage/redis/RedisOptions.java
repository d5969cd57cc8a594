package io.posthorn.storage.redis;

import java.time.Duration;

/**
 * Where Redis is, and how it is used.
 *
 * @param uri {@code redis://}, {@code rediss://} (TLS), {@code redis-sentinel://}, {@code
 *     rediss-sentinel://}, or {@code redis+cluster://} and {@code rediss+cluster://} with one or
 *     more nodes of a Cluster; may hold a password
 * @param timeout how long an answer is waited for
 * @param minReplicas how many replicas must have a change before it is answered
 */
public record RedisOptions(String uri, Duration timeout, int minReplicas) {
  /** Waits for no replica. */
  public RedisOptions(String uri, Duration timeout) {
    this(uri, timeout, 0);
  }

  /** Without the uri, which may hold a password. */
  @Override
  public String toString() {
    return "RedisOptions[timeout=" + timeout + ", minReplicas=" + minReplicas + ']';
  }
}
