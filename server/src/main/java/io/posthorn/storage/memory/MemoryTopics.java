package io.posthorn.storage.memory;

import io.posthorn.message.QueueName;
import io.posthorn.message.Topic;
import io.posthorn.storage.TopicCatalog;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Topics in a map. */
final class MemoryTopics implements TopicCatalog {
  private final MemoryStorageEngine engine;
  private final TreeMap<QueueName, Topic> topics = new TreeMap<>();

  MemoryTopics(MemoryStorageEngine engine) {
    this.engine = engine;
  }

  @Override
  public CompletableFuture<Boolean> put(Topic topic) {
    return engine.turn(turn -> topics.put(topic.name(), topic) == null);
  }

  @Override
  public CompletableFuture<Optional<Topic>> find(QueueName name) {
    return engine.turn(turn -> Optional.ofNullable(topics.get(name)));
  }

  @Override
  public CompletableFuture<Boolean> delete(QueueName name) {
    return engine.turn(turn -> topics.remove(name) != null);
  }

  @Override
  public CompletableFuture<List<Topic>> list(@Nullable QueueName cursor, int limit) {
    return engine.turn(
        turn ->
            (cursor == null ? topics : topics.tailMap(cursor, false))
                .values().stream().limit(limit).toList());
  }
}
