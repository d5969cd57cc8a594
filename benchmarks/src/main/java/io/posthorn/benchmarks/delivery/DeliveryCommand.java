package io.posthorn.benchmarks.delivery;

import io.posthorn.benchmarks.compare.Measured;
import io.posthorn.benchmarks.compare.Results;
import io.posthorn.benchmarks.process.Bounds;
import io.posthorn.benchmarks.process.Machine;
import io.posthorn.benchmarks.process.Workplace;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code bin/bench delivery}: deliveries a second beside BullMQ and beside a bare HTTP client. */
@Command(
    name = "delivery",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    showDefaultValues = true,
    description =
        "Delivers stored tasks to a sink in another process, in turn with BullMQ + undici and a bare"
            + " HTTP client, and prints the medians of the ratios.")
public final class DeliveryCommand implements Callable<Integer> {
  private static final String ROW = "delivery";

  @Option(names = "--pairs", paramLabel = "N", description = "Rounds, after one to warm up.")
  int pairs = 3;

  @Option(
      names = "--messages",
      paramLabel = "N",
      description = "Messages of a round, for Posthorn and the bare client.")
  int messages = 100_000;

  @Option(names = "--jobs", paramLabel = "N", description = "Messages of a round, for BullMQ.")
  int jobs = 20_000;

  @Option(names = "--size", paramLabel = "BYTES", description = "Bytes of a body.")
  int size = 100;

  @Option(names = "--in-flight", paramLabel = "N", description = "Most requests at once.")
  int inFlight = 64;

  @Option(
      names = "--only",
      paramLabel = "WORD",
      split = ",",
      description = "bare, bullmq, posthorn: leave out the rest.")
  List<String> only = List.of("bare", "bullmq", "posthorn");

  @Mixin Workplace place = new Workplace();

  @Option(names = "--least-of-bullmq", paramLabel = "N", description = "Bound of that ratio.")
  double leastOfBull = 3;

  @Option(names = "--least-of-bare", paramLabel = "N", description = "Bound of that ratio.")
  double leastOfBare = 0.35;

  private final Results results = new Results(BareSender.NAME);

  /** For picocli. */
  public DeliveryCommand() {}

  @Override
  public Integer call() throws IOException, InterruptedException {
    place.open("delivery");
    var senders = new ArrayList<Sender>();
    try (var sink = new SinkProcess(place.folder())) {
      start(senders, sink);
      for (int round = 0; round <= pairs; round++) {
        for (Sender sender : senders) {
          measure(sender, round);
        }
      }
    } finally {
      senders.forEach(Sender::close);
    }
    int code = report();
    place.delete();
    return code;
  }

  private void start(List<Sender> senders, SinkProcess sink)
      throws IOException, InterruptedException {
    var load = new Load(messages, size, inFlight);
    if (only.contains("bare")) {
      senders.add(new BareSender(sink, load));
    }
    if (only.contains("bullmq")) {
      String missing = BullSender.missing();
      if (missing.isEmpty()) {
        senders.add(BullSender.start(place.folder(), sink, new Load(jobs, size, inFlight)));
      } else {
        System.err.println("bench: going on without BullMQ, for lack of " + missing);
      }
    }
    if (only.contains("posthorn")) {
      senders.add(new PosthornSender(place.folder().resolve("data"), sink, load, place.settings()));
    }
  }

  private void measure(Sender sender, int round) throws IOException, InterruptedException {
    Measured measured = sender.measure();
    System.err.printf(
        Locale.ROOT,
        "round %d%s %-34s %9.0f/s %6.1f us %s%n",
        round,
        round == 0 ? " (warm-up)" : "",
        sender.name(),
        measured.rate(),
        measured.cpuMicros(),
        measured.problem());
    if (round > 0) {
      results.add(ROW, sender.name(), measured);
    }
  }

  private int report() {
    System.out.println(Machine.describe("delivery"));
    System.out.println(results.table());
    results.problems().forEach(problem -> System.out.println("PROBLEM: " + problem));
    var bounds = new Bounds();
    judge(bounds, "posthorn, of BullMQ", BullSender.NAME, leastOfBull);
    judge(bounds, "posthorn, of the bare client", BareSender.NAME, leastOfBare);
    return results.problems().isEmpty() ? bounds.exitCode() : 1;
  }

  private void judge(Bounds bounds, String what, String other, double least) {
    double ratio = results.ratio(ROW, PosthornSender.NAME, other);
    if (!Double.isNaN(ratio)) {
      bounds.atLeast(what, ratio, least, "");
    }
  }
}
