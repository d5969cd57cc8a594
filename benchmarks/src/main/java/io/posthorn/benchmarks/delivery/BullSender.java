package io.posthorn.benchmarks.delivery;

import io.posthorn.benchmarks.compare.Measured;
import io.posthorn.benchmarks.process.Machine;
import io.posthorn.benchmarks.process.Posthorn;
import io.posthorn.benchmarks.process.RedisServer;
import io.posthorn.benchmarks.process.ServerProcess;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;

/**
 * A BullMQ worker that posts with undici, on a Redis that syncs its append-only file every second.
 */
final class BullSender implements Sender {
  static final String NAME = "BullMQ + undici, Redis everysec";

  private static final Path SOURCE = Path.of("benchmarks/src/main/node/delivery");
  private static final Path INSTALLED = Path.of("benchmarks/target/node-delivery");

  private final SinkProcess sink;
  private final Load load;
  private final ServerProcess redis;
  private final Process node;
  private final PrintWriter commands;
  private final BufferedReader answers;
  private int round;

  private BullSender(SinkProcess sink, Load load, ServerProcess redis, Process node) {
    this.sink = sink;
    this.load = load;
    this.redis = redis;
    this.node = node;
    this.commands = new PrintWriter(node.outputWriter(StandardCharsets.UTF_8), true);
    this.answers = node.inputReader(StandardCharsets.UTF_8);
  }

  /** What this machine lacks for it; empty = nothing. */
  static String missing() {
    return String.join(
        ", ",
        List.of("node", "npm", "redis-server").stream().filter(p -> !Machine.has(p)).toList());
  }

  /** Installs the worker where that is due, and starts it and its Redis in {@code folder}. */
  static BullSender start(Path folder, SinkProcess sink, Load load)
      throws IOException, InterruptedException {
    install();
    int port = Posthorn.freePort();
    ServerProcess redis = RedisServer.start(folder.resolve("redis"), port, "everysec");
    Process node =
        new ProcessBuilder(
                "node",
                "worker.mjs",
                String.valueOf(port),
                sink.url(),
                String.valueOf(load.inFlight()))
            .directory(INSTALLED.toFile())
            .redirectError(folder.resolve("node.log").toFile())
            .start();
    var sender = new BullSender(sink, load, redis, node);
    try {
      sender.expect("worker ready");
    } catch (IOException e) {
      sender.close();
      throw e;
    }
    return sender;
  }

  private static void install() throws IOException, InterruptedException {
    Files.createDirectories(INSTALLED);
    Path wanted = SOURCE.resolve("package.json");
    Path present = INSTALLED.resolve("package.json");
    Path finished = INSTALLED.resolve("installed");
    if (!Files.exists(finished)
        || !Files.exists(present)
        || Files.mismatch(wanted, present) != -1) {
      Files.deleteIfExists(finished);
      Files.copy(wanted, present, StandardCopyOption.REPLACE_EXISTING);
      Process npm =
          new ProcessBuilder("npm", "install", "--no-audit", "--no-fund", "--no-package-lock")
              .directory(INSTALLED.toFile())
              .redirectErrorStream(true)
              .start();
      String text = new String(npm.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (npm.waitFor() != 0) {
        throw new IOException("npm install failed: " + text);
      }
      Files.createFile(finished);
    }
    Path worker = Path.of("worker.mjs");
    Files.copy(
        SOURCE.resolve(worker), INSTALLED.resolve(worker), StandardCopyOption.REPLACE_EXISTING);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Measured measure() throws IOException {
    String queue = "bull-" + round++;
    commands.println("enqueue " + queue + " " + load.messages() + " " + load.size());
    expect("enqueued");
    long before = sink.distinctIds();
    Duration cpu = cpu();
    commands.println("work " + queue + " " + load.messages());
    double seconds = Double.parseDouble(expect("worked ").substring("worked ".length()));
    double micros = cpu().minus(cpu).toNanos() / 1e3 / load.messages();
    return new Measured(
        load.messages() / seconds, micros, load.missing(sink.distinctIds() - before));
  }

  /** Of both processes. */
  private Duration cpu() throws IOException {
    return redis.cpu().plus(node.info().totalCpuDuration().orElse(Duration.ZERO));
  }

  private String expect(String start) throws IOException {
    String answer = answers.readLine();
    if (answer == null || !answer.startsWith(start)) {
      throw new IOException("the BullMQ worker answered " + answer + " (expected: " + start + ")");
    }
    return answer;
  }

  @Override
  public void close() {
    node.destroy();
    redis.close();
  }
}
