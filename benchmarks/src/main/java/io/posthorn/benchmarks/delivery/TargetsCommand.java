package io.posthorn.benchmarks.delivery;

import io.posthorn.benchmarks.process.Bounds;
import io.posthorn.benchmarks.process.Machine;
import io.posthorn.benchmarks.process.Posthorn;
import io.posthorn.benchmarks.process.Wire;
import io.posthorn.benchmarks.process.Workplace;
import io.posthorn.http.Exchange;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntFunction;
import org.HdrHistogram.Histogram;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code bin/bench delivery-targets}: whether bad receivers delay the good ones. */
@Command(
    name = "delivery-targets",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    showDefaultValues = true,
    description =
        "Delivers to many targets, with and without bad ones among them (refusing, or answering"
            + " late); shows the good ones' latency and the slope of resident memory.")
public final class TargetsCommand implements Callable<Integer> {
  private static final double NANOS_PER_MILLI = 1e6;
  private static final Duration LONGEST = Duration.ofMinutes(10);
  private static final long SAMPLE_MILLIS = 500;
  private static final long CATCH_UP_NANOS = TimeUnit.SECONDS.toNanos(20);

  @Option(names = "--targets", paramLabel = "N", description = "Targets; the claim is 1000.")
  int count = 100;

  @Option(names = "--bad", paramLabel = "SHARE", description = "Share of bad ones.")
  double bad = 0.1;

  @Option(names = "--slow", paramLabel = "SECONDS", description = "When the slow ones answer.")
  int slow = 30;

  @Option(
      names = "--queues",
      paramLabel = "each|one",
      description = "A queue for each target, or one for all.")
  String queues = "each";

  @Option(
      names = "--concurrency",
      paramLabel = "N",
      description = "maxConcurrency of a queue; 0 = the server's default.")
  int concurrency;

  @Option(names = "--rate", paramLabel = "N", description = "Tasks a second for all targets.")
  double rate = 200;

  @Option(
      names = "--seconds",
      paramLabel = "N",
      description = "Length of a run; memory needs some 600.")
  double seconds = 30;

  @Option(
      names = "--warm-up",
      paramLabel = "SECONDS",
      description = "Latencies of the beginning that are not counted.")
  double warmUp = 5;

  @Option(names = "--pairs", paramLabel = "N", description = "Runs without and with bad ones.")
  int pairs = 1;

  @Option(names = "--max-slope", paramLabel = "MB", description = "Bound of memory a minute.")
  double maxSlope = 1;

  @Mixin Workplace place = new Workplace();

  /** For picocli. */
  public TargetsCommand() {}

  @Override
  public Integer call() throws IOException, InterruptedException {
    place.open("targets");
    System.out.println(Machine.describe("delivery-targets"));
    var bounds = new Bounds();
    for (int pair = 0; pair < pairs; pair++) {
      Run without = new Run(false).go(place.folder().resolve("without-" + pair));
      Run with = new Run(true).go(place.folder().resolve("with-" + pair));
      double p99 = without.millis(99);
      bounds.atMost(
          "p99 of the good ones beside bad ones",
          with.millis(99),
          Math.max(2 * p99, p99 + 20),
          "ms");
      bounds.atMost("memory, second half", with.memory.ofSecondHalf(), maxSlope, "MB/min");
      bounds.atLeast("good messages that came", with.came.get(), with.stored, "");
    }
    place.delete();
    return bounds.exitCode();
  }

  /** One run on a server of its own. */
  private final class Run {
    private final boolean withBad;
    private final Histogram latencies = new Histogram(LONGEST.toNanos(), 3);
    private final MemorySlope memory = new MemorySlope();
    private final AtomicLong came = new AtomicLong();
    private final AtomicLong slowCalls = new AtomicLong();
    private volatile long countFrom;
    private long stored;

    Run(boolean withBad) {
      this.withBad = withBad;
    }

    Run go(Path data) throws IOException, InterruptedException {
      try (var receiver = new Receiver("0.0.0.0", this::received);
          var server = new Posthorn(data, 0, place.settings())) {
        List<Target> targets = Target.make(count, bad, receiver.port(), Posthorn.freePort());
        IntFunction<String> names = queues.equals("one") ? i -> "targets" : i -> "target-" + i;
        makeQueues(server, names);
        var sampler = new Thread(() -> sample(server), "memory-sampler");
        countFrom = System.nanoTime() + (long) (warmUp * 1e9);
        sampler.start();
        try {
          stored = new TaskFeed(server.port(), targets, names, withBad).run(rate, seconds);
        } finally {
          sampler.interrupt();
          sampler.join();
        }
        awaitArrivals();
      }
      System.out.printf(
          Locale.ROOT,
          "%-12s %,d of %,d came, p50 %.2f ms, p99 %.2f ms, max %.2f ms; %,d calls of slow targets;"
              + " memory %.0f, %.0f, %.0f MB at the begin, half, end, %+.2f MB/min over the second half%n",
          withBad ? "with bad" : "without bad",
          came.get(),
          stored,
          millis(50),
          millis(99),
          millis(100),
          slowCalls.get(),
          memory.at(0),
          memory.at(0.5),
          memory.at(1),
          memory.ofSecondHalf());
      return this;
    }

    private void makeQueues(Posthorn server, IntFunction<String> names) throws IOException {
      String config = concurrency == 0 ? "" : "\"maxConcurrency\":" + concurrency;
      try (var wire = new Wire(server.port())) {
        for (int i = 0; i < (queues.equals("one") ? 1 : count); i++) {
          new PushQueue(wire, names.apply(i)).make(config);
        }
      }
    }

    private void received(Receiver receiver, Exchange exchange) {
      if (exchange.path().equals(Target.SLOW_PATH)) {
        slowCalls.incrementAndGet();
        receiver.later(exchange, Receiver.OK, Duration.ofSeconds(slow));
        return;
      }
      long sent = Receiver.number(exchange);
      if (sent >= countFrom) {
        latencies.recordValue(Math.min(System.nanoTime() - sent, LONGEST.toNanos()));
      }
      came.incrementAndGet();
      exchange.reply(Receiver.OK);
    }

    private void sample(Posthorn server) {
      long start = System.nanoTime();
      try {
        while (true) {
          memory.add(System.nanoTime() - start, server.memory());
          TimeUnit.MILLISECONDS.sleep(SAMPLE_MILLIS);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    private void awaitArrivals() throws InterruptedException {
      long end = System.nanoTime() + CATCH_UP_NANOS;
      while (came.get() < stored && System.nanoTime() < end) {
        TimeUnit.MILLISECONDS.sleep(10);
      }
    }

    private double millis(double percentile) {
      return latencies.getValueAtPercentile(percentile) / NANOS_PER_MILLI;
    }
  }
}
