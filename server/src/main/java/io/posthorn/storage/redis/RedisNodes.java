package io.posthorn.storage.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.posthorn.storage.NodeCatalog;
import io.posthorn.storage.NodeInfo;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Nodes: a key that expires for each, and the set of their ids, in the slot of the queues' catalog.
 * Redis alone measures how long a key lives, so no clocks need to agree.
 */
final class RedisNodes implements NodeCatalog {
  private static final String PREFIX = "posthorn:{catalog}:node:";
  private static final byte[] IDS = "posthorn:{catalog}:nodes".getBytes(UTF_8);
  private static final String FORMAT = "1";
  private static final int LINES = 4;

  private final RedisLink link;

  RedisNodes(RedisLink link) {
    this.link = link;
  }

  @Override
  public CompletableFuture<List<NodeInfo>> announce(NodeInfo self, Duration life) {
    return link.command(redis -> redis.psetex(key(self.id()), life.toMillis(), encode(self)))
        .thenCompose(set -> link.command(redis -> redis.sadd(IDS, self.id().getBytes(UTF_8))))
        .thenCompose(added -> link.command(redis -> redis.smembers(IDS)))
        .thenCompose(this::read);
  }

  @Override
  public CompletableFuture<Void> withdraw(NodeInfo self) {
    return link.command(redis -> redis.del(key(self.id())))
        .thenCompose(deleted -> forget(List.of(self.id())));
  }

  private CompletableFuture<List<NodeInfo>> read(Collection<byte[]> members) {
    List<String> ids = members.stream().map(id -> new String(id, UTF_8)).sorted().toList();
    if (ids.isEmpty()) {
      return CompletableFuture.completedFuture(List.of());
    }
    byte[][] keys = ids.stream().map(RedisNodes::key).toArray(byte[][]::new);
    return link.command(redis -> redis.mget(keys))
        .thenCompose(
            values -> {
              List<NodeInfo> nodes = new ArrayList<>();
              List<String> gone = new ArrayList<>();
              for (int i = 0; i < ids.size(); i++) {
                if (!values.get(i).hasValue()) {
                  gone.add(ids.get(i));
                  continue;
                }
                NodeInfo node = decode(ids.get(i), values.get(i).getValue());
                if (node != null) {
                  nodes.add(node);
                }
              }
              nodes.sort(Comparator.comparing(NodeInfo::name).thenComparing(NodeInfo::id));
              List<NodeInfo> all = List.copyOf(nodes);
              return gone.isEmpty()
                  ? CompletableFuture.completedFuture(all)
                  : forget(gone).thenApply(done -> all);
            });
  }

  private CompletableFuture<Void> forget(List<String> ids) {
    byte[][] members = ids.stream().map(id -> id.getBytes(UTF_8)).toArray(byte[][]::new);
    return link.command(redis -> redis.srem(IDS, members)).thenAccept(removed -> {});
  }

  private static byte[] key(String id) {
    return (PREFIX + id).getBytes(UTF_8);
  }

  private static byte[] encode(NodeInfo node) {
    return String.join(
            "\n",
            FORMAT,
            node.name(),
            node.version(),
            Long.toString(node.startedAt().toEpochMilli()))
        .getBytes(UTF_8);
  }

  /** Null = what a later version writes in another format. */
  private static @Nullable NodeInfo decode(String id, byte[] value) {
    String[] lines = new String(value, UTF_8).split("\n", -1);
    if (lines.length != LINES || !lines[0].equals(FORMAT)) {
      return null;
    }
    try {
      return new NodeInfo(
          id, lines[1], lines[2], Instant.ofEpochMilli(Long.parseLong(lines[LINES - 1])));
    } catch (NumberFormatException e) {
      return null;
    }
  }
}
