package io.posthorn.storage.redis;

import java.time.Duration;

/**
 * Where Redis is, and how it is used.
 *
 * @param uri {@code redis://}, {@code rediss://} (TLS), {@code redis-sentinel://}, {@code
 *     rediss-sentinel://}, or {@code redis+cluster://} and {@code rediss+cluster://} with one or
 *     more nodes of a Cluster; may hold a password
 * @param timeout how long an answer is waited for
 */
public record RedisOptions(String uri, Duration timeout) {
  /** Without the uri, which may hold a password. */
  @Override
  public String toString() {
    return "RedisOptions[timeout=" + timeout + ']';
  }
}
