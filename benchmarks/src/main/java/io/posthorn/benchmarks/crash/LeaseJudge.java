package io.posthorn.benchmarks.crash;

import io.posthorn.benchmarks.crash.Violations.Kind;

/** Judges a drained queue whose messages were reserved and settled. */
final class LeaseJudge {
  private final Ledger ledger;
  private final Rules rules;
  private final Violations violations;

  LeaseJudge(Ledger ledger, Rules rules) {
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
    long lastAfter = 0;
    for (Entry entry : ledger.entries()) {
      if (entry.handed.stream().anyMatch(rules::after)) {
        lastAfter = Math.max(lastAfter, entry.order);
      }
    }
    long forgotten = 0;
    for (Entry entry : ledger.entries()) {
      checkAttempts(entry);
      checkAcked(entry);
      if (entry.brokenLeaseFrom != 0 && !rules.forgettable(entry.brokenLeaseFrom)) {
        violations.add(
            Kind.TWICE, ledger.queue() + ": came again while it was leased: " + entry.id);
      }
      if (entry.isStored() && entry.handed.isEmpty()) {
        if (rules.forgettable(entry.storedAt) && entry.order > lastAfter) {
          forgotten++;
        } else {
          violations.add(Kind.LOST, ledger.queue() + ": " + entry.id + " at " + entry.order);
        }
      } else if (!entry.handed.isEmpty() && !entry.ackSent && !rules.forgettable(entry.storedAt)) {
        violations.add(
            Kind.LOST, ledger.queue() + ": reserved, never acked, and gone: " + entry.id);
      }
    }
    return forgotten;
  }

  private void checkAttempts(Entry entry) {
    for (int i = 1; i < entry.handed.size(); i++) {
      Entry.Handed before = entry.handed.get(i - 1);
      Entry.Handed now = entry.handed.get(i);
      if (now.attempt() <= before.attempt() && !rules.forgettable(before.at())) {
        violations.add(
            Kind.ORDER,
            ledger.queue()
                + ": "
                + entry.id
                + " had attempt "
                + before.attempt()
                + ", then "
                + now.attempt());
      }
    }
  }

  private void checkAcked(Entry entry) {
    if (entry.ackedAt == 0 || rules.forgettable(entry.ackedAt)) {
      return;
    }
    long after = entry.handed.stream().filter(handed -> handed.at() > entry.ackedAt).count();
    if (after > 0) {
      violations.add(Kind.TWICE, ledger.queue() + ": acked, and came again: " + entry.id);
    }
  }
}
