package io.posthorn.nodes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.posthorn.message.QueueConfig;
import io.posthorn.message.QueueName;
import io.posthorn.redis.RedisServer;
import io.posthorn.storage.redis.RedisOptions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Redis goes away under load and comes back. {@code -Doutage.seconds=30} makes it longer; the
 * ledger goes to the log of the test.
 */
@Timeout(300)
class RedisOutageTest {
  private static final Duration AWAY = Duration.ofSeconds(Long.getLong("outage.seconds", 3));

  /** Beyond what is promised, for a slow machine. */
  private static final Duration SLACK = Duration.ofSeconds(8);

  @Test
  void killed_andStartedAgain() throws Exception {
    try (RedisServer redis = RedisServer.start("appendonly yes", "appendfsync always")) {
      outage(redis, redis::kill, redis::restart);
    }
  }

  @Test
  void frozen_andThawed() throws Exception {
    try (RedisServer redis = RedisServer.start()) {
      outage(redis, redis::pause, redis::resume);
    }
  }

  private static void outage(RedisServer redis, Runnable goes, Runnable comes) throws Exception {
    var options = new RedisOptions("redis://127.0.0.1:" + redis.port(), Duration.ofMillis(900));
    try (Node node = Node.start(options)) {
      QueueName queue = node.queue("q", QueueConfig.PULL);
      try (Load load = Load.begin(queue, List.of(node.broker))) {
        load.awaitProgress(200, SLACK);
        goes.run();
        long gone = System.nanoTime();
        await()
            .atMost(AWAY.plus(SLACK))
            .until(() -> System.nanoTime() - gone > AWAY.toNanos() && !load.refusals.isEmpty());
        assertThat(node.engine.check().writes()).isFalse();
        comes.run();
        long back = System.nanoTime();
        load.awaitProgress(20, SLACK);
        long resumed = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - back);

        load.finish();
        System.out.println(
            "Redis away for " + AWAY + ": " + load + ", resumed in " + resumed + " ms");
        assertThat(load.surprises).isEmpty();
        assertThat(load.refusals).containsOnly(503);
        assertThat(load.slowestMillis.get()).isLessThan(SLACK.toMillis());
        assertThat(node.engine.check().writes()).isTrue();
      }
    }
  }
}
