package io.posthorn.delayer;

import static java.util.Objects.requireNonNull;

import io.lettuce.core.RedisURI;
import java.time.Duration;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link Delayer} is told.
 *
 * @param redis where the jobs are
 * @param keys under which
 * @param interval most time between two looks at the pool, at least a millisecond
 */
public record DelayerOptions(RedisURI redis, DelayerKeys keys, Duration interval) {
  /** The prefix of keys that Delayer is shipped with. */
  public static final String KEY_PREFIX = "delayer:";

  /** A port that is no number would be taken for a part of the name. */
  private static final Pattern HOST = Pattern.compile("[^:]+|\\[?[0-9a-fA-F:.]+(%\\w+)?]?");

  /** Rejects an interval of nothing. */
  public DelayerOptions {
    requireNonNull(redis, "redis");
    requireNonNull(keys, "keys");
    if (interval.toMillis() < 1) {
      throw new IllegalArgumentException("interval: " + interval + " (expected: at least 1ms)");
    }
  }

  /**
   * Options with a Redis given as {@code redis://}, {@code rediss://} or {@code redis-sentinel://}.
   *
   * @param keyPrefix in front of all keys
   * @param oldKeys whether keys are spelt as up to Delayer 1.0.2
   * @throws IllegalArgumentException when {@code uri} is none; without repeating it, since it may
   *     have a password
   */
  public static DelayerOptions of(
      String uri, String keyPrefix, boolean oldKeys, Duration interval) {
    return new DelayerOptions(address(uri), DelayerKeys.of(keyPrefix, oldKeys), interval);
  }

  private static RedisURI address(String uri) {
    try {
      RedisURI redis = RedisURI.create(uri);
      if (!redis.getSentinels().isEmpty()
          || redis.getSocket() != null
          || redis.getHost() != null && HOST.matcher(redis.getHost()).matches()) {
        return redis;
      }
    } catch (RuntimeException e) {
      // Said below, since its words may have the password.
    }
    throw new IllegalArgumentException("not usable (expected: like redis://:password@host:6379/0)");
  }

  /** As above for a Redis given in parts. */
  static DelayerOptions of(
      String host,
      int port,
      int database,
      @Nullable String password,
      DelayerKeys keys,
      Duration interval) {
    RedisURI.Builder redis = RedisURI.builder().withHost(host).withPort(port);
    if (password != null) {
      redis.withPassword(password.toCharArray());
    }
    return new DelayerOptions(redis.withDatabase(database).build(), keys, interval);
  }
}
