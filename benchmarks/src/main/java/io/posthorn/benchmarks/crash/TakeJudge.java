package io.posthorn.benchmarks.crash;

import io.posthorn.benchmarks.crash.Violations.Kind;
import java.util.Collection;

/** Judges a drained queue that was only taken from. */
final class TakeJudge {
  private final Ledger ledger;
  private final Rules rules;
  private final Violations violations;

  TakeJudge(Ledger ledger, Rules rules) {
    this.ledger = ledger;
    this.rules = rules;
    this.violations = ledger.violations();
  }

  /**
   * Adds what is wrong to the ledger's violations. Returns how many messages a buffered server
   * forgot.
   */
  long judge() {
    ledger.checkOrders(rules.window() == 0);
    Collection<Entry> entries = ledger.entries();
    entries.forEach(this::checkOnce);
    return checkLost(entries);
  }

  private void checkOnce(Entry entry) {
    for (int i = 1; i < entry.handed.size(); i++) {
      Entry.Handed before = entry.handed.get(i - 1);
      boolean forgotten = rules.forgettable(before.at()) && rules.after(entry.handed.get(i));
      if (!forgotten) {
        violations.add(
            Kind.TWICE, ledger.queue() + ": taken twice: " + entry.id + " at " + entry.order);
      }
    }
  }

  /**
   * A stored message that never came was removed by a take without an answer, or (buffered only)
   * forgotten. In a FIFO the former lie below all that was handed out after the restart, and the
   * latter above.
   */
  private long checkLost(Collection<Entry> entries) {
    long firstAfter = Long.MAX_VALUE;
    long lastAfter = 0;
    for (Entry entry : entries) {
      if (entry.handed.stream().anyMatch(rules::after)) {
        firstAfter = Math.min(firstAfter, entry.order);
        lastAfter = Math.max(lastAfter, entry.order);
      }
    }
    long unanswered = ledger.openTakes();
    long forgotten = 0;
    for (Entry entry : entries) {
      if (!entry.isStored() || !entry.handed.isEmpty()) {
        continue;
      }
      boolean atHead = !ledger.isFifo() || entry.order < firstAfter;
      if (rules.forgettable(entry.storedAt) && entry.order > lastAfter) {
        forgotten++;
      } else if (atHead && unanswered > 0) {
        unanswered--;
      } else {
        violations.add(
            Kind.LOST,
            ledger.queue()
                + ": "
                + entry.id
                + " at "
                + entry.order
                + ", answered "
                + (rules.killedAt() - entry.storedAt) / 1_000_000
                + " ms before the kill (handed out after it: "
                + firstAfter
                + " to "
                + lastAfter
                + "; takes without an answer: "
                + ledger.openTakes()
                + ")");
      }
    }
    return forgotten;
  }
}
