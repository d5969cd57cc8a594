package io.posthorn.storage.redis;

import io.lettuce.core.RedisURI;
import io.lettuce.core.cluster.RedisClusterURIUtil;
import io.posthorn.redis.RedisErrors;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What a configured address means.
 *
 * @param uris the nodes of a Cluster that are asked for the others; else one
 * @param cluster whether it is a Cluster
 */
record RedisAddress(List<RedisURI> uris, boolean cluster) {
  private static final String CLUSTER = "+cluster://";
  private static final List<String> SCHEMES =
      List.of("redis://", "rediss://", "redis-sentinel://", "rediss-sentinel://");

  /**
   * Reads it.
   *
   * @throws IllegalArgumentException when it is none; the message does not repeat it, because it
   *     may hold a password
   */
  static RedisAddress parse(String text, Duration timeout) {
    int at = text.indexOf(CLUSTER);
    boolean cluster = at == "redis".length() || at == "rediss".length();
    String plain =
        cluster ? text.substring(0, at) + text.substring(at + "+cluster".length()) : text;
    if (SCHEMES.stream().noneMatch(plain::startsWith)) {
      throw unreadable("another scheme");
    }
    try {
      List<RedisURI> uris =
          cluster
              ? RedisClusterURIUtil.toRedisURIs(URI.create(plain))
              : List.of(RedisURI.create(plain));
      uris.forEach(uri -> uri.setTimeout(timeout));
      return new RedisAddress(List.copyOf(uris), cluster);
    } catch (IllegalArgumentException e) {
      // Without its cause, which repeats the password.
      throw unreadable("no address");
    }
  }

  private static IllegalArgumentException unreadable(String what) {
    return new IllegalArgumentException(
        what
            + " (expected: like redis://localhost:6379, rediss://host:6380/0,"
            + " redis-sentinel://host1,host2#name or redis+cluster://host1:6379,host2:6379)");
  }

  /** Hosts and ports; never a password. */
  String shown() {
    return uris.stream().map(RedisErrors::address).collect(Collectors.joining(","));
  }
}
