package io.posthorn.benchmarks.crash;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What was asked to be delivered from one queue within one round. Thread-safe. */
final class TaskLedger {
  private final String queue;
  private final Map<String, Entry> entries = new LinkedHashMap<>();
  private long stored;

  TaskLedger(String queue) {
    this.queue = queue;
  }

  String queue() {
    return queue;
  }

  /** A task is about to be sent that must not be delivered before {@code notBefore}. */
  synchronized void sending(String id, long now, long notBefore) {
    var entry = new Entry(id, now);
    entry.notBefore = notBefore;
    entries.put(id, entry);
  }

  /** The enqueue of these was answered: stored, with these sequences. */
  synchronized void stored(List<String> ids, List<Long> sequences, long now) {
    for (int i = 0; i < ids.size(); i++) {
      Entry entry = entries.get(ids.get(i));
      if (entry == null) {
        throw new IllegalStateException(queue + ": no entry " + ids.get(i));
      }
      entry.fate = Entry.Fate.STORED;
      entry.storedAt = now;
      entry.order = sequences.get(i);
      stored++;
    }
  }

  /** How many are known to be stored. */
  synchronized long stored() {
    return stored;
  }

  synchronized long count() {
    return entries.size();
  }

  /** By id, in the order of sending; only after all clients have ended. */
  synchronized Map<String, Entry> entries() {
    return new LinkedHashMap<>(entries);
  }
}
