package io.posthorn.storage.memory;

import io.posthorn.message.QueueName;
import io.posthorn.metrics.StorageMetrics;
import io.posthorn.storage.EngineClock;
import io.posthorn.storage.VisibilityListener;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** One verb at work: the instant at which it happens, and what the listener is to hear of it. */
final class Turn {
  /** Now, on the elapsed timeline. */
  final long elapsed;

  /** Now, on the wall clock. */
  final long wall;

  /** Hears what becomes of messages. */
  final StorageMetrics metrics;

  private final Set<QueueName> ready = new LinkedHashSet<>();
  private final Map<QueueName, Long> later = new TreeMap<>();

  Turn(EngineClock clock, StorageMetrics metrics) {
    this.metrics = metrics;
    elapsed = clock.elapsedNow();
    wall = clock.wallNow();
  }

  /** Now, on the elapsed timeline. */
  Instant now() {
    return Instant.ofEpochMilli(elapsed);
  }

  /** Notes that something in {@code queue} becomes ready at {@code at}, on the elapsed timeline. */
  void visible(QueueName queue, long at) {
    if (at <= elapsed) {
      ready.add(queue);
    } else {
      later.merge(queue, at, Math::min);
    }
  }

  /** Tells {@code listener} all that was noted. */
  void tell(VisibilityListener listener) {
    ready.forEach(queue -> listener.visible(queue, Instant.EPOCH));
    later.forEach((queue, at) -> listener.visible(queue, Instant.ofEpochMilli(at)));
  }
}
