package io.posthorn.delivery;

import io.posthorn.message.QueueName;
import io.posthorn.storage.EngineClock;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Queues that turned out to be none of the dispatcher's concern, so that the hints of a busy pull
 * queue cost it a look here. Bounded: one name a slot, the later one wins. A name is forgotten
 * soon, as a push queue may be made of it.
 */
final class PullQueues {
  private static final int SLOTS = 1 << 14;
  private static final long KEPT_MILLIS = 5_000;

  private record Seen(QueueName name, long until) {}

  private final AtomicReferenceArray<Seen> slots = new AtomicReferenceArray<>(SLOTS);
  private final EngineClock clock;

  PullQueues(EngineClock clock) {
    this.clock = clock;
  }

  void add(QueueName name) {
    slots.set(slot(name), new Seen(name, clock.elapsedNow() + KEPT_MILLIS));
  }

  boolean has(QueueName name) {
    Seen seen = slots.get(slot(name));
    return seen != null && seen.name.equals(name) && clock.elapsedNow() < seen.until;
  }

  private static int slot(QueueName name) {
    int hash = name.hashCode();
    return (hash ^ hash >>> 16) & (SLOTS - 1);
  }
}
