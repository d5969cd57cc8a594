package io.posthorn.storage.redis;

import static org.awaitility.Awaitility.await;

import io.posthorn.message.QueueName;
import io.posthorn.redis.RedisCluster;
import io.posthorn.redis.RedisServer;
import io.posthorn.storage.EngineClock;
import io.posthorn.storage.StorageEngine;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionException;

/** One Redis for all tests of this process, ended with it; each test has it emptied. */
public final class TestRedis {
  /** Far beyond what a slow machine takes. */
  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  private static TestRedis standalone;
  private static TestRedis cluster;

  private final String uri;
  private final List<RedisServer> servers;

  private TestRedis(String uri, List<RedisServer> servers) {
    this.uri = uri;
    this.servers = servers;
  }

  /** One server. */
  public static synchronized TestRedis standalone() {
    if (standalone == null) {
      RedisServer server = RedisServer.start("appendonly yes", "appendfsync no");
      standalone = new TestRedis("redis://127.0.0.1:" + server.port(), List.of(server));
    }
    return standalone;
  }

  /** Three masters with one replica each. */
  public static synchronized TestRedis cluster() {
    if (cluster == null) {
      List<RedisServer> nodes = RedisCluster.start(3, "appendonly yes", "appendfsync no").nodes();
      cluster =
          new TestRedis(
              "redis+cluster://127.0.0.1:"
                  + nodes.get(0).port()
                  + ",127.0.0.1:"
                  + nodes.get(1).port(),
              nodes);
    }
    return cluster;
  }

  /** Its servers. */
  List<RedisServer> servers() {
    return servers;
  }

  /** Removes all keys. */
  public void clear() {
    servers.forEach(server -> server.call("FLUSHALL"));
  }

  /** An engine that goes by Redis's clock. */
  public StorageEngine open() {
    return connected(RedisStorageEngine.open(new RedisOptions(uri, TIMEOUT)));
  }

  StorageEngine open(EngineClock clock) {
    return connected(RedisStorageEngine.open(new RedisOptions(uri, TIMEOUT), clock));
  }

  /** Verbs do not wait long for the first connection; tests on a busy machine do. */
  private static StorageEngine connected(StorageEngine engine) {
    await()
        .atMost(TIMEOUT)
        .ignoreExceptionsInstanceOf(CompletionException.class)
        .until(() -> engine.queues().find(QueueName.of("none")).join().isEmpty());
    return engine;
  }
}
