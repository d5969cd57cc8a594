package io.posthorn.storage.memory;

import io.posthorn.message.QueueConfig;
import io.posthorn.message.QueueName;
import io.posthorn.message.Ring;
import io.posthorn.storage.QueueCatalog;
import io.posthorn.storage.QueueInfo;
import io.posthorn.storage.QueueStats;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The verbs on queues: each one a turn of the engine. */
final class MemoryQueues implements QueueCatalog {
  private final MemoryStorageEngine engine;
  private final QueueTable queues;

  MemoryQueues(MemoryStorageEngine engine, QueueTable queues) {
    this.engine = engine;
    this.queues = queues;
  }

  @Override
  public CompletableFuture<Created> create(QueueName name, QueueConfig config) {
    return engine.turn(
        turn -> {
          MemoryQueue there = queues.find(name);
          return there == null
              ? new Created(queues.create(name, config, turn).info(), true)
              : new Created(there.info(), false);
        });
  }

  @Override
  public CompletableFuture<Updated> update(
      QueueName name, QueueConfig config, long expectedVersion) {
    return engine.turn(
        turn -> {
          MemoryQueue queue = queues.find(name);
          if (queue == null) {
            return new Updated(null, false);
          }
          boolean matches = expectedVersion == 0 || expectedVersion == queue.version();
          if (matches) {
            queue.update(config, turn);
          }
          return new Updated(queue.info(), matches);
        });
  }

  @Override
  public CompletableFuture<Optional<QueueInfo>> pause(QueueName name, boolean paused) {
    return engine.turn(
        turn -> {
          MemoryQueue queue = queues.find(name);
          if (queue == null) {
            return Optional.empty();
          }
          queue.paused = paused;
          if (!paused) {
            turn.visible(name, turn.elapsed);
          }
          return Optional.of(queue.info());
        });
  }

  @Override
  public CompletableFuture<Boolean> delete(QueueName name) {
    return engine.turn(
        turn -> {
          MemoryQueue queue = queues.find(name);
          if (queue != null) {
            queue.countDropped(turn);
          }
          return queues.delete(name);
        });
  }

  @Override
  public CompletableFuture<Optional<QueueInfo>> find(QueueName name) {
    return engine.turn(turn -> Optional.ofNullable(queues.find(name)).map(MemoryQueue::info));
  }

  @Override
  public CompletableFuture<List<QueueInfo>> list(
      QueueName prefix, @Nullable QueueName cursor, int limit) {
    QueueName after = cursor != null && cursor.compareTo(prefix) >= 0 ? cursor : null;
    return engine.turn(
        turn ->
            queues.from(after != null ? after : prefix, after == null).stream()
                .takeWhile(queue -> queue.name.latin1().startsWith(prefix.latin1()))
                .limit(limit)
                .map(MemoryQueue::info)
                .toList());
  }

  @Override
  public CompletableFuture<List<Optional<QueueStats>>> stats(List<QueueName> names) {
    return engine.turn(
        turn ->
            names.stream()
                .map(name -> Optional.ofNullable(queues.find(name)).map(q -> q.stats(turn)))
                .toList());
  }

  @Override
  public CompletableFuture<RingResult> resetRing(QueueName name) {
    return engine.turn(
        turn -> {
          MemoryQueue queue = queues.find(name);
          if (queue != null && queue.ring != null) {
            queue.countDropped(turn);
          }
          return queue != null && queue.resetRing() ? RingResult.CHANGED : RingResult.QUEUE_MISSING;
        });
  }

  @Override
  public CompletableFuture<RingResult> resizeRing(QueueName name, long max) {
    return engine.turn(
        turn -> {
          MemoryQueue queue = queues.find(name);
          Ring ring = queue == null ? null : queue.ring;
          if (queue == null || ring == null) {
            return RingResult.QUEUE_MISSING;
          }
          if (max < Ring.MIN_MAX || max > Ring.MAX_MAX || !ring.canResize(max)) {
            return RingResult.REFUSED;
          }
          queue.ring = ring.resized(max);
          return RingResult.CHANGED;
        });
  }
}
