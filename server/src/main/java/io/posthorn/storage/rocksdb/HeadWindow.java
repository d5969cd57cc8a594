package io.posthorn.storage.rocksdb;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * The next messages of a queue's log, in memory: a bounded run that begins right behind the cursor.
 * While {@code complete} it reaches to the end of the log, so that new messages can be appended and
 * a take needs no read at all.
 */
final class HeadWindow {
  /** One message of the log. */
  record Entry(long sequence, MessageRecord message) {
    long bytes() {
      return 160L + message.weight();
    }
  }

  private final ArrayDeque<Entry> entries = new ArrayDeque<>(4);
  private final WindowBudget budget;
  private boolean complete;
  private long bytes;

  HeadWindow(WindowBudget budget, boolean complete) {
    this.budget = budget;
    this.complete = complete;
  }

  boolean complete() {
    return complete;
  }

  boolean isEmpty() {
    return entries.isEmpty();
  }

  @Nullable Entry peek() {
    return entries.peekFirst();
  }

  Entry poll() {
    Entry entry = entries.pollFirst();
    if (entry == null) {
      throw new IllegalStateException("empty window");
    }
    bytes -= entry.bytes();
    budget.release(entry.bytes());
    return entry;
  }

  /** A message was appended to the log: it joins when the window reaches there and has room. */
  void appended(long sequence, MessageRecord message) {
    if (!complete) {
      return;
    }
    if (entries.size() >= budget.bounds().head() || !budget.roomy()) {
      complete = false;
      return;
    }
    add(new Entry(sequence, message));
  }

  /** A message read from the log joins at the end. */
  void add(Entry entry) {
    entries.addLast(entry);
    bytes += entry.bytes();
    budget.use(entry.bytes());
  }

  /** Says that the log ends where the window does. */
  void completed() {
    complete = true;
  }

  /** A message became another one. */
  void replace(long sequence, MessageRecord message) {
    for (int left = entries.size(); left > 0; left--) {
      Entry entry = poll();
      add(entry.sequence() == sequence ? new Entry(sequence, message) : entry);
    }
  }

  void remove(long sequence) {
    var all = entries.iterator();
    while (all.hasNext()) {
      Entry entry = all.next();
      if (entry.sequence() == sequence) {
        all.remove();
        bytes -= entry.bytes();
        budget.release(entry.bytes());
        return;
      }
    }
  }

  /** Forgets everything; {@code nowComplete} when the log behind the cursor is empty. */
  void clear(boolean nowComplete) {
    budget.release(bytes);
    bytes = 0;
    entries.clear();
    complete = nowComplete;
  }
}
