package io.posthorn.storage.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.posthorn.redis.RedisServer;
import io.posthorn.storage.StorageEngine.Health;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A Redis that cannot keep promises is named. */
class PromisesTest {
  private static final String GOOD =
      """
      # Server\r
      redis_version:7.0.15\r
      maxmemory_policy:noeviction\r
      aof_enabled:1\r
      connected_slaves:1\r
      """;

  @Test
  void aRedisThatKeepsThem_isNotTalkedAbout() {
    assertThat(Promises.of(GOOD, "h:1", 1)).isEqualTo(Promises.KEPT);
    assertThat(Promises.of(GOOD.replace("7.0.15", "6.2.0"), "h:1", 0)).isEqualTo(Promises.KEPT);
    assertThat(Promises.of("", "h:1", 0)).isEqualTo(Promises.KEPT);
  }

  @Test
  void eachBrokenOne_isASentence() {
    Promises all =
        Promises.of(
            GOOD.replace("7.0.15", "6.0.16")
                .replace("noeviction", "allkeys-lru")
                .replace("aof_enabled:1", "aof_enabled:0"),
            "h:1",
            2);
    assertThat(all.replicated()).isFalse();
    assertThat(all.sentences())
        .containsExactly(
            "Redis at h:1 is version 6.0.16 (expected: 6.2 or newer).",
            "Redis at h:1 forgets what it acknowledged when it stops: appendonly no (expected:"
                + " yes).",
            "Redis at h:1 may drop messages when its memory is full: maxmemory-policy allkeys-lru"
                + " (expected: noeviction).",
            "Redis at h:1 has 1 replicas (expected: redis.minReplicas, 2).");
  }

  @Test
  void engine_namesThem_andRefusesWritesOnlyWhereReplicasAreMissing() {
    try (RedisServer redis = RedisServer.start("maxmemory-policy allkeys-lru");
        var engine = RedisStorageEngine.open(options(redis, 0));
        var demanding = RedisStorageEngine.open(options(redis, 1))) {
      engine.topics().list(null, 1).join();
      await().until(() -> !engine.check().detail().isEmpty());
      Health health = engine.check();
      assertThat(health.writes()).isTrue();
      assertThat(health.detail()).contains("appendonly no", "maxmemory-policy allkeys-lru");

      demanding.topics().list(null, 1).join();
      await().until(() -> !demanding.check().writes());
      assertThat(demanding.check().reads()).isTrue();
      assertThat(demanding.check().detail()).contains("has 0 replicas");
    }
  }

  private static RedisOptions options(RedisServer redis, int minReplicas) {
    return new RedisOptions(
        "redis://127.0.0.1:" + redis.port(), Duration.ofSeconds(10), minReplicas);
  }
}
