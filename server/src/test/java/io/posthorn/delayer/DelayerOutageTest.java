package io.posthorn.delayer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.posthorn.config.ConfigException;
import io.posthorn.redis.RedisSentinels;
import io.posthorn.redis.RedisServer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Movers and a Redis that is away, or not what it should be. */
@SuppressWarnings("try") // a mover works by being there
class DelayerOutageTest {
  private static final DelayerKeys KEYS = DelayerKeys.of("delayer:", false);
  private static final int JOBS = 20_000;

  private final RecordedLog log = new RecordedLog();

  @Test
  void kills_whileJobsMove_loseAndDoubleNone() {
    try (RedisServer server = RedisServer.start("appendonly yes", "appendfsync always")) {
      try (OriginalClient client = OriginalClient.connect(server)) {
        client.fill(JOBS, 1);
      }
      try (Delayer delayer = start(server)) {
        for (int kill = 1; kill <= 3; kill++) {
          int atLeast = kill * 2_000;
          await().pollInterval(Duration.ofMillis(1)).until(() -> moved(server) >= atLeast);
          server.kill();
          server.restart();
        }
        try (OriginalClient client = OriginalClient.connect(server)) {
          await().until(() -> client.pooled() == 0);
          assertThat(client.ids("t0"))
              .isEqualTo(IntStream.rangeClosed(1, JOBS).mapToObj(Integer::toString).toList());
        }
      }
      assertThat(log.infos).anyMatch(line -> line.endsWith(" answers again"));
      assertThat(log.errors).isNotEmpty().allMatch(line -> line.startsWith("FAILURE: func "));
    }
  }

  @Test
  void start_withoutRedis_saysSoOnceAndBeginsWhenItComes() {
    try (RedisServer server = RedisServer.start("appendonly yes")) {
      try (OriginalClient client = OriginalClient.connect(server)) {
        client.push("1", "t", "b", 1);
      }
      server.stop();
      try (Delayer delayer = start(server)) {
        assertThat(log.errors)
            .containsExactly(
                "FAILURE: func getExpireJobs, Redis at 127.0.0.1:"
                    + server.port()
                    + " refuses connections (is it running there?), [].");
        server.restart();
        await().until(() -> server.call("LLEN", "delayer:ready_queue:t").equals(":1"));
        await().until(() -> log.infos.size() == 2);
      }
    }
  }

  @Test
  void close_whileRedisIsAway_isQuick() {
    try (RedisServer server = RedisServer.start()) {
      server.stop();
      Delayer delayer = start(server);
      long begin = System.nanoTime();
      delayer.close();
      assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(8));
    }
  }

  @Test
  void replica_isNamed_andJobsMoveOnceItIsMaster() {
    try (RedisServer server = RedisServer.start();
        OriginalClient client = OriginalClient.connect(server)) {
      client.push("1", "t", "b", 1);
      client.call("REPLICAOF", "127.0.0.1", "1");
      try (Delayer delayer = start(server)) {
        await().until(() -> !log.errors.isEmpty());
        assertThat(log.errors.get(0)).contains("is a read-only replica");
        assertThat(client.pooled()).isEqualTo(1);
        client.call("REPLICAOF", "NO", "ONE");
        await().until(() -> client.count("t") == 1);
        assertThat(client.pooled()).isZero();
      }
      assertThat(log.errors).hasSize(1);
    }
  }

  @Test
  void memory_usedUp_keepsJobsInThePool() {
    try (RedisServer server = RedisServer.start();
        OriginalClient client = OriginalClient.connect(server)) {
      client.push("1", "t", "b", 1);
      client.call("CONFIG", "SET", "maxmemory", "100000");
      try (Delayer delayer = start(server)) {
        await().until(() -> !log.errors.isEmpty());
        assertThat(log.errors.get(0)).contains("has used up its maxmemory");
        assertThat(client.pooled()).isEqualTo(1);
        client.call("CONFIG", "SET", "maxmemory", "0");
        await().until(() -> client.count("t") == 1);
      }
    }
  }

  @Test
  void user_whoMayNotDoEverything_losesAndDoublesNothing() {
    for (String forbidden : new String[] {"hget", "lpush", "zrem"}) {
      try (RedisServer server = RedisServer.start();
          OriginalClient client = OriginalClient.connect(server)) {
        client.push("1", "t", "b", 1);
        client.call("ACL", "SETUSER", "default", "-" + forbidden);
        int known = log.errors.size();
        try (Delayer delayer = start(server)) {
          await().until(() -> log.errors.size() > known);
          assertThat(client.pooled()).as(forbidden).isEqualTo(1);
          assertThat(client.count("t")).as(forbidden).isZero();
          client.call("ACL", "SETUSER", "default", "+" + forbidden);
          await().until(() -> client.count("t") == 1);
          assertThat(client.pooled()).as(forbidden).isZero();
        }
      }
    }
  }

  @Test
  void cluster_isRefusedInOneSentence() {
    try (RedisServer server = RedisServer.start("cluster-enabled yes")) {
      assertThatThrownBy(() -> start(server))
          .isInstanceOf(ConfigException.class)
          .hasMessage(
              "Redis at 127.0.0.1:"
                  + server.port()
                  + " is a node of a Cluster, where Delayer's keys cannot be moved together"
                  + " (expected: a server of its own, or one behind Sentinels)");
      assertThat(log.errors).isEmpty();
    }
  }

  @Test
  void sentinels_leadToTheMaster_alsoAfterAFailover() {
    try (RedisSentinels sentinels = RedisSentinels.start(1)) {
      var options = new DelayerOptions(sentinels.uri(), KEYS, Duration.ofMillis(50));
      try (Delayer delayer = Delayer.start(options, InstantSource.system(), log)) {
        sentinels.killMaster();
        try (OriginalClient client = OriginalClient.connect(sentinels.master())) {
          client.push("1", "t", "b", 1);
          await().atMost(Duration.ofSeconds(60)).until(() -> client.count("t") == 1);
        }
      }
    }
  }

  private static int moved(RedisServer server) {
    return Integer.parseInt(server.call("LLEN", "delayer:ready_queue:t0").substring(1));
  }

  private Delayer start(RedisServer server) {
    var options = new DelayerOptions(server.uri(), KEYS, Duration.ofMillis(50));
    return Delayer.start(options, InstantSource.system(), log);
  }
}
