package io.posthorn.cli.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/** A Redis Cluster of three masters with one replica each, on processes of this machine. */
final class DemoCluster implements AutoCloseable {
  private static final int SLOTS = 16_384;
  private static final int MASTERS = 3;
  private static final Duration TIME = Duration.ofSeconds(90);

  private final List<Program> nodes = new ArrayList<>();
  private final RandomGenerator random;

  /** Starts one below {@code folder}; returns when it is complete. */
  DemoCluster(String redis, Path folder, RandomGenerator random) {
    this.random = random;
    try {
      for (int i = 0; i < 2 * MASTERS; i++) {
        nodes.add(node(redis, Files.createDirectories(folder.resolve("redis-" + i))));
      }
      begin();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  private Program node(String redis, Path folder) {
    int port = Program.freePort(random);
    return new Program(
        folder,
        port,
        List.of(
            redis,
            "--port",
            "" + port,
            "--bind",
            "127.0.0.1",
            "--save",
            "",
            "--appendonly",
            "yes",
            "--cluster-enabled",
            "yes",
            "--cluster-node-timeout",
            "2000"));
  }

  private void begin() {
    for (Program node : nodes) {
      node.start();
      Patience.until(
          "redis-server does not start", TIME, () -> !node.runs() || is(node, "PONG", "PING"));
      if (!node.runs()) {
        throw new IllegalStateException("redis-server does not start: " + node.lastWords());
      }
    }
    for (int i = 0; i < MASTERS; i++) {
      var slots = new ArrayList<>(List.of("CLUSTER", "ADDSLOTS"));
      for (int slot = SLOTS * i / MASTERS; slot < SLOTS * (i + 1) / MASTERS; slot++) {
        slots.add("" + slot);
      }
      RedisCall.send(nodes.get(i).port, slots.toArray(String[]::new));
      RedisCall.send(nodes.get(i).port, "CLUSTER", "SET-CONFIG-EPOCH", "" + (i + 1));
    }
    for (Program node : nodes.subList(1, nodes.size())) {
      RedisCall.send(nodes.get(0).port, "CLUSTER", "MEET", "127.0.0.1", "" + node.port);
    }
    for (int i = 0; i < MASTERS; i++) {
      Program replica = nodes.get(MASTERS + i);
      String master = RedisCall.send(nodes.get(i).port, "CLUSTER", "MYID");
      Patience.until(
          "The nodes of the Cluster do not meet",
          TIME,
          () -> is(replica, "OK", "CLUSTER", "REPLICATE", master));
    }
    awaitHealthy();
  }

  /** The address for the redis engine. */
  String uri() {
    return nodes.stream()
        .map(node -> "127.0.0.1:" + node.port)
        .collect(Collectors.joining(",", "redis+cluster://", ""));
  }

  /** Kills one of the masters, waits until its replica serves, starts it again; says which. */
  String killMaster() {
    List<Program> masters = nodes.stream().filter(DemoCluster::isMaster).toList();
    Program dead = masters.get(random.nextInt(masters.size()));
    dead.kill();
    Patience.until(
        "No replica takes over",
        TIME,
        () ->
            nodes.stream().filter(node -> node != dead).filter(DemoCluster::isMaster).count()
                    == MASTERS
                && nodes.stream().filter(node -> node != dead).allMatch(DemoCluster::isComplete));
    dead.start();
    awaitHealthy();
    return "the Redis master on port " + dead.port;
  }

  private void awaitHealthy() {
    Patience.until(
        "The Cluster is not complete",
        TIME,
        () ->
            nodes.stream().filter(DemoCluster::isMaster).count() == MASTERS
                && nodes.stream().allMatch(DemoCluster::isHealthy));
  }

  private static boolean isHealthy(Program node) {
    String replication = RedisCall.send(node.port, "INFO", "replication");
    return isComplete(node)
        && (replication.contains("state=online") || replication.contains("master_link_status:up"));
  }

  private static boolean isComplete(Program node) {
    return RedisCall.send(node.port, "CLUSTER", "INFO").contains("cluster_state:ok");
  }

  private static boolean isMaster(Program node) {
    return RedisCall.send(node.port, "INFO", "replication").contains("role:master");
  }

  private static boolean is(Program node, String reply, String... command) {
    return RedisCall.send(node.port, command).equals(reply);
  }

  @Override
  public void close() {
    nodes.forEach(Program::kill);
  }
}
