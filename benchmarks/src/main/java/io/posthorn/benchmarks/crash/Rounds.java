package io.posthorn.benchmarks.crash;

import io.posthorn.benchmarks.process.Wire;
import java.io.IOException;
import java.io.PrintStream;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Plays rounds on one data directory: load, (backup, more load,) kill, (power cut, or restore,)
 * restart, drain, judge.
 */
final class Rounds implements Game {
  private static final int LEAST_MILLIS = 300;
  private static final int MOST_MILLIS = 2_500;

  private final Scenario scenario;
  private final SplittableRandom random;
  private final PrintStream out;
  private final Victim server;
  private final @Nullable Backups backups;

  /** Starts the first server. */
  Rounds(Scenario scenario, SplittableRandom random, PrintStream out)
      throws IOException, InterruptedException {
    this.scenario = scenario;
    this.random = random;
    this.out = out;
    this.server = new Victim(scenario, random);
    this.backups = scenario.backup() ? new Backups(scenario) : null;
  }

  @Override
  public Violations play(int number) throws IOException, InterruptedException {
    Ledgers ledgers = Ledgers.create();
    long before;
    try (var wire = new Wire(scenario.port())) {
      Queues.make(wire);
      before = Queues.httpsqsPosition(wire);
    }
    var actors = new Actors(scenario.port(), number, ledgers, random.split());
    actors.start(scenario.times());
    TimeUnit.MILLISECONDS.sleep(random.nextInt(LEAST_MILLIS, MOST_MILLIS));
    long backupAt = System.nanoTime();
    if (backups != null) {
      backups.take();
      TimeUnit.MILLISECONDS.sleep(random.nextInt(MOST_MILLIS));
    }
    long killedAt = System.nanoTime();
    server.kill();
    actors.join();
    if (backups != null) {
      backups.restore();
    }
    server.stumble();
    server.restart();
    long restartedAt = System.nanoTime();
    long after;
    try (var wire = new Wire(scenario.port())) {
      new Drain(wire, ledgers).run();
      after = Queues.httpsqsPosition(wire);
    }
    // What was answered before the backup was asked for must be in it.
    long window = backups == null ? scenario.window() : killedAt - backupAt;
    long forgotten = judge(ledgers, new Rules(killedAt, restartedAt, window), before, after);
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
        backups == null ? server.cut() : backups.text(),
        scenario.window() == 0 && backups == null ? "" : ", " + forgotten + " forgotten",
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
    server.end();
  }
}
