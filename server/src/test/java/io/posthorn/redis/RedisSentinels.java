package io.posthorn.redis;

import static org.awaitility.Awaitility.await;

import io.lettuce.core.RedisURI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** One master, its replicas, and three Sentinels that watch them, on processes of their own. */
public final class RedisSentinels implements AutoCloseable {
  /** The name by which clients ask for the master. */
  public static final String MASTER = "posthorn";

  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private final List<RedisServer> servers = new ArrayList<>();
  private final List<RedisServer> sentinels = new ArrayList<>();

  private final int replicas;

  private RedisSentinels(int replicas) {
    this.replicas = replicas;
  }

  /**
   * Starts them, master and {@code replicas} with {@code options} (lines of redis.conf); returns
   * when the Sentinels know each other and the replicas.
   */
  public static RedisSentinels start(int replicas, String... options) {
    RedisSentinels all = new RedisSentinels(replicas);
    try {
      all.open(options);
      return all;
    } catch (RuntimeException | Error e) {
      all.close();
      throw e;
    }
  }

  /** Master and replicas, in the order in which they were started. */
  public List<RedisServer> servers() {
    return List.copyOf(servers);
  }

  /** The Sentinels. */
  public List<RedisServer> sentinels() {
    return List.copyOf(sentinels);
  }

  /** The server that the Sentinels now hold for the master. */
  public RedisServer master() {
    String address = sentinels.get(0).call("SENTINEL", "GET-MASTER-ADDR-BY-NAME", MASTER);
    return servers.stream()
        .filter(server -> address.endsWith("$" + server.port() + "]"))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no server at " + address));
  }

  /** The address by which Lettuce finds the master. */
  public RedisURI uri() {
    RedisURI.Builder builder =
        RedisURI.Builder.sentinel("127.0.0.1", sentinels.get(0).port(), MASTER);
    sentinels
        .subList(1, sentinels.size())
        .forEach(sentinel -> builder.withSentinel("127.0.0.1", sentinel.port()));
    return builder.build();
  }

  /** Kills the master and waits until every Sentinel names another; answers the dead one. */
  public RedisServer killMaster() {
    RedisServer dead = master();
    dead.kill();
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(50))
        .until(
            () ->
                sentinels.stream()
                    .noneMatch(
                        sentinel ->
                            sentinel
                                .call("SENTINEL", "GET-MASTER-ADDR-BY-NAME", MASTER)
                                .endsWith("$" + dead.port() + "]")));
    await()
        .atMost(PATIENCE)
        .until(() -> master().call("INFO", "REPLICATION").contains("role:master"));
    return dead;
  }

  /** Waits until the Sentinels know each other and the replicas, and all of these are in sync. */
  public void awaitHealthy() {
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(50))
        .until(
            () ->
                sentinels.stream().allMatch(this::knowsAll)
                    && master().call("INFO", "REPLICATION").split("state=online", -1).length
                        == replicas + 1);
  }

  @Override
  public void close() {
    sentinels.forEach(RedisServer::close);
    servers.forEach(RedisServer::close);
  }

  private void open(String... options) {
    RedisServer master = RedisServer.start(options);
    servers.add(master);
    List<String> replica = new ArrayList<>(List.of(options));
    replica.add("replicaof 127.0.0.1 " + master.port());
    for (int i = 0; i < replicas; i++) {
      servers.add(RedisServer.start(replica.toArray(String[]::new)));
    }
    for (int i = 0; i < 3; i++) {
      sentinels.add(
          RedisServer.sentinel(
              "sentinel monitor " + MASTER + " 127.0.0.1 " + master.port() + " 2",
              "sentinel down-after-milliseconds " + MASTER + " 2000",
              "sentinel failover-timeout " + MASTER + " 10000"));
    }
    awaitHealthy();
  }

  private boolean knowsAll(RedisServer sentinel) {
    String info = sentinel.call("INFO", "SENTINEL");
    return info.contains("status=ok")
        && info.contains("slaves=" + replicas + ",")
        && info.contains("sentinels=3");
  }
}
