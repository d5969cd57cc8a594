package io.posthorn.storage.memory;

import io.posthorn.message.QueueConfig;
import io.posthorn.message.QueueName;
import java.util.Collection;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** All queues by name. */
final class QueueTable {
  private final TreeMap<QueueName, MemoryQueue> queues = new TreeMap<>();
  private long lastIncarnation;

  @Nullable MemoryQueue find(QueueName name) {
    return queues.get(name);
  }

  MemoryQueue create(QueueName name, QueueConfig config, Turn turn) {
    lastIncarnation = Math.max(lastIncarnation + 1, turn.wall);
    var queue = new MemoryQueue(name, lastIncarnation, config, turn);
    queues.put(name, queue);
    return queue;
  }

  boolean delete(QueueName name) {
    return queues.remove(name) != null;
  }

  /** The queues from {@code from} on, by name. */
  Collection<MemoryQueue> from(QueueName from, boolean inclusive) {
    return queues.tailMap(from, inclusive).values();
  }
}
