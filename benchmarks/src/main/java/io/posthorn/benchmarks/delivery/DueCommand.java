package io.posthorn.benchmarks.delivery;

import io.posthorn.benchmarks.process.Bounds;
import io.posthorn.benchmarks.process.Machine;
import io.posthorn.benchmarks.process.Posthorn;
import io.posthorn.benchmarks.process.Wire;
import io.posthorn.benchmarks.process.Workplace;
import io.posthorn.http.Exchange;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import java.util.function.IntSupplier;
import org.HdrHistogram.Histogram;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code bin/bench delivery-due}: many tasks due at one instant, then some at random ones. */
@Command(
    name = "delivery-due",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    showDefaultValues = true,
    description =
        "Delivers tasks that are due in the same second, and shows their rate and order; then tasks"
            + " due at random instants, and shows how late they arrive.")
public final class DueCommand implements Callable<Integer> {
  private static final long NANOS_PER_MILLI = 1_000_000;
  private static final Duration LONGEST = Duration.ofMinutes(10);
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);

  @Option(
      names = "--messages",
      paramLabel = "N",
      description = "Tasks due in the same second; the claim is 1000000.")
  int messages = 50_000;

  @Option(
      names = "--rate",
      paramLabel = "N",
      description = "Tasks a second that are due at random instants.")
  int rate = 1_000;

  @Option(
      names = "--seconds",
      paramLabel = "N",
      description = "How long such tasks become due; the claim is 60.")
  int seconds = 10;

  @Option(
      names = "--warm-up",
      paramLabel = "SECONDS",
      description = "Lateness of the beginning that is printed, but not counted.")
  int warmUp = 5;

  @Option(names = "--concurrency", paramLabel = "N", description = "maxConcurrency of the queue.")
  int concurrency = 64;

  @Option(
      names = "--stored-per-second",
      paramLabel = "N",
      description = "How fast tasks are sure to be stored: sets when they are due.")
  int storedPerSecond = 15_000;

  @Option(
      names = "--max-lateness",
      paramLabel = "MS",
      description = "Bound of the 99th percentile.")
  double maxLateness = 25;

  @Option(
      names = "--least-rate",
      paramLabel = "N",
      description = "Bound of the deliveries a second; take it from bin/bench delivery.")
  double leastRate;

  @Mixin Workplace place = new Workplace();

  private final Bounds bounds = new Bounds();

  /** For picocli. */
  public DueCommand() {}

  @Override
  public Integer call() throws IOException, InterruptedException {
    place.open("due");
    System.out.println(Machine.describe("delivery-due"));
    try (var server = new Posthorn(place.folder().resolve("data"), 0, place.settings())) {
      if (messages > 0) {
        sameSecond(server);
      }
      if (seconds > 0) {
        randomInstants(server);
      }
      System.out.println("most resident memory " + Posthorn.mib(server.most()));
    }
    place.delete();
    return bounds.exitCode();
  }

  /** An instant by which {@code count} tasks are stored. */
  private Instant due(int count) {
    long millis = System.currentTimeMillis() + 3_000 + count * 1000L / storedPerSecond;
    return Instant.ofEpochMilli(millis);
  }

  private void sameSecond(Posthorn server) throws IOException, InterruptedException {
    var arrivals = new Arrivals();
    var last = new long[1];
    try (var receiver =
        new Receiver(
            "127.0.0.1",
            (r, exchange) -> {
              arrivals.came((int) Receiver.number(exchange));
              last[0] = System.currentTimeMillis();
              exchange.reply(Receiver.OK);
            })) {
      String url = "http://127.0.0.1:" + receiver.port() + "/hook";
      Instant due = due(messages);
      String visibleAt = "\"visibleAt\":\"" + due + '"';
      store(server, "due", messages, i -> Task.json(url, String.valueOf(i), visibleAt));
      requireEarly(due);
      System.out.printf("%,d tasks stored, resident %s%n", messages, Posthorn.mib(server.memory()));
      await(arrivals::distinct, messages, due);
      try (var wire = new Wire(server.port())) {
        var queue = new PushQueue(wire, "due");
        while (queue.unfinished() > 0) {
          TimeUnit.MILLISECONDS.sleep(5);
        }
      }
      double took = (System.currentTimeMillis() - due.toEpochMilli()) / 1e3;
      System.out.printf(
          "last arrival %.2f s after they were due, last settled %.2f s; %,d came again%n",
          (last[0] - due.toEpochMilli()) / 1e3, took, arrivals.repeated());
      bounds.atLeast("tasks that came", arrivals.distinct(), messages, "");
      bounds.atLeast("deliveries a second", messages / took, leastRate, "");
      bounds.atMost(
          "missing when a later one came", arrivals.overtaken(), concurrency - 1, "messages");
    }
  }

  private void randomInstants(Posthorn server) throws IOException, InterruptedException {
    int count = rate * (warmUp + seconds);
    var first = new Histogram(LONGEST.toNanos(), 3);
    var lateness = new Histogram(LONGEST.toNanos(), 3);
    var arrivals = new Arrivals();
    var random = new SplittableRandom(1);
    Instant begin = due(count);
    long beginNanos =
        System.nanoTime() + (begin.toEpochMilli() - System.currentTimeMillis()) * NANOS_PER_MILLI;
    var after = new int[count];
    for (int i = 0; i < count; i++) {
      after[i] = random.nextInt((warmUp + seconds) * 1000);
    }
    try (var receiver =
        new Receiver(
            "127.0.0.1", (r, e) -> late(e, arrivals, after, beginNanos, first, lateness))) {
      String url = "http://127.0.0.1:" + receiver.port() + "/hook";
      store(
          server,
          "random",
          count,
          i ->
              Task.json(
                  url, String.valueOf(i), "\"visibleAt\":\"" + begin.plusMillis(after[i]) + '"'));
      requireEarly(begin);
      await(arrivals::distinct, count, begin.plusSeconds(warmUp + seconds));
    }
    System.out.printf(
        "lateness at first p50 %.2f ms, max %.2f ms; then p50 %.2f ms, max %.2f ms%n",
        first.getValueAtPercentile(50) / 1e6,
        first.getMaxValue() / 1e6,
        lateness.getValueAtPercentile(50) / 1e6,
        lateness.getMaxValue() / 1e6);
    bounds.atLeast("tasks at random instants that came", arrivals.distinct(), count, "");
    bounds.atMost("lateness p99", lateness.getValueAtPercentile(99) / 1e6, maxLateness, "ms");
  }

  private void store(Posthorn server, String queue, int count, IntFunction<String> line)
      throws IOException {
    try (var wire = new Wire(server.port())) {
      new PushQueue(wire, queue).make("\"maxConcurrency\":" + concurrency).store(count, line);
    }
  }

  private void late(
      Exchange exchange,
      Arrivals arrivals,
      int[] after,
      long begin,
      Histogram first,
      Histogram lateness) {
    int number = (int) Receiver.number(exchange);
    long nanos = System.nanoTime() - begin - after[number] * NANOS_PER_MILLI;
    Histogram counted = after[number] < warmUp * 1000 ? first : lateness;
    counted.recordValue(Math.max(0, Math.min(nanos, LONGEST.toNanos())));
    arrivals.came(number);
    exchange.reply(Receiver.OK);
  }

  private static void requireEarly(Instant due) throws IOException {
    if (System.currentTimeMillis() >= due.toEpochMilli()) {
      throw new IOException("the tasks were due before all were stored: lower --stored-per-second");
    }
  }

  /** Until {@code wanted} came, or none for a minute. */
  private static void await(IntSupplier came, int wanted, Instant due) throws InterruptedException {
    TimeUnit.MILLISECONDS.sleep(Math.max(0, due.toEpochMilli() - System.currentTimeMillis()));
    int before = came.getAsInt();
    long moved = System.nanoTime();
    while (before < wanted && System.nanoTime() - moved < PATIENCE_NANOS) {
      TimeUnit.MILLISECONDS.sleep(5);
      int now = came.getAsInt();
      if (now > before) {
        before = now;
        moved = System.nanoTime();
      }
    }
  }
}
