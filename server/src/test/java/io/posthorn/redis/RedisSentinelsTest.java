package io.posthorn.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import org.junit.jupiter.api.Test;

class RedisSentinelsTest {
  @Test
  void sentinels_nameAnotherMasterWhenOneIsKilled() {
    try (RedisSentinels sentinels = RedisSentinels.start(1);
        RedisClient client = RedisClient.create(sentinels.uri())) {
      RedisServer first = sentinels.master();
      try (StatefulRedisConnection<String, String> connection = client.connect()) {
        connection.sync().set("k", "v");
        assertThat(connection.sync().waitForReplication(1, 10_000)).isEqualTo(1);
      }

      assertThat(sentinels.killMaster()).isSameAs(first);
      assertThat(sentinels.master()).isNotSameAs(first);
      try (StatefulRedisConnection<String, String> connection = client.connect()) {
        assertThat(connection.sync().get("k")).isEqualTo("v");
        connection.sync().set("k", "w");
      }
      first.restart();
      sentinels.awaitHealthy();
      assertThat(sentinels.master().call("GET", "k")).isEqualTo("$w");
    }
  }
}
