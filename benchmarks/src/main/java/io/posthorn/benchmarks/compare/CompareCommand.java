package io.posthorn.benchmarks.compare;

import io.posthorn.benchmarks.process.Machine;
import io.posthorn.benchmarks.process.Workplace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code bin/bench compare}: the table of ratios. */
@Command(
    name = "compare",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    showDefaultValues = true,
    description =
        "Measures hello, Posthorn and its peers in turn and prints the medians of their ratios.")
public final class CompareCommand implements Callable<Integer> {
  private static final List<String> PEERS = List.of("redis", "beanstalkd", "elasticmq");

  @Option(
      names = "--pairs",
      paramLabel = "N",
      description = "Rounds; every server is measured once in each.")
  int pairs = 7;

  @Option(names = "--seconds", paramLabel = "N", description = "Length of a measurement.")
  double seconds = 2;

  @Option(names = "--clients", paramLabel = "N", split = ",", description = "Connections.")
  List<Integer> clients = List.of(64, 256);

  @Option(
      names = "--only",
      paramLabel = "WORD",
      split = ",",
      description =
          "httpsqs, native, put, take, flushed, buffered, redis, beanstalkd, elasticmq: leave out the rest.")
  List<String> only = List.of();

  @Option(
      names = "--generator",
      paramLabel = "NAME",
      split = ",",
      description = "bench, wrk or both.")
  List<String> generators = List.of("bench", "wrk");

  @Option(
      names = "--quick",
      description = "One pair, one second, 64 connections, own generator: for CI.")
  boolean quick;

  @Mixin Workplace place = new Workplace();

  @Option(names = "--topic", paramLabel = "WORD", description = "Names the report.")
  String topic = "throughput";

  @Option(names = "--out", paramLabel = "DIR", description = "Where the report goes.")
  Path out = Path.of("docs/benchmarks");

  @Option(names = "--port", paramLabel = "N", description = "First port; 0 = free ones.")
  int port;

  @Option(names = "--elasticmq", paramLabel = "CLASSPATH", description = "ElasticMQ's class path.")
  @Nullable String elasticMq;

  private final Results results = new Results(Park.HELLO);
  private final Map<String, String> loops = new LinkedHashMap<>();

