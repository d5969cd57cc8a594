package io.posthorn.benchmarks.scale;

import io.posthorn.benchmarks.process.Bounds;
import io.posthorn.benchmarks.process.Posthorn;
import io.posthorn.benchmarks.process.Workplace;
import io.posthorn.cli.bench.Content;
import io.posthorn.cli.bench.Mix;
import io.posthorn.cli.bench.Outcome;
import io.posthorn.cli.bench.Traffic;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * {@code bin/bench fill}: stores many messages; memory, rates beside an empty store, time to
 * reopen.
 */
@Command(
    name = "fill",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    showDefaultValues = true,
    description =
        "Stores many messages; shows memory, rates beside an empty store, and the time to reopen.")
public final class FillCommand implements Callable<Integer> {
  private static final int STEP = 1_000_000;

  @Option(names = "--messages", paramLabel = "N", description = "How many; the claim is 20000000.")
  long messages = 200_000;

  @Option(names = "--size", paramLabel = "BYTES", description = "Bytes of a message.")
  int size = 100;

  @Option(names = "--queues", paramLabel = "N", description = "Queues that take turns.")
  int queues = 1;

  @Option(
      names = "--pairs",
      paramLabel = "N",
      description = "Pairs of measurements on the full and on an empty store.")
  int pairs = 5;

  @Option(names = "--seconds", paramLabel = "N", description = "Length of a measurement.")
  double seconds = 2;

  @Option(names = "--max-memory", paramLabel = "MIB", description = "Bound of resident memory.")
  int maxMemory = 200;

  @Mixin Workplace place = new Workplace();

  @Option(names = "--port", paramLabel = "N", description = "First port; 0 = free ones.")
  int port;

  private final Bounds bounds = new Bounds();

  /** For picocli. */
  public FillCommand() {}

  @Override
  public Integer call() throws IOException, InterruptedException {
    place.open("fill");
    try (var full = new Posthorn(place.folder().resolve("full"), port, place.settings());
        var empty =
            new Posthorn(
                place.folder().resolve("empty"), port == 0 ? 0 : port + 1, place.settings())) {
      fill(full);
      compare(full, empty);
      bounds.atMost("most resident memory", full.most() / (double) (1 << 20), maxMemory, "MiB");
      Duration reopened = full.restart();
      bounds.atMost("ready again after a restart", reopened.toMillis() / 1e3, 3, "s");
      full.load(Traffic.closed(64, duration()), content(Mix.TAKE));
      System.out.println("resident after the restart and takes: " + Posthorn.mib(full.most()));
    }
    place.delete();
    return bounds.exitCode();
  }

  private Content content(Mix mix) {
    return Content.of(mix, "fill").with(queues, size, 1);
  }

  private Duration duration() {
    return Duration.ofMillis((long) (seconds * 1000));
  }

  private void fill(Posthorn server) throws IOException, InterruptedException {
    int lines = Math.max(1, Math.min(queues == 1 ? 1000 : 100, (2 << 20) / Math.max(1, size)));
    for (long stored = 0; stored < messages; ) {
      long step = Math.min(Math.min(STEP, 500_000_000L / Math.max(1, size)), messages - stored);
      Outcome outcome = server.fill(step, content(Mix.BATCH), lines);
      stored += step;
      System.out.printf(
          "%,11d messages stored, %,9.0f messages/s, resident %s%n",
          stored, outcome.messagesPerSecond(), Posthorn.mib(server.memory()));
    }
  }

  private void compare(Posthorn full, Posthorn empty) throws IOException, InterruptedException {
    Traffic traffic = Traffic.closed(64, duration());
    empty.fill((long) (100_000 * seconds * (pairs + 1)), content(Mix.BATCH), 100);
    full.load(traffic, content(Mix.PUT_TAKE));
    empty.load(traffic, content(Mix.PUT_TAKE));
    for (Mix mix : List.of(Mix.PUT, Mix.TAKE)) {
      var ratios = new ArrayList<Double>();
      for (int i = 0; i < pairs; i++) {
        double there = full.load(traffic, content(mix)).messagesPerSecond();
        double here = empty.load(traffic, content(mix)).messagesPerSecond();
        System.out.printf(
            "%s: full %,9.0f/s, empty %,9.0f/s, %.2f%n", mix, there, here, there / here);
        ratios.add(there / here);
      }
      double median = ratios.stream().sorted().toList().get(pairs / 2);
      bounds.atLeast(mix + " on the full store, of an empty one", median, 0.85, "");
    }
  }
}
