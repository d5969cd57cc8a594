package io.posthorn.storage.redis;

import io.lettuce.core.AbstractRedisClient;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.ClientOptions.DisconnectedBehavior;
import io.lettuce.core.RedisClient;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.SslOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.cluster.ClusterClientOptions;
import io.lettuce.core.cluster.ClusterTopologyRefreshOptions;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.Delay;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * How Lettuce is used: it reconnects soon, refuses commands while it is not connected, never sends
 * one again, and waits for no answer longer than it was told.
 */
final class RedisClients {
  /** The longest pause between two attempts to connect again. */
  static final Duration LONGEST_PAUSE = Duration.ofMillis(500);

  private static final Duration FIRST_PAUSE = Duration.ofMillis(10);
  private static final Duration TOPOLOGY = Duration.ofSeconds(10);
  private static final Duration TOPOLOGY_AGAIN = Duration.ofSeconds(1);
  private static final int QUEUED_COMMANDS = 100_000;

  private RedisClients() {}

  /** Threads and timers for one client. */
  static ClientResources resources() {
    return ClientResources.builder()
        .reconnectDelay(Delay.exponential(FIRST_PAUSE, LONGEST_PAUSE, 2, TimeUnit.MILLISECONDS))
        .build();
  }

  /** A client for {@code address}; makes no connection yet. */
  static AbstractRedisClient create(
      RedisAddress address, Duration timeout, ClientResources resources) {
    if (!address.cluster()) {
      RedisClient single = RedisClient.create(resources);
      single.setOptions(options(ClientOptions.builder(), timeout).build());
      return single;
    }
    RedisClusterClient cluster = RedisClusterClient.create(resources, address.uris());
    ClusterClientOptions.Builder builder = ClusterClientOptions.builder();
    options(builder, timeout);
    cluster.setOptions(
        builder
            .topologyRefreshOptions(
                ClusterTopologyRefreshOptions.builder()
                    .enablePeriodicRefresh(TOPOLOGY)
                    .adaptiveRefreshTriggersTimeout(TOPOLOGY_AGAIN)
                    .build())
            .build());
    return cluster;
  }

  private static ClientOptions.Builder options(ClientOptions.Builder builder, Duration timeout) {
    return builder
        .disconnectedBehavior(DisconnectedBehavior.REJECT_COMMANDS)
        .replayFilter(command -> true)
        .requestQueueSize(QUEUED_COMMANDS)
        .socketOptions(SocketOptions.builder().connectTimeout(timeout).build())
        // Before whoever waits for the connection gives up, so that it is told of TLS.
        .sslOptions(
            SslOptions.builder().handshakeTimeout(timeout.multipliedBy(3).dividedBy(4)).build())
        .timeoutOptions(TimeoutOptions.enabled(timeout));
  }
}