  /** For picocli. */
  public CompareCommand() {}

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (quick) {
      pairs = 1;
      seconds = 1;
      clients = List.of(64);
      generators = List.of("bench");
    }
    Duration duration = Duration.ofMillis((long) (seconds * 1000));
    place.open("compare");
    Duration before = DiskProbe.fdatasync(place.folder());
    if (only.isEmpty() || !PEERS.containsAll(only)) {
      compareHttp(duration);
    }
    comparePeers(duration);
    report(before, DiskProbe.fdatasync(place.folder()));
    place.delete();
    return results.problems().isEmpty() ? 0 : 1;
  }

  private boolean wanted(String word, String... alternatives) {
    return only.contains(word) || List.of(alternatives).stream().noneMatch(only::contains);
  }

  private List<Work> works() {
    var works = new ArrayList<Work>();
    for (int count : clients) {
      for (boolean httpsqs : new boolean[] {true, false}) {
        for (boolean put : new boolean[] {true, false}) {
          boolean protocol = httpsqs ? wanted("httpsqs", "native") : wanted("native", "httpsqs");
          if (protocol && (put ? wanted("put", "take") : wanted("take", "put"))) {
            works.add(new Work(httpsqs, put, count));
          }
        }
      }
    }
    return works;
  }

  private void compareHttp(Duration duration) throws IOException, InterruptedException {
    try (var park = new Park(place.folder(), port, place.settings())) {
      var sides = new ArrayList<List<HttpSubject>>();
      sides.add(park.variants(Park.HELLO));
      if (wanted("flushed", "buffered")) {
        sides.add(park.variants(Park.FLUSHED));
      }
      if (wanted("buffered", "flushed")) {
        sides.add(park.variants(Park.BUFFERED));
      }
      for (Work task : works()) {
        compareHttp(task, sides, duration);
      }
    }
  }

  private void compareHttp(Work task, List<List<HttpSubject>> sides, Duration duration)
      throws IOException, InterruptedException {
    var chosen = new ArrayList<HttpSubject>();
    for (List<HttpSubject> variants : sides) {
      HttpSubject best = Park.best(variants, task, duration);
      chosen.add(best);
      loops.merge(
          task.toString(),
          best.name() + " " + (1 + variants.indexOf(best)),
          (one, other) -> one + ", " + other);
    }
    for (int i = 0; i < pairs; i++) {
      for (String generator : generators) {
        String row = task + (generators.size() > 1 ? ", " + generator : "");
        for (HttpSubject subject : chosen) {
          measure(
              row,
              subject.with(Generator.valueOf(generator.toUpperCase(Locale.ROOT))),
              task,
              duration);
        }
      }
    }
  }

  private void comparePeers(Duration duration) throws IOException, InterruptedException {
    var peers = new ArrayList<Subject>();
    String[] all = {"redis", "beanstalkd", "elasticmq", "flushed", "buffered"};
    try (var park = new Park(place.folder(), port == 0 ? 0 : port + 20, place.settings())) {
      if (wanted("redis", all) && Machine.has("redis-server")) {
        peers.add(RedisSubject.start(place.folder().resolve("redis"), park.port()));
      }
      if (wanted("beanstalkd", all) && Machine.has("beanstalkd")) {
        peers.add(BeanstalkSubject.start(place.folder().resolve("beanstalkd"), park.port()));
      }
      if (wanted("elasticmq", all) && elasticMq != null) {
        peers.add(
            ElasticMqSubject.start(place.folder().resolve("elasticmq"), elasticMq, park.port()));
      }
      if (peers.isEmpty()) {
        return;
      }
      var sides =
          new ArrayList<List<HttpSubject>>(
              List.of(park.variants(Park.HELLO), park.variants(Park.FLUSHED)));
      for (int count : clients) {
        for (boolean put : new boolean[] {true, false}) {
          var task = new Work(true, put, count);
          var subjects = new ArrayList<Subject>();
          for (List<HttpSubject> variants : sides) {
            subjects.add(Park.best(variants, task, duration));
          }
          for (Subject peer : peers) {
            peer.measure(task, duration);
            subjects.add(peer);
          }
          for (int i = 0; i < pairs; i++) {
            for (Subject subject : subjects) {
              measure(
                  "peers: " + (put ? "put" : "take") + ", " + count + " clients",
                  subject,
                  task,
                  duration);
            }
          }
        }
      }
    } finally {
      peers.forEach(Subject::close);
    }
  }

  private void measure(String row, Subject subject, Work task, Duration duration)
      throws IOException, InterruptedException {
    Measured measured = subject.measure(task, duration);
    System.err.printf(
        Locale.ROOT,
        "%-40s %-34s %9.0f/s %6.1f us %s%n",
        row,
        subject.name(),
        measured.rate(),
        measured.cpuMicros(),
        measured.problem());
    results.add(row, subject.name(), measured);
  }

  private void report(Duration syncBefore, Duration syncAfter) throws IOException {
    var text = new StringBuilder("# " + topic + "\n\n");
    text.append("Ratios are medians over ").append(pairs).append(" rounds of ").append(seconds);
    text.append(
        " s, in which the servers took turns. Server and load generator shared the machine.\n\n");
    text.append(Machine.describe("compare"));
    text.append(
        String.format(
            Locale.ROOT,
            "- fdatasync of 4 kB, p50: %d µs before, %d µs after%n",
            syncBefore.toNanos() / 1000,
            syncAfter.toNanos() / 1000));
    text.append("- message: ").append(Generator.SIZE).append(" bytes\n\n");
    text.append(results.table()).append('\n');
    for (int count : clients) {
      for (String row :
          List.of("peers: put, " + count + " clients", "peers: take, " + count + " clients")) {
        double ratio = results.ratio(row, Park.FLUSHED, RedisSubject.NAME);
        if (!Double.isNaN(ratio)) {
          text.append(
              String.format(
                  Locale.ROOT, "%s: posthorn flushed is %.2f of redis-server%n%n", row, ratio));
        }
      }
    }
    text.append("Event loops chosen: ");
    loops.forEach((task, choice) -> text.append(task).append(": ").append(choice).append("; "));
    text.append('\n');
    results.problems().forEach(problem -> text.append("\nPROBLEM: ").append(problem).append('\n'));
    System.out.println(text);
    Files.createDirectories(out);
    Path file = out.resolve(LocalDate.now() + "-" + topic + ".md");
    Files.writeString(file, text);
    System.out.println("written to " + file);
  }
}
