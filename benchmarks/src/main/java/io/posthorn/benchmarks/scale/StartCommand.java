package io.posthorn.benchmarks.scale;

import io.posthorn.benchmarks.process.Bounds;
import io.posthorn.benchmarks.process.Machine;
import io.posthorn.benchmarks.process.Posthorn;
import io.posthorn.benchmarks.process.Workplace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code bin/bench start}: how long a start takes, beside a JVM that does nothing. */
@Command(
    name = "start",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    showDefaultValues = true,
    description =
        "Starts Posthorn again and again, in turn with java -version; shows the time to ready.")
public final class StartCommand implements Callable<Integer> {
  private static final int TICK_MILLIS = 10;

  @Option(names = "--pairs", paramLabel = "N", description = "Starts of each.")
  int pairs = 10;

  @Option(names = "--max", paramLabel = "S", description = "Bound of the median time to ready.")
  double max = 1;

  @Mixin Workplace place = new Workplace();

  @Option(names = "--port", paramLabel = "N", description = "0 = a free one.")
  int port;

  private final List<Double> wall = new ArrayList<>();
  private final List<Double> cpu = new ArrayList<>();
  private final List<Double> emptyWall = new ArrayList<>();
  private final List<Double> emptyCpu = new ArrayList<>();
  private final List<Double> ratios = new ArrayList<>();

  /** For picocli. */
  public StartCommand() {}

  @Override
  public Integer call() throws IOException, InterruptedException {
    place.open("start");
    System.out.println(Machine.describe("start"));
    var bounds = new Bounds();
    // The first start archives the classes and unpacks the native library; it is not measured.
    try (var server = new Posthorn(place.folder().resolve("data"), port, place.settings())) {
      for (int i = 0; i < pairs; i++) {
        empty();
        Duration took = server.restart();
        wall.add(took.toNanos() / 1e6);
        cpu.add((double) server.cpu().toMillis());
        ratios.add(wall.get(i) / emptyWall.get(i));
      }
      if (!server.healthy()) {
        throw new IOException("it said that it was ready, but does not answer");
      }
    }
    print("java -version", emptyWall, emptyCpu);
    print("start to ready", wall, cpu);
    ratios.sort(null);
    System.out.printf(
        Locale.ROOT,
        "ratio of each pair: median %.1f, %.1f to %.1f%n",
        median(ratios),
        ratios.get(0),
        ratios.get(pairs - 1));
    bounds.atMost("start to ready, median", median(wall) / 1e3, max, "s");
    place.delete();
    return bounds.exitCode();
  }

  /** Starts a JVM that only says its version. */
  private void empty() throws IOException, InterruptedException {
    long cpuBefore = childrenMillis();
    long begun = System.nanoTime();
    Process process =
        new ProcessBuilder(java(), "-Xshare:auto", "-version")
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    if (process.waitFor() != 0) {
      throw new IOException(java() + " -version ended with " + process.exitValue());
    }
    emptyWall.add((System.nanoTime() - begun) / 1e6);
    emptyCpu.add((double) (childrenMillis() - cpuBefore));
  }

  /** That of the launcher. */
  private static String java() {
    String home = System.getenv("JAVA_HOME");
    return home == null || home.isEmpty() ? "java" : home + "/bin/java";
  }

  /** CPU time of the processes that this one started, and that have ended. */
  private static long childrenMillis() throws IOException {
    String stat = Files.readString(Path.of("/proc/self/stat"));
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    return TICK_MILLIS * (Long.parseLong(fields[13]) + Long.parseLong(fields[14]));
  }

  private static void print(String what, List<Double> wall, List<Double> cpu) {
    System.out.printf(
        Locale.ROOT,
        "%-14s median %5.0f ms, least %5.0f ms; CPU median %5.0f ms, least %5.0f ms%n",
        what,
        median(wall),
        wall.stream().min(Double::compare).orElseThrow(),
        median(cpu),
        cpu.stream().min(Double::compare).orElseThrow());
  }

  private static double median(List<Double> values) {
    List<Double> sorted = values.stream().sorted().toList();
    int middle = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(middle)
        : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
  }
}
