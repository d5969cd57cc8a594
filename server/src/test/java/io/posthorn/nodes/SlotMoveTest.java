package io.posthorn.nodes;

import static org.assertj.core.api.Assertions.assertThat;

import io.posthorn.message.QueueConfig;
import io.posthorn.message.QueueName;
import io.posthorn.redis.RedisCluster;
import io.posthorn.redis.RedisServer;
import io.posthorn.storage.redis.RedisOptions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A queue moves to another master of its Cluster while it is used. */
@Timeout(240)
class SlotMoveTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @Test
  void slotThatMovesUnderLoad_losesNothing_andDoublesNothing() throws Exception {
    try (RedisCluster cluster = RedisCluster.start(3)) {
      String uri = "redis+cluster://127.0.0.1:" + cluster.node(0).port();
      try (Node node = Node.start(new RedisOptions(uri, Duration.ofSeconds(10)))) {
        QueueName queue = node.queue("q", QueueConfig.PULL);
        // Longer leases than the test: what is delivered twice was stored twice.
        try (Load load = Load.begin(queue, List.of(node.broker), Duration.ofMinutes(10))) {
          int slot = cluster.slotOf("posthorn:{q}:queue");
          for (int move = 0; move < 3; move++) {
            load.awaitProgress(100, PATIENCE);
            RedisServer from = cluster.masterOf(slot);
            RedisServer to = other(cluster, slot, from);
            // A key at a time: many scripts meet a slot that is torn in two.
            cluster.moveSlot(slot, from, to, 1);
          }
          load.awaitProgress(100, PATIENCE);
          load.finish();
          System.out.println("Slot moved three times: " + load);
          assertThat(load.surprises).isEmpty();
          assertThat(load.refusals).isEmpty();
          assertThat(load.delivered.values()).containsOnly(1);
        }
      }
    }
  }

  private static RedisServer other(RedisCluster cluster, int slot, RedisServer owner) {
    int thirds = RedisCluster.SLOTS / 3;
    RedisServer first = cluster.masterOf(thirds / 2 == slot ? thirds / 3 : thirds / 2);
    return first == owner ? cluster.masterOf(RedisCluster.SLOTS - 1) : first;
  }
}
