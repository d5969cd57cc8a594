package io.posthorn.benchmarks.crash;

import java.util.ArrayList;
import java.util.List;

/** What clients know about one message. Guarded by its ledger. */
final class Entry {
  /** How its enqueue ended. */
  enum Fate {
    /** No answer. */
    UNKNOWN,
    /** Answered as stored. */
    STORED,
    /** Answered as not stored, or never sent. */
    REFUSED
  }

  /**
   * One hand-out of it.
   *
   * @param begun when the request that got it began
   * @param at when its answer was there
   * @param attempt as the server counted; 0 = a take
   */
  record Handed(long begun, long at, int attempt) {}

  final String id;
  final long sentAt;
  final List<Handed> handed = new ArrayList<>();
  Fate fate = Fate.UNKNOWN;
  long storedAt;

  /** Its sequence, or its HTTPSQS position; 0 = not known. */
  long order;

  /** When an ack was first answered as settled; 0 = never. */
  long ackedAt;

  /** Whether an ack was sent, whatever came of it. */
  boolean ackSent;

  /** Until when its lease hides it at least; 0 = it may come at any time. */
  long leasedUntil;

  /** When it had been handed out before it came again within its lease; 0 = it never did. */
  long brokenLeaseFrom;

  /** Before when it must not come. */
  long notBefore;

  Entry(String id, long sentAt) {
    this.id = id;
    this.sentAt = sentAt;
  }

  boolean isStored() {
    return fate == Fate.STORED;
  }
}
