package io.posthorn.redis;

import static org.awaitility.Awaitility.await;

import io.lettuce.core.RedisURI;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * A Redis Cluster of masters with one replica each, on processes of its own. Node {@code i} begins
 * as the i-th master, node {@code masters + i} as its replica; failovers change that.
 */
public final class RedisCluster implements AutoCloseable {
  /** Slots of every Cluster. */
  public static final int SLOTS = 16_384;

  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private final List<RedisServer> nodes = new ArrayList<>();
  private final int masters;

  private RedisCluster(int masters) {
    this.masters = masters;
  }

  /**
   * Starts one whose nodes have {@code options} (lines of redis.conf); returns when every node says
   * that the cluster is complete and every replica is in sync.
   */
  public static RedisCluster start(int masters, String... options) {
    RedisCluster cluster = new RedisCluster(masters);
    try {
      cluster.open(options);
      return cluster;
    } catch (RuntimeException | Error e) {
      cluster.close();
      throw e;
    }
  }

  /** All nodes, in the order in which they were started. */
  public List<RedisServer> nodes() {
    return List.copyOf(nodes);
  }

  /** One node. */
  public RedisServer node(int index) {
    return nodes.get(index);
  }

  /** The addresses of all nodes. */
  public List<RedisURI> uris() {
    return nodes.stream().map(RedisServer::uri).toList();
  }

  /** The node that owns {@code slot}, as it says itself. */
  public RedisServer masterOf(int slot) {
    return nodes.stream()
        .filter(node -> info(node, "REPLICATION", "role:master") && owns(node, slot))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no node owns slot " + slot));
  }

  /** The slot of {@code key}. */
  public int slotOf(String key) {
    return Integer.parseInt(alive().call("CLUSTER", "KEYSLOT", key).substring(1));
  }

