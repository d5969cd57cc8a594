package io.posthorn.config;

import java.time.Duration;

/**
 * The Redis that the redis engine keeps messages in.
 *
 * @param uri where it is; may hold a password
 * @param timeout how long its answers are waited for
 * @param minReplicas how many of its replicas must have a change before it is answered
 */
public record RedisConfig(String uri, Duration timeout, int minReplicas) {
  /** Where it is unless somebody says otherwise. */
  static final String LOCAL = "redis://127.0.0.1:6379";

  /** Without the uri, which may hold a password. */
  @Override
  public String toString() {
    return "RedisConfig[timeout=" + timeout + ", minReplicas=" + minReplicas + ']';
  }
}
