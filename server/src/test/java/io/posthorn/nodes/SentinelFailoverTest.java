package io.posthorn.nodes;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import io.posthorn.message.QueueConfig;
import io.posthorn.message.QueueName;
import io.posthorn.redis.RedisSentinels;
import io.posthorn.redis.RedisServer;
import io.posthorn.storage.redis.RedisOptions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A master that Sentinels watch dies under load. {@code -Dsentinel.rounds=3} lets it do so more
 * often.
 */
@Timeout(600)
class SentinelFailoverTest {
  private static final int ROUNDS = Integer.getInteger("sentinel.rounds", 1);
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @Test
  void whatWasAcknowledged_isDelivered() throws Exception {
    // Two replicas: the one that is promoted must have another to be acknowledged by.
    try (RedisSentinels redis = RedisSentinels.start(2, "appendonly yes")) {
      String addresses =
          redis.sentinels().stream()
              .map(sentinel -> "127.0.0.1:" + sentinel.port())
              .collect(joining(","));
      var options =
          new RedisOptions(
              "redis-sentinel://" + addresses + "#" + RedisSentinels.MASTER,
              Duration.ofMillis(900),
              1);
      try (Node one = Node.start(options);
          Node two = Node.start(options)) {
        QueueName queue = one.queue("q", QueueConfig.PULL);
        try (Load load = Load.begin(queue, List.of(one.broker, two.broker))) {
          for (int round = 1; round <= ROUNDS; round++) {
            load.awaitProgress(100, PATIENCE);
            RedisServer dead = redis.killMaster();
            load.awaitProgress(100, PATIENCE);
            dead.restart();
            redis.awaitHealthy();
            System.out.println("Sentinel failover " + round + ": " + load);
          }
          load.awaitProgress(100, PATIENCE);
          load.finish();
          System.out.println("After " + ROUNDS + ": " + load);
          assertThat(load.surprises).isEmpty();
          assertThat(load.refusals).isNotEmpty().containsOnly(503);
        }
      }
    }
  }
}
