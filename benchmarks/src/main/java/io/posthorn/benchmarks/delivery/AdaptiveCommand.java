package io.posthorn.benchmarks.delivery;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.posthorn.benchmarks.process.Bounds;
import io.posthorn.benchmarks.process.Machine;
import io.posthorn.benchmarks.process.Posthorn;
import io.posthorn.benchmarks.process.Wire;
import io.posthorn.benchmarks.process.Workplace;
import io.posthorn.http.Exchange;
import io.posthorn.http.Reply;
import java.io.IOException;
import java.time.Instant;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code bin/bench delivery-adaptive}: repeating tasks that find their own pace. */
@Command(
    name = "delivery-adaptive",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    showDefaultValues = true,
    description = {
      "Runs adaptive tasks in one queue with a rate limit; some are answered 'reset' each time.",
      "The n-th pause is n steps, so that the others run about sqrt(2 seconds / step) times, and those"
          + " answered 'reset' five times as often after some 50 steps."
    })
public final class AdaptiveCommand implements Callable<Integer> {
  /** Without an end of line: the body is compared as it is. */
  private static final Reply RESET = Reply.of(200, "text/plain", "reset".getBytes(US_ASCII));

  private static final double QUARTER = 0.25;

  @Option(names = "--tasks", paramLabel = "N", description = "Tasks; the claim is 100000.")
  int tasks = 2_000;

  @Option(names = "--reset", paramLabel = "SHARE", description = "Share of those that reset.")
  double reset = 0.05;

  @Option(names = "--rate", paramLabel = "N", description = "rateLimit of the queue, a second.")
  int rate = 1_000;

  @Option(names = "--step", paramLabel = "TIME", description = "Step; the claim is made with 20s.")
  String step = "1s";

  @Option(
      names = "--seconds",
      paramLabel = "N",
      description = "Length of the run; the claim is made with 2400.")
  int seconds = 90;

  @Option(names = "--concurrency", paramLabel = "N", description = "maxConcurrency of the queue.")
  int concurrency = 64;

  @Option(names = "--least-ratio", paramLabel = "N", description = "Bound of the runs' ratio.")
  double leastRatio = 5;

  @Option(names = "--max-slope", paramLabel = "MB", description = "Bound of memory a minute.")
  double maxSlope = 1;

  @Mixin Workplace place = new Workplace();

  private final MemorySlope memory = new MemorySlope();
  private int[] runs = {};
  private long latestScheduled;
  private long furthestBehind;

  /** For picocli. */
  public AdaptiveCommand() {}

  @Override
  public Integer call() throws IOException, InterruptedException {
    place.open("adaptive");
    System.out.println(Machine.describe("delivery-adaptive"));
    runs = new int[tasks];
    try (var server = new Posthorn(place.folder().resolve("data"), 0, place.settings());
        var wire = new Wire(server.port())) {
      try (var receiver = new Receiver("127.0.0.1", (r, exchange) -> received(exchange))) {
        run(server, wire, "http://127.0.0.1:" + receiver.port() + "/hook");
      }
    }
    place.delete();
    return report();
  }

  private void run(Posthorn server, Wire wire, String url)
      throws IOException, InterruptedException {
    var queue =
        new PushQueue(wire, "adaptive")
            .make(
                "\"maxConcurrency\":"
                    + concurrency
                    + ",\"rateLimit\":{\"permits\":"
                    + rate
                    + ",\"per\":\"1s\"}");
    queue.pause();
    String repeat = "\"repeat\":{\"adaptive\":{\"step\":\"" + step + "\",\"max\":\"0s\"}}";
    queue.store(tasks, i -> Task.json(url, String.valueOf(i), repeat));
    queue.resume();
    long start = System.nanoTime();
    long end = start + TimeUnit.SECONDS.toNanos(seconds);
    for (long now = start; now < end; now = System.nanoTime()) {
      memory.add(now - start, server.memory());
      TimeUnit.MILLISECONDS.sleep(500);
    }
    queue.pause();
  }

  private boolean resets(int number) {
    return (int) ((number + 1) * reset) > (int) (number * reset);
  }

  private void received(Exchange exchange) {
    int number = (int) Receiver.number(exchange);
    runs[number]++;
    String scheduled = exchange.header("Posthorn-Scheduled-At");
    if (scheduled != null) {
      long at = Instant.parse(scheduled).toEpochMilli();
      furthestBehind = Math.max(furthestBehind, latestScheduled - at);
      latestScheduled = Math.max(latestScheduled, at);
    }
    exchange.reply(resets(number) ? RESET : Receiver.OK);
  }

  private int report() {
    int[] often = IntStream.range(0, tasks).filter(this::resets).map(i -> runs[i]).toArray();
    int[] seldom = IntStream.range(0, tasks).filter(i -> !resets(i)).map(i -> runs[i]).toArray();
    print("answered 'reset'", often);
    print("the others", seldom);
    System.out.printf(
        Locale.ROOT,
        "%,.0f runs a second; a run came at most %d ms after one that was due later%n",
        (double) IntStream.of(runs).sum() / seconds,
        furthestBehind);
    for (double share = QUARTER; share <= 1; share += QUARTER) {
      System.out.printf(
          Locale.ROOT, "memory after %.0f%%: %.0f MB%n", share * 100, memory.at(share));
    }
    var bounds = new Bounds();
    bounds.atLeast(
        "runs of those that reset, of the others'", mean(often) / mean(seldom), leastRatio, "");
    bounds.atLeast("fewest runs of a task", IntStream.of(runs).min().orElse(0), 1, "");
    bounds.atMost("memory, second half", memory.ofSecondHalf(), maxSlope, "MB/min");
    return bounds.exitCode();
  }

  private static void print(String what, int[] runs) {
    int[] sorted = IntStream.of(runs).sorted().toArray();
    System.out.printf(
        Locale.ROOT,
        "%-18s %,7d tasks, runs each: mean %.2f, least %d, median %d, most %d%n",
        what,
        sorted.length,
        mean(sorted),
        sorted.length == 0 ? 0 : sorted[0],
        sorted.length == 0 ? 0 : sorted[sorted.length / 2],
        sorted.length == 0 ? 0 : sorted[sorted.length - 1]);
  }

  private static double mean(int[] runs) {
    return IntStream.of(runs).average().orElse(0);
  }
}
