package io.posthorn.storage.rocksdb;

import io.posthorn.storage.rocksdb.SideRecord.Status;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The earliest entries of one lane of a queue's time index, in memory: all of them up to {@code
 * horizon}. Beyond it only the index knows.
 */
final class WaitingWindow {
  /** When, and which message. */
  record Due(long instant, long sequence) implements Comparable<Due> {
    static final Due LAST = new Due(Long.MAX_VALUE, Long.MAX_VALUE);
    static final Due NONE = new Due(Long.MIN_VALUE, 0);

    @Override
    public int compareTo(Due other) {
      int byInstant = Long.compare(instant, other.instant);
      return byInstant != 0 ? byInstant : Long.compare(sequence, other.sequence);
    }
  }

  private static final int ENTRY_BYTES = 112;

  private final WindowBudget budget;
  private final TreeMap<Due, Status> entries = new TreeMap<>();
  private Due horizon;

  WaitingWindow(WindowBudget budget, boolean complete) {
    this.budget = budget;
    this.horizon = complete ? Due.LAST : Due.NONE;
  }

  boolean complete() {
    return horizon.equals(Due.LAST);
  }

  /** Up to where all entries are here; entries beyond it are only in the index. */
  Due horizon() {
    return horizon;
  }

  boolean isEmpty() {
    return entries.isEmpty();
  }

  @Nullable Due first() {
    return entries.isEmpty() ? null : entries.firstKey();
  }

  /** Whether everything up to {@code instant} is here. */
  boolean reaches(long instant) {
    return complete() || horizon.instant() > instant;
  }

  /** The first entry after {@code instant}, as far as it is here. */
  @Nullable Due after(long instant) {
    return entries.higherKey(new Due(instant, Long.MAX_VALUE));
  }

  /** Entries of ({@code from}, {@code to}]. */
  Map<Due, Status> between(long from, long to) {
    return entries.subMap(new Due(from, Long.MAX_VALUE), false, new Due(to, Long.MAX_VALUE), true);
  }

  /** An entry was added to the index. */
  void added(long instant, long sequence, Status status) {
    var due = new Due(instant, sequence);
    if (due.compareTo(horizon) > 0) {
      return;
    }
    put(due, status);
    int most = budget.bounds().waiting();
    if (entries.size() > most) {
      while (entries.size() > most / 2) {
        entries.pollLastEntry();
        budget.release(ENTRY_BYTES);
      }
      horizon = entries.lastKey();
    }
  }

  /** An entry was removed from the index. */
  void removed(long instant, long sequence) {
    if (entries.remove(new Due(instant, sequence)) != null) {
      budget.release(ENTRY_BYTES);
    }
  }

  /** An entry read from the index, in order. */
  void read(long instant, long sequence, Status status) {
    var due = new Due(instant, sequence);
    put(due, status);
    horizon = due;
  }

  /** Says that the index has nothing beyond. */
  void completed() {
    horizon = Due.LAST;
  }

  void clear(boolean nowComplete) {
    budget.release((long) entries.size() * ENTRY_BYTES);
    entries.clear();
    horizon = nowComplete ? Due.LAST : Due.NONE;
  }

  private void put(Due due, Status status) {
    if (entries.put(due, status) == null) {
      budget.use(ENTRY_BYTES);
    }
  }
}
