package io.posthorn.benchmarks.compare;

import io.posthorn.benchmarks.process.Bounds;
import io.posthorn.benchmarks.process.Machine;
import io.posthorn.benchmarks.process.Posthorn;
import io.posthorn.benchmarks.process.RedisServer;
import io.posthorn.benchmarks.process.Workplace;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code bin/bench redis}: Posthorn over Redis beside Redis itself. */
@Command(
    name = "redis",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    showDefaultValues = true,
    description =
        "Puts and takes over HTTP with storage.engine=redis, in turn with redis-benchmark's LPUSH and"
            + " RPOP, each on a redis-server of its own with appendfsync always, and prints the"
            + " medians of the ratios; then messages a second in batches.")
public final class RedisCommand implements Callable<Integer> {
  private static final String BATCH = "messages in batches";

  @Option(names = "--pairs", paramLabel = "N", description = "Rounds.")
  int pairs = 5;

  @Option(names = "--seconds", paramLabel = "N", description = "Length of a measurement.")
  double seconds = 2;

  @Option(names = "--clients", paramLabel = "N", description = "Connections.")
  int clients = 256;

  @Option(names = "--httpsqs", description = "HTTPSQS requests instead of native ones.")
  boolean httpsqs;

  @Option(names = "--batch-clients", paramLabel = "N", description = "Connections for batches.")
  int batchClients = 8;

  @Option(names = "--lines", paramLabel = "N", description = "Messages of a batch.")
  int lines = 1000;

  @Option(
      names = "--only",
      paramLabel = "WORD",
      split = ",",
      description = "put, take, batch: leave out the rest.")
  List<String> only = List.of("put", "take", "batch");

  @Mixin Workplace place = new Workplace();

  @Option(names = "--least-of-redis", paramLabel = "N", description = "Bound of both ratios.")
  double leastOfRedis = 0.40;

  @Option(names = "--least-in-batches", paramLabel = "N", description = "Bound of that rate.")
  double leastInBatches = 150_000;

  private final Results results = new Results(RedisSubject.NAME);
  private final Bounds bounds = new Bounds();

  /** For picocli. */
  public RedisCommand() {}

  @Override
  public Integer call() throws IOException, InterruptedException {
    place.open("redis");
    Duration duration = Duration.ofMillis((long) (seconds * 1000));
    int port = Posthorn.freePort();
    var settings = new ArrayList<>(place.settings());
    settings.addAll(List.of("storage.engine=redis", "redis.uri=redis://127.0.0.1:" + port));
    try (var redis = RedisSubject.start(place.folder().resolve("bare"), Posthorn.freePort());
        var under = RedisServer.start(place.folder().resolve("under"), port, "always");
        var park = new Park(place.folder(), 0, settings)) {
      List<HttpSubject> variants = park.variants(Park.REDIS);
      for (boolean put : new boolean[] {true, false}) {
        if (only.contains(put ? "put" : "take")) {
          compare(new Work(httpsqs, put, clients), redis, variants, duration);
        }
      }
      if (only.contains("batch")) {
        batches(variants, duration);
      }
      System.err.println("CPU of Redis under Posthorn: " + under.cpu().toMillis() + " ms");
    }
    int code = report();
    place.delete();
    return code;
  }

  private void compare(Work work, RedisSubject redis, List<HttpSubject> variants, Duration duration)
      throws IOException, InterruptedException {
    HttpSubject posthorn = Park.best(variants, work, duration);
    redis.measure(work, duration);
    for (int i = 0; i < pairs; i++) {
      add(work.toString(), redis, redis.measure(work, duration));
      add(work.toString(), posthorn, posthorn.measure(work, duration));
    }
    bounds.atLeast(
        work + ", of redis-server",
        results.ratio(work.toString(), Park.REDIS, RedisSubject.NAME),
        leastOfRedis,
        "");
  }

  private void batches(List<HttpSubject> variants, Duration duration)
      throws IOException, InterruptedException {
    var rates = new ArrayList<Double>();
    for (int i = -1; i < pairs; i++) {
      for (HttpSubject variant : variants) {
        Measured measured = variant.batches(batchClients, lines, duration);
        if (i >= 0) {
          add(BATCH, variant, measured);
          rates.add(measured.rate());
        }
      }
    }
    bounds.atLeast(BATCH + " of " + lines, Results.median(rates), leastInBatches, "/s");
  }

  private void add(String row, Subject subject, Measured measured) {
    System.err.printf(
        Locale.ROOT,
        "%-34s %-34s %9.0f/s %6.1f us %s%n",
        row,
        subject.name(),
        measured.rate(),
        measured.cpuMicros(),
        measured.problem());
    results.add(row, subject.name(), measured);
  }

  private int report() {
    System.out.println();
    System.out.println(Machine.describe("redis"));
    System.out.println(results.table());
    results.problems().forEach(problem -> System.out.println("PROBLEM: " + problem));
    return results.problems().isEmpty() ? bounds.exitCode() : 1;
  }
}
