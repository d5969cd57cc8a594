package io.posthorn.benchmarks.watch;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.posthorn.access.KeyText;
import io.posthorn.benchmarks.process.Bounds;
import io.posthorn.benchmarks.process.Machine;
import io.posthorn.benchmarks.process.Posthorn;
import io.posthorn.benchmarks.process.Wire;
import io.posthorn.benchmarks.process.Workplace;
import io.posthorn.cli.bench.Content;
import io.posthorn.cli.bench.Mix;
import io.posthorn.cli.bench.Traffic;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code bin/bench watch}: what metrics, the console's page and keys cost beside full load. */
@Command(
    name = "watch",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    showDefaultValues = true,
    description =
        "Puts and takes on a server of many queues, in turn alone and while a Prometheus and a"
            + " console watch it; shows the median of the ratios, and how long the watchers wait.")
public final class WatchCommand implements Callable<Integer> {
  private static final String PREFIX = "watched";
  private static final long WALK_NANOS = TimeUnit.MINUTES.toNanos(5);
  private static final long LOOK_MILLIS = 500;

  @Option(names = "--queues", paramLabel = "N", description = "Queues; at least 2.")
  int queues = 10_000;

  @Option(
      names = "--busy",
      paramLabel = "N",
      description = "Queues that the load goes over; the others rest.")
  int busy = 1_000;

  @Option(names = "--held", paramLabel = "N", description = "Messages that each queue holds.")
  int held = 5;

  @Option(names = "--pairs", paramLabel = "N", description = "Pairs of windows.")
  int pairs = 5;

  @Option(names = "--seconds", paramLabel = "N", description = "Length of a window.")
  double seconds = 30;

  @Option(
      names = "--slices",
      paramLabel = "N",
      description = "Parts of a window that take turns with those of the other one.")
  int slices = 6;

  @Option(names = "--clients", paramLabel = "N", description = "Connections of the load.")
  int clients = 64;

  @Option(
      names = "--keys",
      description =
          "Instead: a server that asks for a key, in turn with one that does not; no queues beside"
              + " the busy ones.")
  boolean keys;

  @Mixin Workplace place = new Workplace();

  @Option(names = "--least", paramLabel = "N", description = "Bound of the median ratio.")
  double least = 0.90;

  @Option(names = "--max-scrape", paramLabel = "SECONDS", description = "Bound of /metrics.")
  double maxScrape = 0.5;

  @Option(
      names = "--max-overview",
      paramLabel = "SECONDS",
      description = "Bound of what the console asks for.")
  double maxOverview = 1;

  private final Bounds bounds = new Bounds();

  /** For picocli. */
  public WatchCommand() {}

  @Override
  public Integer call() throws IOException, InterruptedException {
    place.open("watch");
    System.out.println(Machine.describe("watch"));
    if (keys) {
      compareKeys();
    } else {
      try (var server = new Posthorn(place.folder().resolve("data"), 0, place.settings())) {
        fill(server);
        watch(new Load(server.port(), server::cpu, traffic(), content()));
        System.out.println("most resident memory: " + Posthorn.mib(server.most()));
      }
    }
    place.delete();
    return exitCode();
  }

  /** The load's, for one slice. */
  Traffic traffic() {
    return Traffic.closed(clients, Duration.ofMillis((long) (seconds * 1000 / slices)));
  }

  /** What the load puts, and takes again. */
  Content content() {
    // Of two and more the names have numbers.
    return Content.of(Mix.PUT_TAKE, PREFIX).with(Math.max(2, Math.min(busy, queues)), 100, 1);
  }

  private void fill(Posthorn server) throws IOException, InterruptedException {
    long from = System.nanoTime();
    // A single client comes to each queue once.
    server.load(Traffic.count(1, queues), Content.of(Mix.BATCH, PREFIX).with(queues, 100, held));
    awaitWalk(server.port(), queues);
    System.out.printf(
        Locale.ROOT,
        "%,d queues of %d messages are made and seen after %.1f s; resident %s%n",
        queues,
        held,
        (System.nanoTime() - from) / 1e9,
        Posthorn.mib(server.memory()));
  }

  /** Waits until the server has looked at all queues, so that there is something to show. */
  private static void awaitWalk(int port, int queues) throws IOException, InterruptedException {
    long end = System.nanoTime() + WALK_NANOS;
    try (var wire = new Wire(port)) {
      while (shown(wire) < queues) {
        if (System.nanoTime() > end) {
          throw new IOException("the overview does not come to show " + queues + " queues");
        }
        TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
      }
    }
  }

  private static long shown(Wire wire) throws IOException {
    String overview = wire.call("GET", "/v1/overview", "").body();
    return new ObjectMapper().readTree(overview).at("/totals/queues").asLong();
  }

  /** Measures, and holds it to the bounds. */
  void watch(Load load) throws IOException, InterruptedException {
    var watchers = new Watchers(load.port());
    Pairs.Window watched =
        () -> {
          try (var watching = watchers.begin()) {
            return load.run();
          }
        };
    for (int i = 0; i < slices; i++) {
      load.run();
      watched.measure();
    }
    watchers.reset();
    var windows = new Pairs("alone", load::run, "watched", watched, slices);
    windows.run(pairs);
    watchers.views().forEach(System.out::println);
    bounds.atLeast("put and take while watched, of alone", windows.ratio(), least, "");
    bounds.atMost("longest scrape", watchers.metrics.millis(100) / 1e3, maxScrape, "s");
    bounds.atMost("longest overview", watchers.overview.millis(100) / 1e3, maxOverview, "s");
    bounds.atMost("longest page of queues", watchers.page.millis(100) / 1e3, maxOverview, "s");
    // One a second; the first of a slice may take as long to come.
    bounds.atLeast("events", watchers.events.get(), Math.floor(pairs * (seconds - slices) / 2), "");
    long answers = watchers.views().stream().mapToLong(View::answers).min().orElse(0);
    bounds.atLeast("answers to each question", answers, pairs, "");
    long failures = watchers.views().stream().mapToLong(View::failures).sum();
    bounds.atMost("failures", (double) failures + windows.problems(), 0, "");
  }

  private void compareKeys() throws IOException, InterruptedException {
    String key = KeyText.create("bench", new SecureRandom());
    List<String> asking = new ArrayList<>(place.settings());
    asking.add("access.keys=bench admin * " + KeyText.hash(key));
    try (var open = new Posthorn(place.folder().resolve("open"), 0, place.settings());
        var locked = new Posthorn(place.folder().resolve("locked"), 0, asking)) {
      compareKeys(
          new Load(open.port(), open::cpu, traffic(), content()),
          new Load(locked.port(), locked::cpu, traffic(), content().withHeaders(header(key))));
    }
  }

  /** The header line that shows a server {@code key}. */
  static String header(String key) {
    return "Authorization: Bearer " + key + "\r\n";
  }

  /** Measures a server without keys and one with keys, and holds the cost to its bound. */
  void compareKeys(Load without, Load with) throws IOException, InterruptedException {
    without.run();
    with.run();
    var windows = new Pairs("without keys", without::run, "with keys", with::run, slices);
    windows.run(pairs);
    bounds.atLeast("put and take with keys, of without", windows.ratio(), least, "");
    bounds.atMost("failures", windows.problems(), 0, "");
  }

  /** 0 when all bounds were kept. */
  int exitCode() {
    return bounds.exitCode();
  }
}
