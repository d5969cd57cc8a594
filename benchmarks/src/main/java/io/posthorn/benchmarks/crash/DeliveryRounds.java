package io.posthorn.benchmarks.crash;

import io.posthorn.benchmarks.crash.Violations.Kind;
import io.posthorn.benchmarks.process.Wire;
import java.io.IOException;
import java.io.PrintStream;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Rounds of delivery: tasks, kill, (power cut,) restart, wait until all are delivered, judge. */
final class DeliveryRounds implements Game {
  private static final int LEAST_MILLIS = 300;
  private static final int MOST_MILLIS = 2_500;
  private static final long QUIET = 500_000_000L;
  private static final long PATIENCE = 60_000_000_000L;

  private final Scenario scenario;
  private final SplittableRandom random;
  private final PrintStream out;
  private final InstantSource wall = InstantSource.system();
  private final Hook hook;
  private final Victim server;
  private final Map<String, RunJudge> runJudges = new LinkedHashMap<>();

  /** Starts the receiver and the first server. */
  DeliveryRounds(Scenario scenario, SplittableRandom random, PrintStream out)
      throws IOException, InterruptedException {
    this.scenario = scenario;
    this.random = random;
    this.out = out;
    this.hook = new Hook(random.split());
    this.server = new Victim(scenario, random);
    Pushed.REPEATING.forEach(key -> runJudges.put(key, new RunJudge(key)));
  }

  @Override
  public Violations play(int number) throws IOException, InterruptedException {
    var violations = new Violations();
    var ledgers = new LinkedHashMap<String, TaskLedger>();
    ledgers.put(Pushed.MANY, new TaskLedger(Pushed.MANY));
    Pushed.ORDERED.forEach(queue -> ledgers.put(queue, new TaskLedger(queue)));
    try (var wire = new Wire(scenario.port())) {
      Pushed.make(wire, hook.url());
    }
    var crew = new Crew(scenario.port(), violations, random.split());
    new Producers(number, hook, ledgers, crew).start(scenario.times());
    TimeUnit.MILLISECONDS.sleep(random.nextInt(LEAST_MILLIS, MOST_MILLIS));
    var kills = new ArrayList<Kill>();
    long killedAt = System.nanoTime();
    server.kill();
    crew.join();
    kills.add(overAt(killedAt));
    killedAt = server.stumble();
    if (killedAt > 0) {
      kills.add(overAt(killedAt));
    }
    server.restart();
    try (var wire = new Wire(scenario.port())) {
      for (String queue : ledgers.keySet()) {
        awaitEmpty(wire, queue, violations);
      }
    } catch (Queues.Unexpected e) {
      violations.add(Kind.ANSWER, "after the restart: " + e.getMessage());
    }
    List<Call> calls = callsSinceLastRound(violations);
    judgeRuns(calls, kills, violations);
    judge(number, ledgers, calls, kills, violations);
    return violations;
  }

  /**
   * A kill whose last calls the receiver has seen the end of: it may still have to read what the
   * server had sent.
   */
  private Kill overAt(long killedAt) throws InterruptedException {
    until(
        () -> {
          long since = System.nanoTime() - QUIET;
          return since > killedAt && hook.isQuietSince(since);
        });
    return new Kill(killedAt, System.nanoTime());
  }

  private void awaitEmpty(Wire wire, String queue, Violations violations)
      throws IOException, InterruptedException {
    long end = System.nanoTime() + PATIENCE;
    long left = Queues.unfinished(wire, queue);
    while (left > 0 && System.nanoTime() < end) {
      TimeUnit.MILLISECONDS.sleep(20);
      left = Queues.unfinished(wire, queue);
    }
    if (left > 0) {
      String shown = wire.call("GET", "/v1/queues/" + queue, "").body();
      violations.add(
          Kind.LOST, queue + ": " + left + " tasks are counted and never come: " + shown);
    }
  }

  /** Waits until each repeating task has run again. */
  private List<Call> callsSinceLastRound(Violations violations) throws InterruptedException {
    var calls = new ArrayList<Call>();
    long from = wall.millis();
    for (String key : Pushed.REPEATING) {
      boolean ran =
          until(
              () -> {
                calls.addAll(hook.takeEnded());
                return calls.stream()
                    .anyMatch(call -> call.task().equals(key) && call.scheduledAt() >= from);
              });
      if (!ran) {
        violations.add(Kind.LOST, key + ": does not run any more");
      }
    }
    calls.sort(Comparator.comparingLong(Call::cameAt));
    return calls;
  }

  private static boolean until(BooleanSupplier condition) throws InterruptedException {
    long end = System.nanoTime() + PATIENCE;
    boolean met = condition.getAsBoolean();
    while (!met && System.nanoTime() < end) {
      TimeUnit.MILLISECONDS.sleep(20);
      met = condition.getAsBoolean();
    }
    return met;
  }

  private void judgeRuns(List<Call> calls, List<Kill> kills, Violations violations) {
    runJudges.forEach(
        (key, judge) -> {
          kills.forEach(judge::killed);
          judge.judge(calls.stream().filter(call -> call.task().equals(key)).toList(), violations);
        });
  }

  private void judge(
      int number,
      Map<String, TaskLedger> ledgers,
      List<Call> calls,
      List<Kill> kills,
      Violations violations) {
    int again = 0;
    long oldest = 0;
    for (TaskLedger ledger : ledgers.values()) {
      List<Call> ofQueue = calls.stream().filter(c -> c.queue().equals(ledger.queue())).toList();
      var judge = new DeliveryJudge(ledger, ofQueue, kills, violations);
      boolean ordered = Pushed.ORDERED.contains(ledger.queue());
      judge.judge(ordered ? 1 : Pushed.AT_ONCE);
      if (ordered) {
        judge.judgeOrder();
      }
      again += judge.again();
      oldest = Math.max(oldest, judge.oldestAgain());
    }
    print(number, ledgers.values(), calls, violations);
    out.printf(
        "           %d in flight came again, answered up to %d ms before the kill; %d runs so far,"
            + " %d came again%n",
        again,
        oldest / 1_000_000,
        runJudges.values().stream().mapToLong(RunJudge::runs).sum(),
        runJudges.values().stream().mapToInt(RunJudge::again).sum());
    violations.sentences().forEach(sentence -> out.println("  " + sentence));
  }

  private void print(
      int number, Collection<TaskLedger> ledgers, List<Call> calls, Violations violations) {
    long sent = ledgers.stream().mapToLong(TaskLedger::count).sum();
    long stored = ledgers.stream().mapToLong(TaskLedger::stored).sum();
    out.printf(
        "round %3d: %6d stored, %3d unknown, %6d calls, %4d refused, %3d cut off%s; restart %4d ms; "
            + "%d lost, %d phantom, %d twice, %d order, %d bound, %d answers%n",
        number,
        stored,
        sent - stored,
        calls.size(),
        calls.stream().filter(call -> call.end().status() == Hook.REFUSED).count(),
        calls.stream().filter(call -> call.end().status() == 0).count(),
        server.cut(),
        server.startedIn().toMillis(),
        violations.count(Kind.LOST),
        violations.count(Kind.PHANTOM),
        violations.count(Kind.TWICE),
        violations.count(Kind.ORDER),
        violations.count(Kind.BOUND),
        violations.count(Kind.ANSWER));
  }

  @Override
  public void close() throws InterruptedException {
    server.end();
    hook.close();
  }
}
