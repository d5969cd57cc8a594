package io.posthorn.benchmarks.crash;

import io.posthorn.benchmarks.process.ServerProcess;
import io.posthorn.benchmarks.process.Wire;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Plays rounds on one data directory: load, kill, (power cut,) restart, drain, judge. */
final class Rounds implements AutoCloseable {
  private static final int LEAST_MILLIS = 300;
  private static final int MOST_MILLIS = 2_500;

  private final Scenario scenario;
  private final SplittableRandom random;
  private final PrintStream out;
  private final @Nullable Shim shim;
  private ServerProcess server;
  private long cutBytes;

  /** Starts the first server. */
  Rounds(Scenario scenario, SplittableRandom random, PrintStream out)
      throws IOException, InterruptedException {
    this.scenario = scenario;
    this.random = random;
    this.out = out;
    Files.createDirectories(scenario.data());
    this.shim = scenario.powerCut() ? Shim.compile(scenario.work()) : null;
    this.server = start();
  }

  private List<String> command() {
    var command = new ArrayList<>(scenario.java());
    command.addAll(
        List.of(
            "serve",
            "--port",
            String.valueOf(scenario.port()),
            "--data",
            scenario.data().toString()));
    for (String setting : scenario.settings()) {
      command.addAll(List.of("--set", setting));
    }
    return command;
  }

  private Map<String, String> environment() throws IOException {
    return shim == null ? Map.of() : shim.environment(scenario.data());
  }

  private ServerProcess start() throws IOException, InterruptedException {
    var log = scenario.work().resolve("server.log").toFile();
    return ServerProcess.start(
        command(), environment(), log, line -> line.startsWith("Posthorn ready on"));
  }

  /** Plays one round and prints its totals; returns what was wrong. */
  Violations play(int number) throws IOException, InterruptedException {
    Ledgers ledgers = Ledgers.create();
    long before;
    try (var wire = new Wire(scenario.port())) {
      Queues.make(wire);
      before = Queues.httpsqsPosition(wire);
    }
    var actors = new Actors(scenario.port(), number, ledgers, random.split());
    actors.start(scenario.times());
    TimeUnit.MILLISECONDS.sleep(random.nextInt(LEAST_MILLIS, MOST_MILLIS));
    long killedAt = System.nanoTime();
    server.kill();
    actors.join();
    cutBytes = 0;
    cutPower();
    maybeKillWhileStarting();
    server = start();
    long restartedAt = System.nanoTime();
    long after;
    try (var wire = new Wire(scenario.port())) {
      new Drain(wire, ledgers).run();
      after = Queues.httpsqsPosition(wire);
    }
    long forgotten =
        judge(ledgers, new Rules(killedAt, restartedAt, scenario.window()), before, after);
    print(number, ledgers, forgotten);
    return ledgers.violations();
  }

  private static long judge(Ledgers ledgers, Rules rules, long before, long after) {
    long httpsqs = new TakeJudge(ledgers.httpsqs(), rules).judge();
    Positions.judge(ledgers.httpsqs(), rules, before, after);
    return httpsqs
        + new TakeJudge(ledgers.fifo(), rules).judge()
        + new TakeJudge(ledgers.delayed(), rules).judge()
        + new LeaseJudge(ledgers.leased(), rules).judge();
  }

  /** A crash during recovery is a crash, too. */
  private void maybeKillWhileStarting() throws IOException, InterruptedException {
    if (random.nextInt(5) != 0) {
      return;
    }
    Process starting =
        new ProcessBuilder(startingCommand())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    starting.waitFor(random.nextInt(300, 2_000), TimeUnit.MILLISECONDS);
    starting.destroyForcibly().waitFor();
    cutPower();
  }

  private List<String> startingCommand() throws IOException {
    var command = new ArrayList<String>(List.of("env"));
    environment().forEach((name, value) -> command.add(name + '=' + value));
    command.addAll(command());
    return command;
  }

  private void cutPower() throws IOException {
    if (shim != null) {
      PowerCut cut = PowerCut.read(shim.trace());
      cut.apply(random, random.nextInt(3) == 0);
      cutBytes += cut.cutBytes();
    }
  }

  private void print(int number, Ledgers ledgers, long forgotten) {
    Violations violations = ledgers.violations();
    out.printf(
        "round %3d: %6d stored, %3d unknown, %6d handed out, %3d open takes%s%s; restart %4d ms; "
            + "%d lost, %d phantom, %d twice, %d order, %d answers%n",
        number,
        ledgers.count(Entry.Fate.STORED),
        ledgers.count(Entry.Fate.UNKNOWN),
        ledgers.handedOut(),
        ledgers.openTakes(),
        shim == null ? "" : ", " + cutBytes + " bytes cut",
        scenario.window() == 0 ? "" : ", " + forgotten + " forgotten",
        server.startedIn().toMillis(),
        violations.count(Violations.Kind.LOST),
        violations.count(Violations.Kind.PHANTOM),
        violations.count(Violations.Kind.TWICE),
        violations.count(Violations.Kind.ORDER),
        violations.count(Violations.Kind.ANSWER));
    violations.sentences().forEach(sentence -> out.println("  " + sentence));
  }

  @Override
  public void close() throws InterruptedException {
    server.kill();
  }
}
