package io.posthorn.cli.demo;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/** Three Posthorn nodes over a Redis Cluster, load on them, and rounds in which something dies. */
public final class Demo {
  /** What a round kills. */
  public enum Kill {
    /** A Posthorn node. */
    NODE,
    /** A master of the Cluster. */
    MASTER,
    /** One after the other, in turns. */
    BOTH
  }

  private static final int NODES = 3;
  private static final int PROGRESS = 200;
  private static final Duration TIME = Duration.ofSeconds(90);

  private final PrintStream out;
  private final RandomGenerator random;
  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(2))
          .build();
  private final Ledger ledger = new Ledger();

  /** One that says on {@code out} what it does. */
  public Demo(PrintStream out, RandomGenerator random) {
    this.out = out;
    this.random = random;
  }

  /**
   * Runs it all; answers the ledger.
   *
   * @param redis the redis-server program
   * @param minReplicas how many replicas an acknowledged change is on
   * @throws IllegalStateException when something does not start, or does not come back
   */
  public Ledger run(String redis, int rounds, Kill kill, int minReplicas) {
    Path folder = temporary();
    List<DemoNode> nodes = new ArrayList<>();
    out.println("Starting a Redis Cluster of three masters and three replicas in " + folder);
    try (DemoCluster cluster = new DemoCluster(redis, folder, random)) {
      out.println("Starting " + NODES + " nodes of Posthorn");
      for (int i = 0; i < NODES; i++) {
        Path home = Files.createDirectories(folder.resolve("posthorn-" + i));
        nodes.add(new DemoNode(home, cluster.uri(), minReplicas, random, client));
      }
      nodes.forEach(DemoNode::start);
      nodes.forEach(DemoNode::awaitReady);
      DemoLoad load = new DemoLoad(nodes, client, ledger);
      try {
        awaitProgress();
        for (int round = 1; round <= rounds; round++) {
          boolean master = kill == Kill.BOTH ? round % 2 == 0 : kill == Kill.MASTER;
          String dead = master ? cluster.killMaster() : killNode(nodes);
          awaitProgress();
          out.printf(
              "Round %d: killed %s; acknowledged %d, delivered %d so far%n",
              round, dead, ledger.acknowledged(), ledger.delivered());
        }
      } finally {
        load.finish(TIME);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      nodes.forEach(DemoNode::kill);
      remove(folder);
    }
    return ledger;
  }

  private String killNode(List<DemoNode> nodes) {
    int number = random.nextInt(nodes.size());
    DemoNode node = nodes.get(number);
    node.kill();
    awaitProgress();
    node.start();
    node.awaitReady();
    return "node " + number;
  }

  private void awaitProgress() {
    long before = ledger.delivered();
    Patience.until("Nothing is delivered", TIME, () -> ledger.delivered() >= before + PROGRESS);
  }

  private static Path temporary() {
    try {
      return Files.createTempDirectory("posthorn-demo");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void remove(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      // What is left is in the temporary folder.
      return;
    }
  }
}
