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

  /** The highest sequence of any queue that was deleted: a queue made later begins behind it. */
  private long lastDeleted;

  @Nullable MemoryQueue find(QueueName name) {
    return queues.get(name);
  }

  MemoryQueue create(QueueName name, QueueConfig config, Turn turn) {
    lastIncarnation = Math.max(lastIncarnation + 1, turn.wall);
    var queue = new MemoryQueue(name, lastIncarnation, lastDeleted, config, turn);
    queues.put(name, queue);
    return queue;
  }

  boolean delete(QueueName name) {
    MemoryQueue deleted = queues.remove(name);
    if (deleted != null) {
      lastDeleted = Math.max(lastDeleted, deleted.lastSequence);
    }
    return deleted != null;
  }

  /** The queues from {@code from} on, by name. */
  Collection<MemoryQueue> from(QueueName from, boolean inclusive) {
    return queues.tailMap(from, inclusive).values();
  }
}
