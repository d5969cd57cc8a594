package io.posthorn.benchmarks.crash;

import io.posthorn.benchmarks.crash.Violations.Kind;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the clients of one queue asked and were answered within one round. Thread-safe. */
final class Ledger {
  /**
   * A message as it was handed out.
   *
   * @param order its sequence or position
   * @param attempt as the server counted; 0 = taken
   */
  record Got(String body, long order, int attempt) {}

  /** Instants cross a restart in whole milliseconds of the wall clock. */
  private static final long TOLERANCE = 20_000_000;

  private final String queue;
  private final boolean fifo;
  private final Violations violations;
  private final Map<String, Entry> entries = new LinkedHashMap<>();
  private final Intervals enqueues = new Intervals();
  private final Intervals handOuts = new Intervals();
  private long openTakes;
  private long handedOut;

  /**
   * @param fifo whether messages are handed out in order of their sequences; delayed ones are not
   */
  Ledger(String queue, boolean fifo, Violations violations) {
    this.queue = queue;
    this.fifo = fifo;
    this.violations = violations;
  }

  /** A message is about to be sent. */
  synchronized void sending(String id, long now) {
    entries.put(id, new Entry(id, now));
  }

  /** A message is about to be sent that must not come before {@code notBefore}. */
  synchronized void sending(String id, long now, long notBefore) {
    sending(id, now);
    entry(id).notBefore = notBefore;
  }

  /** An enqueue was answered: stored, with {@code order} as sequence or position. */
  synchronized void stored(String id, long order, long now) {
    Entry entry = entry(id);
    entry.fate = Entry.Fate.STORED;
    entry.storedAt = now;
    checkOrder(entry, order);
    enqueues.add(entry.sentAt, now, order, order);
  }

  /** A batch was answered: stored, with these orders. */
  synchronized void stored(List<String> ids, List<Long> orders, long now) {
    for (int i = 0; i < ids.size(); i++) {
      Entry entry = entry(ids.get(i));
      entry.fate = Entry.Fate.STORED;
      entry.storedAt = now;
      checkOrder(entry, orders.get(i));
      if (i > 0 && orders.get(i) <= orders.get(i - 1)) {
        violations.add(
            Kind.ORDER, queue + ": line " + (i + 1) + " of a batch has sequence " + orders.get(i));
      }
    }
    long begun = entry(ids.get(0)).sentAt;
    enqueues.add(begun, now, orders.get(0), orders.get(orders.size() - 1));
  }

  /** An enqueue was answered as refused, or was never sent. */
  synchronized void refused(String id) {
    entry(id).fate = Entry.Fate.REFUSED;
  }

  /**
   * A take is about to be sent; until it is answered it may have removed up to {@code limit}
   * messages.
   */
  synchronized void taking(int limit) {
    openTakes += limit;
  }

  /** A take that was asked for {@code limit} was answered with these. */
  synchronized void took(int limit, List<Got> messages, long begun, long now) {
    openTakes -= limit;
    for (Got got : messages) {
      handedOut(got, begun, now);
    }
    addHandOut(messages, begun, now);
  }

  /**
   * A reserve was answered with these, leased for {@code lease} nanoseconds; returns their ids, in
   * order.
   */
  synchronized List<String> reserved(List<Got> messages, long lease, long begun, long now) {
    var ids = new ArrayList<String>();
    for (Got got : messages) {
      Entry entry = handedOut(got, begun, now);
      if (entry != null) {
        lease(entry, begun + lease, now);
      }
      ids.add(entry == null ? "" : entry.id);
    }
    addHandOut(messages.stream().filter(got -> got.attempt() == 1).toList(), begun, now);
    return ids;
  }

  private static void lease(Entry entry, long until, long now) {
    if (now + TOLERANCE < entry.leasedUntil && entry.handed.size() > 1) {
      entry.brokenLeaseFrom = entry.handed.get(entry.handed.size() - 2).at();
    }
    entry.leasedUntil = until;
  }

  private void addHandOut(List<Got> messages, long begun, long now) {
    if (messages.isEmpty() || !fifo) {
      return;
    }
    for (int i = 1; i < messages.size(); i++) {
      if (messages.get(i).order() <= messages.get(i - 1).order()) {
        violations.add(
            Kind.ORDER,
            queue + ": " + messages.get(i).order() + " behind " + messages.get(i - 1).order());
      }
    }
    handOuts.add(begun, now, messages.get(0).order(), messages.get(messages.size() - 1).order());
  }

  private @Nullable Entry handedOut(Got got, long begun, long now) {
    handedOut++;
    String id = BodyText.idOf(got.body());
    Entry entry = entries.get(id);
    if (entry == null) {
      String text = got.body().substring(0, Math.min(60, got.body().length()));
      violations.add(
          Kind.PHANTOM, queue + ": never sent in this round: '" + text + "' at " + got.order());
      return null;
    }
    if (entry.fate == Entry.Fate.REFUSED) {
      violations.add(Kind.PHANTOM, queue + ": refused, and handed out: " + id);
    }
    if (now + TOLERANCE < entry.notBefore) {
      violations.add(
          Kind.ORDER, queue + ": came " + (entry.notBefore - now) / 1_000_000 + " ms early: " + id);
    }
    checkOrder(entry, got.order());
    entry.handed.add(new Entry.Handed(begun, now, got.attempt()));
    return entry;
  }

  private void checkOrder(Entry entry, long order) {
    if (entry.order != 0 && entry.order != order) {
      violations.add(
          Kind.ORDER, queue + ": " + entry.id + " was at " + entry.order + ", is at " + order);
    }
    entry.order = order;
  }

  /** An ack is about to be sent. */
  synchronized void acking(String id) {
    entry(id).ackSent = true;
  }

  /** An ack was answered. */
  synchronized void acked(String id, boolean settled, long now) {
    Entry entry = entry(id);
    if (settled) {
      entry.ackedAt = entry.ackedAt == 0 ? now : entry.ackedAt;
    } else if (now < entry.leasedUntil) {
      violations.add(
          Kind.ANSWER, queue + ": the receipt of " + id + " was refused within its lease");
    }
  }

  /** A retry is about to be sent: from now on the message may come again. */
  synchronized void retrying(String id) {
    entry(id).leasedUntil = 0;
  }

  private Entry entry(String id) {
    Entry entry = entries.get(id);
    if (entry == null) {
      throw new IllegalStateException(queue + ": no entry " + id);
    }
    return entry;
  }

  /** Takes without an answer: the most messages that they may have removed. */
  synchronized long openTakes() {
    return openTakes;
  }

  /** Messages stored, as far as is known, and neither handed out nor acked. */
  synchronized long waiting() {
    return entries.values().stream().filter(e -> e.isStored() && e.handed.isEmpty()).count();
  }

  /** How many were handed out, repeats included. */
  synchronized long handedOut() {
    return handedOut;
  }

  synchronized long count(Entry.Fate fate) {
    return entries.values().stream().filter(e -> e.fate == fate).count();
  }

  /** Entries, for the judges; only after all clients have ended. */
  synchronized Collection<Entry> entries() {
    return List.copyOf(entries.values());
  }

  boolean isFifo() {
    return fifo;
  }

  /** Checks that orders grew with time, on the way in and (unless left out) on the way out. */
  void checkOrders(boolean out) {
    enqueues.check(queue + ": enqueue got sequence", violations);
    if (out) {
      handOuts.check(queue + ": hand-out of sequence", violations);
    }
  }

  String queue() {
    return queue;
  }

  Violations violations() {
    return violations;
  }
}
