package io.posthorn.nodes;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.posthorn.broker.BrokerException;
import io.posthorn.broker.ErrorCode;
import io.posthorn.message.Body;
import io.posthorn.message.Durability;
import io.posthorn.message.NewMessage;
import io.posthorn.message.QueueConfig;
import io.posthorn.message.QueueName;
import io.posthorn.redis.RedisCluster;
import io.posthorn.redis.RedisServer;
import io.posthorn.storage.ConfigBuilder;
import io.posthorn.storage.EnqueueResult;
import io.posthorn.storage.redis.RedisOptions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Answers that wait for replicas. */
@Timeout(240)
class ReplicasTest {
  private static final QueueName QUEUE = QueueName.of("q");
  private static final QueueName FULL = QueueName.of("full");
  private static final QueueName EMPTY = QueueName.of("empty");
  private static final Duration TIMEOUT = Duration.ofSeconds(2);

  @Test
  void answer_waitsForAReplica_andSaysWhenNoneHasTheChange() throws Exception {
    try (RedisServer master = RedisServer.start();
        RedisServer replica = RedisServer.start("replicaof 127.0.0.1 " + master.port());
        Node node = Node.start(options(master))) {
      await().until(() -> master.call("INFO", "REPLICATION").contains("state=online"));
      node.queue("q", QueueConfig.PULL);
      node.queue("empty", QueueConfig.PULL);
      node.queue("full", new ConfigBuilder().capacity(1).build());
      assertThat(put(node, FULL).status()).isEqualTo(EnqueueResult.Status.ENQUEUED);
      assertThat(put(node).status()).isEqualTo(EnqueueResult.Status.ENQUEUED);
      assertThat(replica.call("EXISTS", "posthorn:{q}:messages")).isEqualTo(":1");

      replica.pause();
      assertThatThrownBy(() -> put(node))
          .isInstanceOf(ExecutionException.class)
          .cause()
          .isInstanceOf(BrokerException.class)
          .hasMessage(
              "The change was made, but no replica has it (expected: redis.minReplicas, 1, within"
                  + " 1000 ms).")
          .extracting(e -> ((BrokerException) e).code())
          .isEqualTo(ErrorCode.REPLICAS_MISSING);
      // Where nothing was changed nobody is told that it was.
      assertThatThrownBy(
              () ->
                  node.broker
                      .enqueue(QueueName.of("new"), message(), QueueConfig.PULL)
                      .get(30, TimeUnit.SECONDS))
          .cause()
          .hasMessageStartingWith("Nothing was stored, since queue \"new\" could not be made: ")
          .extracting(e -> ((BrokerException) e).code())
          .isEqualTo(ErrorCode.UNAVAILABLE);
      assertThat(put(node, FULL).status()).isEqualTo(EnqueueResult.Status.QUEUE_FULL);
      assertThat(node.broker.take(EMPTY, 1, Duration.ZERO).get(30, TimeUnit.SECONDS).messages())
          .isEmpty();
      // It was made indeed.
      assertThat(node.broker.stats(List.of(QUEUE)).get(30, TimeUnit.SECONDS).get(0))
          .hasValueSatisfying(stats -> assertThat(stats.ready()).isEqualTo(2));

      replica.resume();
      await().ignoreExceptions().until(() -> put(node).status() == EnqueueResult.Status.ENQUEUED);
    }
  }

  @Test
  void underLoad_aMasterOfAClusterDies_andNothingAcknowledgedIsLost() throws Exception {
    try (RedisCluster cluster = RedisCluster.start(3)) {
      String uri =
          "redis+cluster://127.0.0.1:"
              + cluster.node(0).port()
              + ",127.0.0.1:"
              + cluster.node(1).port()
              + ",127.0.0.1:"
              + cluster.node(2).port();
      var options = new RedisOptions(uri, Duration.ofMillis(900), 1);
      try (Node one = Node.start(options);
          Node two = Node.start(options)) {
        one.queue("q", QueueConfig.PULL);
        try (Load load = Load.begin(QUEUE, List.of(one.broker, two.broker))) {
          load.awaitProgress(100, Duration.ofSeconds(60));
          RedisServer dead = cluster.masterOf(cluster.slotOf("posthorn:{q}:queue"));
          cluster.killAndAwaitFailover(dead);
          // No replica is left for an acknowledgement.
          dead.restart();
          cluster.awaitHealthy();
          load.awaitProgress(100, Duration.ofSeconds(60));
          load.finish();
          System.out.println("Master killed, minReplicas 1: " + load);
          assertThat(load.surprises).isEmpty();
          assertThat(load.refusals).containsOnly(503);
        }
      }
    }
  }

  @Test
  void durabilityOfAQueue_isRefused() throws Exception {
    QueueConfig plain = QueueConfig.PULL;
    var flushed =
        new QueueConfig(
            plain.mode(),
            Durability.FLUSHED,
            plain.capacity(),
            plain.lease(),
            null,
            plain.retainConsumed(),
            plain.dead(),
            plain.deduplicationWindow(),
            plain.retry(),
            false,
            plain.push(),
            plain.attributes());
    try (Node node = Node.start(new RedisOptions("redis://127.0.0.1:1", TIMEOUT))) {
      assertThatThrownBy(() -> node.broker.createQueue(QUEUE, flushed).get(30, TimeUnit.SECONDS))
          .cause()
          .hasMessage(
              "durability: flushed (expected: none; on the redis engine, Redis's own appendonly and"
                  + " appendfsync, and redis.minReplicas, decide it for all queues)");
    }
  }

  private static EnqueueResult put(Node node) throws Exception {
    return put(node, QUEUE);
  }

  private static EnqueueResult put(Node node, QueueName queue) throws Exception {
    return node.broker.enqueue(queue, message(), QueueConfig.PULL).get(30, TimeUnit.SECONDS);
  }

  private static NewMessage message() {
    return NewMessage.of(Body.of("m".getBytes(UTF_8)));
  }

  private static RedisOptions options(RedisServer redis) {
    return new RedisOptions("redis://127.0.0.1:" + redis.port(), TIMEOUT, 1);
  }
}
