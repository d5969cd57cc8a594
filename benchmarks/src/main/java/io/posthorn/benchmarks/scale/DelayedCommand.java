package io.posthorn.benchmarks.scale;

import io.posthorn.benchmarks.process.Bounds;
import io.posthorn.benchmarks.process.Posthorn;
import io.posthorn.benchmarks.process.Wire;
import io.posthorn.benchmarks.process.Workplace;
import io.posthorn.cli.bench.Content;
import io.posthorn.cli.bench.Mix;
import io.posthorn.cli.bench.Operation;
import io.posthorn.cli.bench.Outcome;
import io.posthorn.cli.bench.Traffic;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code bin/bench delayed}: many delayed messages; memory, and how late they reach long polls. */
@Command(
    name = "delayed",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    showDefaultValues = true,
    description = "Stores delayed messages; shows memory and how late they reach long polls.")
public final class DelayedCommand implements Callable<Integer> {
  private static final int LINES = 500;
  private static final long NANOS_PER_MILLI = 1_000_000;

  @Option(
      names = "--messages",
      paramLabel = "N",
      description = "How many are stored; the claim is 1000000.")
  int messages = 50_000;

  @Option(
      names = "--queues",
      paramLabel = "N",
      description = "Queues, each with a long poll; the claim is 1000.")
  int queues = 100;

  @Option(names = "--rate", paramLabel = "N", description = "Messages that become due a second.")
  int rate = 1_000;

  @Option(names = "--seconds", paramLabel = "N", description = "How long messages become due.")
  int seconds = 10;

  @Option(
      names = "--max-lateness",
      paramLabel = "MS",
      description = "Bound of the 99th percentile.")
  double maxLateness = 20;

  @Option(names = "--max-memory", paramLabel = "MIB", description = "Bound of resident memory.")
  int maxMemory = 200;

  @Mixin Workplace place = new Workplace();

  @Option(names = "--port", paramLabel = "N", description = "0 = a free one.")
  int port;

  private final SplittableRandom random = new SplittableRandom(1);
  private long wallToNano;

  /** For picocli. */
  public DelayedCommand() {}

  @Override
  public Integer call() throws IOException, InterruptedException {
    place.open("delayed");
    var bounds = new Bounds();
    int due = Math.min(messages, rate * seconds);
    try (var server = new Posthorn(place.folder().resolve("data"), port, place.settings())) {
      wallToNano = System.nanoTime() - System.currentTimeMillis() * NANOS_PER_MILLI;
      long begun = System.nanoTime();
      long later = System.currentTimeMillis() + TimeUnit.HOURS.toMillis(2);
      store(server, messages - due, later, TimeUnit.HOURS.toMillis(24));
      long leadMillis = 3_000 + due / 20;
      store(server, due, System.currentTimeMillis() + leadMillis, seconds * 1000L);
      System.out.printf(
          "%,d messages stored in %.1f s, resident %s%n",
          messages, (System.nanoTime() - begun) / 1e9, Posthorn.mib(server.memory()));
      Duration length = Duration.ofSeconds(seconds + 2).plusMillis(leadMillis);
      // One put in the whole run: the long polls are what is measured.
      Outcome outcome =
          server.load(
              Traffic.open(queues, 1e-6, length),
              Content.of(Mix.LONG_POLL, "delayed").with(queues, 100, 1));
      bounds.atLeast(
          "delayed messages that came",
          outcome.details().latencies().get(Operation.HAND_OVER).getTotalCount(),
          due,
          "");
      System.out.printf(
          "lateness p50 %.2f ms, max %.2f ms%n",
          outcome.percentile(Operation.HAND_OVER, 50) / 1e6,
          outcome.percentile(Operation.HAND_OVER, 100) / 1e6);
      bounds.atMost(
          "lateness p99", outcome.percentile(Operation.HAND_OVER, 99) / 1e6, maxLateness, "ms");
      bounds.atMost("most resident memory", server.most() / (double) (1 << 20), maxMemory, "MiB");
    }
    place.delete();
    return bounds.exitCode();
  }

  /**
   * Stores {@code count} messages due at random instants of {@code span} milliseconds from {@code
   * from} on.
   */
  private void store(Posthorn server, int count, long from, long span) throws IOException {
    try (var wire = new Wire(server.port())) {
      for (int stored = 0, queue = 0; stored < count; queue = (queue + 1) % queues) {
        int lines = Math.min(Math.min(LINES, Math.max(1, count / queues)), count - stored);
        var body = new StringBuilder();
        for (int i = 0; i < lines; i++) {
          long at = from + random.nextLong(span);
          body.append("{\"visibleAt\":\"")
              .append(Instant.ofEpochMilli(at))
              .append("\",\"body\":\"");
          body.append(String.format("%020d", at * NANOS_PER_MILLI + wallToNano)).append("\"}\n");
        }
        String name = queues == 1 ? "delayed" : "delayed-" + queue;
        Wire.Answer answer =
            wire.call("POST", "/v1/queues/" + name + "/messages/batch", body.toString());
        if (answer.status() != 201) {
          throw new IOException("batch answered " + answer.status() + ": " + answer.body());
        }
        stored += lines;
      }
    }
  }
}
