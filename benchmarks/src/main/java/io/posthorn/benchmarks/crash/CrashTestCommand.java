package io.posthorn.benchmarks.crash;

import io.posthorn.benchmarks.process.Folders;
import io.posthorn.message.Durations;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code bin/crash-test}: exits with 1 when the server broke a promise. */
@Command(
    name = "crash-test",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    showDefaultValues = true,
    description = "Kills a server under load and holds it to what it had answered.")
public final class CrashTestCommand implements Callable<Integer> {
  /** Beyond the interval: the sync itself takes time, and so does an answer on its way. */
  private static final Duration SLACK = Duration.ofMillis(500);

  @Option(names = "--rounds", paramLabel = "N", description = "How often it is killed.")
  int rounds = 3;

  @Option(
      names = "--delivery",
      description = "Deliver tasks to a receiver of its own instead; flushed only.")
  boolean delivery;

  @Option(names = "--power-cut", description = "Also cut off every byte that was not synced.")
  boolean powerCut;

  @Option(
      names = "--backup",
      description =
          "Back it up under the load, lose the data, and restore that: what was answered before the"
              + " backup must be there, and of the rest the beginning.")
  boolean backup;

  @Option(names = "--durability", paramLabel = "WORD", description = "flushed or buffered.")
  String durability = "flushed";

  @Option(
      names = "--interval",
      paramLabel = "TIME",
      description = "buffered: the interval that may be lost.")
  String interval = "1s";

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Plays the same dice again; 0 = others each time.")
  long seed;

  @Option(names = "--clients", paramLabel = "N", description = "Clients of each of the nine kinds.")
  int clients = 2;

  @Option(names = "--set", paramLabel = "KEY=VALUE", description = "Handed on to the server.")
  List<String> settings = List.of();

  @Option(names = "--jar", paramLabel = "FILE", description = "The server.")
  Path jar = Path.of("server/target/posthorn.jar");

  @Option(names = "--port", paramLabel = "N", description = "Its port; 0 = a free one.")
  int port;

  @Option(
      names = "--work",
      paramLabel = "DIR",
      description = "Keep data and logs there; else a temporary folder.")
  @Nullable Path work;

  @Option(
      names = "--self-test",
      description =
          "Show that a server that never syncs is caught by a power cut, and one that does is not.")
  boolean selfTest;

  @Spec CommandSpec spec;

  /** For picocli. */
  @SuppressWarnings("NullAway.Init")
  public CrashTestCommand() {}

  @Override
  public Integer call() throws InterruptedException {
    try {
      return selfTest ? selfTest() : run(rounds, powerCut, settings).isEmpty() ? 0 : 1;
    } catch (IOException | Queues.Unexpected e) {
      System.err.println("crash-test: " + e.getMessage());
      return 1;
    }
  }

  private int selfTest() throws IOException, InterruptedException {
    System.out.println("A server with storage.unsafeNoSync must be caught:");
    var unsafe = new ArrayList<>(settings);
    unsafe.add("storage.unsafeNoSync=true");
    List<Violations> caught = run(Math.min(rounds, 3), true, unsafe);
    boolean lost =
        caught.stream().anyMatch(violations -> violations.count(Violations.Kind.LOST) > 0);
    System.out.println("One that syncs must not:");
    boolean clean = run(rounds, true, settings).isEmpty();
    System.out.println(
        "self-test: without syncs "
            + (lost ? "caught" : "NOT CAUGHT")
            + ", with syncs "
            + (clean ? "clean" : "WRONG"));
    return lost && clean ? 0 : 1;
  }

  /** Plays rounds on a new data directory; returns those in which something was wrong. */
  private List<Violations> run(int times, boolean cut, List<String> set)
      throws IOException, InterruptedException {
    long dice = seed == 0 ? System.nanoTime() & 0xffffff : seed;
    Path folder =
        work == null ? Files.createTempDirectory("crash-test") : Files.createDirectories(work);
    folder = folder.toRealPath();
    var found = new ArrayList<Violations>();
    var random = new SplittableRandom(dice);
    Scenario scenario = scenario(folder, cut, set);
    try (Game game =
        delivery
            ? new DeliveryRounds(scenario, random, System.out)
            : new Rounds(scenario, random, System.out)) {
      System.out.printf(
          "%d rounds%s, %s%s, seed %d%n",
          times,
          delivery ? " of delivery" : "",
          durability,
          backup ? ", backup" : cut ? ", power cut" : "",
          dice);
      for (int i = 1; i <= times; i++) {
        Violations violations = game.play(i);
        if (violations.total() > 0) {
          found.add(violations);
        }
      }
    }
    System.out.printf("%d of %d rounds without a violation%n", times - found.size(), times);
    if (work == null && found.isEmpty()) {
      Folders.delete(folder);
    } else {
      System.out.println("data and log: " + folder);
    }
    return found;
  }

  private Scenario scenario(Path folder, boolean cut, List<String> set) throws IOException {
    if (!Files.exists(jar)) {
      throw new IOException("no " + jar + "; bin/build makes it");
    }
    if (delivery && !durability.equals("flushed")) {
      throw new ParameterException(
          spec.commandLine(),
          "durability: '" + durability + "' (expected: flushed with --delivery)");
    }
    if (backup && (delivery || cut)) {
      throw new ParameterException(
          spec.commandLine(), "--backup (expected: without --delivery, --power-cut, --self-test)");
    }
    var all = new ArrayList<>(set);
    long window = 0;
    switch (durability) {
      case "flushed" -> {}
      case "buffered" -> {
        all.add("storage.durability=buffered");
        all.add("storage.flushInterval=" + interval);
        window = Durations.parse(interval).plus(SLACK).toNanos();
      }
      default ->
          throw new ParameterException(
              spec.commandLine(),
              "durability: '" + durability + "' (expected: flushed or buffered)");
    }
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    List<String> command =
        List.of(java, "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-jar", jar.toString());
    return new Scenario(
        command, port == 0 ? freePort() : port, folder, all, window, cut, backup, clients);
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
