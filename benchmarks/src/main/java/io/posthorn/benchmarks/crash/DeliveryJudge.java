package io.posthorn.benchmarks.crash;

import io.posthorn.benchmarks.crash.Violations.Kind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Judges the calls of one queue in one round, once nothing of it is left to deliver. */
final class DeliveryJudge {
  /** Instants cross a restart in whole milliseconds of the wall clock. */
  private static final long TOLERANCE = 20_000_000;

  private final TaskLedger ledger;
  private final Map<String, Entry> entries;
  private final List<Call> calls;
  private final List<Kill> kills;
  private final Violations violations;
  private final Map<Kill, Integer> again = new LinkedHashMap<>();
  private long oldestAgain;

  /**
   * @param calls those of this queue, in order of their coming
   */
  DeliveryJudge(TaskLedger ledger, List<Call> calls, List<Kill> kills, Violations violations) {
    this.ledger = ledger;
    this.entries = ledger.entries();
    this.calls = calls;
    this.kills = kills;
    this.violations = violations;
  }

  /** Tasks that had been delivered, and came again because they were in flight at the kill. */
  int again() {
    return again.values().stream().mapToInt(Integer::intValue).sum();
  }

  /** How long before the kill the oldest of them had been answered, nanoseconds. */
  long oldestAgain() {
    return oldestAgain;
  }

  /** Adds what is wrong to the violations. */
  void judge(int atOnce) {
    var byTask = new LinkedHashMap<String, List<Call>>();
    for (Call call : calls) {
      Entry entry = entries.get(call.task());
      if (entry == null) {
        violations.add(Kind.PHANTOM, "never sent in this round: " + call);
        continue;
      }
      if (call.cameAt() + TOLERANCE < entry.notBefore) {
        long early = (entry.notBefore - call.cameAt()) / 1_000_000;
        violations.add(Kind.ORDER, "came " + early + " ms early: " + call);
      }
      byTask.computeIfAbsent(call.task(), task -> new ArrayList<>()).add(call);
    }
    byTask.values().forEach(this::checkRepetitions);
    for (int count : again.values()) {
      if (count > atOnce) {
        String sentence = count + " came again, of at most " + atOnce + " in flight at a kill";
        violations.add(Kind.TWICE, ledger.queue() + ": " + sentence);
      }
    }
    checkLost(byTask);
    checkAtOnce(atOnce);
  }

  private void checkRepetitions(List<Call> ofTask) {
    for (int i = 1; i < ofTask.size(); i++) {
      Call before = ofTask.get(i - 1);
      Call call = ofTask.get(i);
      if (!call.messageId().equals(before.messageId())
          || !call.webhookId().equals(before.webhookId())) {
        violations.add(Kind.PHANTOM, "another id than " + before + ": " + call);
      }
      if (call.attempt() <= before.attempt()) {
        violations.add(Kind.ANSWER, "an attempt that was before: " + before + ", " + call);
      }
      if (before.delivered()) {
        checkAgain(before, call);
      }
    }
  }

  private void checkAgain(Call before, Call call) {
    for (Kill kill : kills) {
      if (kill.excuses(before, call)) {
        again.merge(kill, 1, Integer::sum);
        oldestAgain = Math.max(oldestAgain, kill.at() - before.end().at());
        return;
      }
    }
    violations.add(
        Kind.TWICE,
        "answered at "
            + sinceKill(before.end().at())
            + ", again at "
            + sinceKill(call.cameAt())
            + " ms of the kill: "
            + call);
  }

  /** Milliseconds from the first kill to {@code at}; negative = before. */
  private long sinceKill(long at) {
    return (at - kills.get(0).at()) / 1_000_000;
  }

  private void checkLost(Map<String, List<Call>> byTask) {
    for (Entry entry : entries.values()) {
      List<Call> ofTask = byTask.getOrDefault(entry.id, List.of());
      if (entry.isStored() && ofTask.stream().noneMatch(Call::delivered)) {
        violations.add(
            Kind.LOST, ledger.queue() + ": " + entry.id + ", " + ofTask.size() + " calls");
      }
    }
  }

  private void checkAtOnce(int atOnce) {
    var changes = new TreeMap<Long, Integer>();
    for (Call call : calls) {
      long end = call.end().at();
      for (Kill kill : kills) {
        end = kill.isBefore(call) ? end : Math.min(end, kill.at());
      }
      if (end > call.cameAt()) {
        changes.merge(call.cameAt(), 1, Integer::sum);
        changes.merge(end, -1, Integer::sum);
      }
    }
    int open = 0;
    int most = 0;
    for (int change : changes.values()) {
      open += change;
      most = Math.max(most, open);
    }
    if (most > atOnce) {
      violations.add(
          Kind.BOUND, ledger.queue() + ": " + most + " calls at once, of at most " + atOnce);
    }
  }

  /** Also holds the calls to the order of sending: none comes before the one before it is done. */
  void judgeOrder() {
    List<String> sent = List.copyOf(entries.keySet());
    var places = new LinkedHashMap<String, Integer>();
    sent.forEach(id -> places.put(id, places.size()));
    int done = 0;
    Call last = null;
    for (Call call : calls) {
      Integer place = places.get(call.task());
      if (place == null) {
        continue;
      }
      boolean same = last != null && last.task().equals(call.task());
      if (!same) {
        if (last != null && !last.delivered()) {
          violations.add(Kind.ORDER, "before " + last + " was delivered: " + call);
        }
        if (place < done) {
          violations.add(Kind.ORDER, "behind a later one: " + call);
        }
        for (String skipped : sent.subList(Math.min(done, place), place)) {
          Entry entry = entries.get(skipped);
          if (entry != null && entry.isStored()) {
            violations.add(Kind.ORDER, "before " + skipped + ": " + call);
          }
        }
      }
      done = Math.max(done, place + 1);
      last = call;
    }
  }
}
