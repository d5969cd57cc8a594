package io.posthorn.benchmarks.scale;

import io.posthorn.benchmarks.process.Bounds;
import io.posthorn.benchmarks.process.Posthorn;
import io.posthorn.benchmarks.process.Wire;
import io.posthorn.benchmarks.process.Workplace;
import io.posthorn.cli.bench.Content;
import io.posthorn.cli.bench.Endpoint;
import io.posthorn.cli.bench.LoadGenerator;
import io.posthorn.cli.bench.Mix;
import io.posthorn.cli.bench.Operation;
import io.posthorn.cli.bench.Outcome;
import io.posthorn.cli.bench.Traffic;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * {@code bin/bench connections}: idle connections and long polls; memory, and the traffic beside
 * them.
 */
@Command(
    name = "connections",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    showDefaultValues = true,
    description =
        "Holds idle connections and long polls; shows memory and the traffic beside them.")
public final class ConnectionsCommand implements Callable<Integer> {
  @Option(
      names = "--idle",
      paramLabel = "N",
      description = "Idle keep-alive connections; the claim is 10000.")
  int idle = 500;

  @Option(names = "--polls", paramLabel = "N", description = "Long polls; the claim is 2000.")
  int polls = 100;

  @Option(names = "--seconds", paramLabel = "N", description = "Length of a measurement.")
  double seconds = 3;

  @Option(
      names = "--max-memory",
      paramLabel = "MIB",
      description = "Bound of the memory that they add.")
  int maxMemory = 100;

  @Mixin Workplace place = new Workplace();

  @Option(names = "--port", paramLabel = "N", description = "0 = a free one.")
  int port;

  /** For picocli. */
  public ConnectionsCommand() {}

  @Override
  public Integer call() throws Exception {
    place.open("connections");
    var bounds = new Bounds();
    Traffic traffic = Traffic.closed(64, Duration.ofMillis((long) (seconds * 1000)));
    Content content = Content.of(Mix.PUT_TAKE, "beside");
    ExecutorService background = Executors.newSingleThreadExecutor();
    try (var server = new Posthorn(place.folder().resolve("data"), port, place.settings())) {
      server.load(traffic, content);
      Outcome before = server.load(traffic, content);
      long memory = server.memory();
      List<Wire> connections = connect(server);
      Duration length = Duration.ofMillis((long) (seconds * 1000) + 8_000);
      var generator =
          new LoadGenerator(
              new Endpoint("127.0.0.1", server.port(), ""),
              Traffic.open(polls, 20, length),
              Content.of(Mix.LONG_POLL, "polled"));
      Future<Outcome> polled = background.submit(() -> generator.run(progress -> {}));
      Outcome beside = server.load(traffic, content);
      Outcome handOvers = get(polled);
      bounds.atMost(
          "memory added", (server.most() - memory) / (double) (1 << 20), maxMemory, "MiB");
      bounds.atLeast(
          "put-take beside them, of before",
          beside.requestsPerSecond() / before.requestsPerSecond(),
          0.8,
          "");
      bounds.atMost("errors of long polls", handOvers.errors(), 0, "");
      System.out.printf(
          "hand-over to a long poll: p50 %.2f ms, p99 %.2f ms%n",
          handOvers.percentile(Operation.HAND_OVER, 50) / 1e6,
          handOvers.percentile(Operation.HAND_OVER, 99) / 1e6);
      bounds.atLeast("idle connections that still work", alive(connections), idle, "");
    } finally {
      background.shutdownNow();
    }
    place.delete();
    return bounds.exitCode();
  }

  private static Outcome get(Future<Outcome> future) throws InterruptedException, IOException {
    try {
      return future.get();
    } catch (ExecutionException e) {
      throw new IOException(e.getCause());
    }
  }

  private List<Wire> connect(Posthorn server) throws IOException {
    var connections = new ArrayList<Wire>(idle);
    for (int i = 0; i < idle; i++) {
      var wire = new Wire(server.port());
      ask(wire);
      connections.add(wire);
    }
    return connections;
  }

  private static void ask(Wire wire) throws IOException {
    wire.call("GET", "/v1/queues/beside", "");
  }

  private static long alive(List<Wire> connections) {
    long alive = 0;
    for (Wire wire : connections) {
      try (wire) {
        ask(wire);
        alive++;
      } catch (IOException e) {
        // Counted by not being counted.
      }
    }
    return alive;
  }
}
