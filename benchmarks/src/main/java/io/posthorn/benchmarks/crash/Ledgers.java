package io.posthorn.benchmarks.crash;

import java.util.List;

/** The ledgers of one round and what was found wrong in it. */
record Ledgers(Ledger fifo, Ledger delayed, Ledger leased, Ledger httpsqs, Violations violations) {
  static Ledgers create() {
    var violations = new Violations();
    return new Ledgers(
        new Ledger(Queues.FIFO, true, violations),
        new Ledger(Queues.DELAYED, false, violations),
        new Ledger(Queues.LEASED, true, violations),
        new Ledger(Queues.HTTPSQS, true, violations),
        violations);
  }

  List<Ledger> all() {
    return List.of(fifo, delayed, leased, httpsqs);
  }

  long count(Entry.Fate fate) {
    return all().stream().mapToLong(ledger -> ledger.count(fate)).sum();
  }

  long handedOut() {
    return all().stream().mapToLong(Ledger::handedOut).sum();
  }

  long openTakes() {
    return all().stream().mapToLong(Ledger::openTakes).sum();
  }
}
