package io.posthorn.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.posthorn.redis.RedisServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A relay whose messages are stored in a Redis, as its list is. */
@Timeout(120)
class RelayOnRedisTest {
  private static final int ITEMS = 50;

  @TempDir Path folder;

  @Test
  void items_reachTheReceiver_andTheListIsEmpty() {
    try (var redis = RedisServer.start();
        var receiver = new FormReceiver();
        var relay = RelayFixture.start(RelayFixture.config(redis, receiver.url()), folder, redis)) {
      RelayFixture.push(
          redis,
          IntStream.range(0, ITEMS).mapToObj(i -> "{\"n\":" + i + "}").toArray(String[]::new));

      await().atMost(Duration.ofSeconds(60)).until(() -> receiver.bodies().size() >= ITEMS);
      assertThat(receiver.bodies())
          .containsExactlyInAnyOrderElementsOf(
              IntStream.range(0, ITEMS).mapToObj(i -> "n=" + i).toList());
      assertThat(redis.call("LLEN", RelayFixture.LIST)).isEqualTo(":0");
      assertThat(relay.engine.durabilityDecidedBy()).isNotNull();
    }
  }
}
