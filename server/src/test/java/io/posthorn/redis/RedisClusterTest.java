package io.posthorn.redis;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RedisClusterTest {
  @Test
  void cluster_servesMovesASlotAndSurvivesAMaster() {
    try (RedisCluster cluster = RedisCluster.start(3)) {
      int slot = cluster.slotOf("{a}1");
      RedisServer owner = cluster.masterOf(slot);
      RedisServer other = cluster.node(0) == owner ? cluster.node(1) : cluster.node(0);
      for (int i = 0; i < 25; i++) {
        assertThat(owner.call("SET", "{a}" + i, "v")).isEqualTo("+OK");
      }
      assertThat(other.call("GET", "{a}1")).startsWith("-MOVED " + slot);

      cluster.moveSlot(slot, owner, other, 10);
      assertThat(cluster.masterOf(slot)).isSameAs(other);
      assertThat(other.call("GET", "{a}24")).isEqualTo("$v");
      assertThat(other.call("WAIT", "1", "10000")).isEqualTo(":1");

      cluster.killAndAwaitFailover(other);
      assertThat(cluster.masterOf(slot)).isNotSameAs(other);
      assertThat(cluster.masterOf(slot).call("GET", "{a}24")).isEqualTo("$v");

      other.restart();
      cluster.awaitHealthy();
      assertThat(other.call("INFO", "REPLICATION")).contains("role:slave");
    }
  }
}