  /** Kills a node and waits until the others serve every slot without it. */
  public void killAndAwaitFailover(RedisServer node) {
    String id = id(node);
    node.kill();
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(50))
        .until(
            () ->
                nodes.stream()
                    .filter(RedisCluster::answers)
                    .allMatch(other -> isComplete(other) && !ownsAny(other, id)));
  }

  /** Waits until every node is up, complete, and every replica in sync. */
  public void awaitHealthy() {
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(50))
        .until(() -> nodes.stream().allMatch(node -> answers(node) && isHealthy(node)));
  }

  /**
   * Moves {@code slot} with its keys to another master, as a resharding does: keys move in steps of
   * {@code step} while clients go on.
   */
  public void moveSlot(int slot, RedisServer from, RedisServer to, int step) {
    beginMove(slot, from, to);
    while (moveKeys(slot, from, to, step) > 0) {}
    endMove(slot, to);
  }

  /** Begins to move a slot: the source answers ASK for what it no longer has. */
  public void beginMove(int slot, RedisServer from, RedisServer to) {
    ok(to.call("CLUSTER", "SETSLOT", "" + slot, "IMPORTING", id(from)));
    ok(from.call("CLUSTER", "SETSLOT", "" + slot, "MIGRATING", id(to)));
  }

  /** Moves up to {@code step} keys of a slot; answers how many. */
  public int moveKeys(int slot, RedisServer from, RedisServer to, int step) {
    String keys = from.call("CLUSTER", "GETKEYSINSLOT", "" + slot, "" + step);
    if (keys.equals("[]")) {
      return 0;
    }
    List<String> command =
        new ArrayList<>(List.of("MIGRATE", "127.0.0.1", "" + to.port(), "", "0", "30000", "KEYS"));
    for (String key : keys.substring(1, keys.length() - 1).split(", ")) {
      command.add(key.substring(1));
    }
    String reply = from.call(command.toArray(String[]::new));
    if (!reply.equals("+OK") && !reply.equals("+NOKEY")) {
      throw new IllegalStateException("MIGRATE answers " + reply);
    }
    return command.size() - 7;
  }

  /** Ends the move of a slot: every master learns its new owner. */
  public void endMove(int slot, RedisServer to) {
    String id = id(to);
    ok(to.call("CLUSTER", "SETSLOT", "" + slot, "NODE", id));
    for (RedisServer node : nodes) {
      if (answers(node) && info(node, "REPLICATION", "role:master")) {
        ok(node.call("CLUSTER", "SETSLOT", "" + slot, "NODE", id));
      }
    }
  }

  @Override
  public void close() {
    nodes.forEach(RedisServer::close);
  }

  private void open(String... options) {
    List<String> all = new ArrayList<>(List.of("cluster-enabled yes", "cluster-node-timeout 2000"));
    all.addAll(List.of(options));
    for (int i = 0; i < 2 * masters; i++) {
      nodes.add(RedisServer.start(all.toArray(String[]::new)));
    }
    for (int i = 0; i < masters; i++) {
      ok(node(i).call(slots(SLOTS * i / masters, SLOTS * (i + 1) / masters)));
      ok(node(i).call("CLUSTER", "SET-CONFIG-EPOCH", "" + (i + 1)));
    }
    for (RedisServer node : nodes.subList(1, nodes.size())) {
      ok(node(0).call("CLUSTER", "MEET", "127.0.0.1", "" + node.port()));
    }
    awaitAll(node -> info(node, "cluster_known_nodes:" + nodes.size()));
    for (int i = 0; i < masters; i++) {
      String master = id(node(i));
      RedisServer replica = node(masters + i);
      await().atMost(PATIENCE).until(() -> knows(replica, master));
      ok(replica.call("CLUSTER", "REPLICATE", master));
    }
    awaitHealthy();
  }

  private void awaitAll(Predicate<RedisServer> condition) {
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(50))
        .until(() -> nodes.stream().allMatch(condition));
  }

  private static String[] slots(int from, int to) {
    List<String> command = new ArrayList<>(List.of("CLUSTER", "ADDSLOTS"));
    for (int slot = from; slot < to; slot++) {
      command.add("" + slot);
    }
    return command.toArray(String[]::new);
  }

  private boolean isHealthy(RedisServer node) {
    return isComplete(node)
        && !node.call("CLUSTER", "NODES").contains("fail")
        && (info(node, "REPLICATION", "master_link_status:up")
            || info(node, "REPLICATION", "state=online"));
  }

  private static boolean isComplete(RedisServer node) {
    return info(node, "cluster_state:ok");
  }

  private static boolean info(RedisServer node, String line) {
    return node.call("CLUSTER", "INFO").contains(line);
  }

  private static boolean info(RedisServer node, String section, String text) {
    return answers(node) && node.call("INFO", section).contains(text);
  }

  private static boolean knows(RedisServer node, String id) {
    return node.call("CLUSTER", "NODES").contains(id);
  }

  /** Whether {@code node} believes that {@code id} is a master with slots. */
  private static boolean ownsAny(RedisServer node, String id) {
    return node.call("CLUSTER", "NODES")
        .lines()
        .map(line -> line.startsWith("$") ? line.substring(1) : line)
        .filter(line -> line.startsWith(id))
        .anyMatch(line -> line.split(" ").length > 8);
  }

  private static boolean owns(RedisServer node, int slot) {
    String own =
        node.call("CLUSTER", "NODES")
            .lines()
            .filter(line -> line.contains("myself"))
            .findFirst()
            .orElse("");
    String[] words = own.split(" ");
    for (int i = 8; i < words.length; i++) {
      String[] ends = words[i].split("-", -1);
      if (!words[i].startsWith("[")
          && slot >= Integer.parseInt(ends[0])
          && slot <= Integer.parseInt(ends[ends.length - 1])) {
        return true;
      }
    }
    return false;
  }

  private static boolean answers(RedisServer node) {
    try {
      return node.call("PING").equals("+PONG");
    } catch (UncheckedIOException e) {
      return false;
    }
  }

  private RedisServer alive() {
    return nodes.stream()
        .filter(RedisCluster::answers)
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no node is up"));
  }

  private static String id(RedisServer node) {
    return node.call("CLUSTER", "MYID").substring(1);
  }

  private static void ok(String reply) {
    if (!reply.equals("+OK")) {
      throw new IllegalStateException("Redis answers " + reply);
    }
  }
}
