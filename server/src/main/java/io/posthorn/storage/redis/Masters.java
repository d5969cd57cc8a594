package io.posthorn.storage.redis;

import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.cluster.models.partitions.RedisClusterNode;
import io.posthorn.redis.RedisErrors;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** What the masters of a Cluster say of themselves. */
final class Masters {
  private Masters() {}

  /** Their promises together; fails when one of them does not answer. */
  static CompletableFuture<Promises> promises(
      StatefulRedisClusterConnection<byte[], byte[]> cluster, int minReplicas) {
    List<CompletableFuture<Promises>> each =
        cluster.getPartitions().stream()
            .filter(node -> node.getRole().isUpstream() && !node.hasNoSlots())
            .map(node -> promises(cluster, node, minReplicas))
            .toList();
    return CompletableFuture.allOf(each.toArray(CompletableFuture[]::new))
        .thenApply(
            nothing ->
                each.stream().map(CompletableFuture::join).reduce(Promises.KEPT, Promises::and));
  }

  private static CompletableFuture<Promises> promises(
      StatefulRedisClusterConnection<byte[], byte[]> cluster,
      RedisClusterNode node,
      int minReplicas) {
    return cluster
        .getConnectionAsync(node.getNodeId())
        .thenCompose(connection -> connection.async().info())
        .thenApply(info -> Promises.of(info, RedisErrors.address(node.getUri()), minReplicas));
  }
}
