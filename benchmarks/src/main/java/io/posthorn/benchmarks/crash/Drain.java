package io.posthorn.benchmarks.crash;

import io.posthorn.benchmarks.crash.Violations.Kind;
import io.posthorn.benchmarks.process.Wire;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Empties the queues after a restart. */
final class Drain {
  private static final int LIMIT = 200;
  private static final long PATIENCE = 20_000_000_000L;

  private final Wire wire;
  private final Ledgers ledgers;

  Drain(Wire wire, Ledgers ledgers) {
    this.wire = wire;
    this.ledgers = ledgers;
  }

  /** Takes and acks until nothing is left. What stays in spite of that is a violation. */
  void run() throws IOException {
    try {
      httpsqs();
      takes(ledgers.fifo());
      leased();
      takes(ledgers.delayed());
    } catch (Queues.Unexpected e) {
      ledgers.violations().add(Kind.ANSWER, "after the restart: " + e.getMessage());
    }
  }

  private void httpsqs() throws IOException {
    List<Ledger.Got> got;
    do {
      long begun = System.nanoTime();
      got = Queues.httpsqsGet(wire);
      ledgers.httpsqs().taking(1);
      ledgers.httpsqs().took(1, got, begun, System.nanoTime());
    } while (!got.isEmpty());
  }

  private void takes(Ledger ledger) throws IOException {
    long end = System.nanoTime() + PATIENCE;
    boolean more = true;
    while (more) {
      long begun = System.nanoTime();
      List<Ledger.Got> got = Queues.take(wire, ledger.queue(), LIMIT, "100ms");
      ledger.taking(LIMIT);
      ledger.took(LIMIT, got, begun, System.nanoTime());
      more = !got.isEmpty() || remains(ledger, end);
    }
  }

  private void leased() throws IOException {
    Ledger ledger = ledgers.leased();
    long end = System.nanoTime() + PATIENCE;
    boolean more = true;
    while (more) {
      long begun = System.nanoTime();
      List<Queues.Leased> leased = Queues.reserve(wire, Queues.LEASED, LIMIT, "30s", "100ms");
      List<Ledger.Got> got = leased.stream().map(Queues.Leased::got).toList();
      List<String> ids = ledger.reserved(got, 30_000_000_000L, begun, System.nanoTime());
      ack(wire, ledger, ids, leased.stream().map(Queues.Leased::receipt).toList());
      more = !got.isEmpty() || remains(ledger, end);
    }
  }

  private boolean remains(Ledger ledger, long end) throws IOException {
    long left = Queues.unfinished(wire, ledger.queue());
    if (left > 0 && System.nanoTime() > end) {
      ledgers
          .violations()
          .add(Kind.LOST, ledger.queue() + ": " + left + " messages are counted and never come");
      return false;
    }
    return left > 0;
  }

  /** Acks, and writes it down. */
  static void ack(Wire wire, Ledger ledger, List<String> ids, List<String> receipts)
      throws IOException {
    var known = new ArrayList<String>();
    var theirs = new ArrayList<String>();
    for (int i = 0; i < ids.size(); i++) {
      if (!ids.get(i).isEmpty()) {
        known.add(ids.get(i));
        theirs.add(receipts.get(i));
      }
    }
    if (known.isEmpty()) {
      return;
    }
    known.forEach(ledger::acking);
    List<Boolean> settled = Queues.settle(wire, ledger.queue(), theirs, "\"outcome\":\"ack\"");
    long now = System.nanoTime();
    for (int i = 0; i < known.size(); i++) {
      ledger.acked(known.get(i), settled.get(i), now);
    }
  }
}
