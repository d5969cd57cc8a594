package io.posthorn.storage;

import io.posthorn.message.QueueName;
import io.posthorn.message.Topic;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The verbs on topics. See {@link StorageEngine} for threading and failures. */
public interface TopicCatalog {
  /** Makes or replaces a topic; true when it was made. Durable before the answer. */
  CompletableFuture<Boolean> put(Topic topic);

  /** Reads one topic. */
  CompletableFuture<Optional<Topic>> find(QueueName name);

  /** Removes a topic; false when there was none. Its queues stay. */
  CompletableFuture<Boolean> delete(QueueName name);

  /** Up to {@code limit} topics by name, from the one after {@code cursor}. */
  CompletableFuture<List<Topic>> list(@Nullable QueueName cursor, int limit);
}
