package io.posthorn.storage.rocksdb;

import io.posthorn.message.QueueName;
import io.posthorn.message.Topic;
import io.posthorn.storage.TopicCatalog;
import io.posthorn.storage.codec.TopicCodec;
import io.posthorn.storage.rocksdb.Command.Need;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The verbs on topics, each one a command of the writer thread. */
final class RocksTopics implements TopicCatalog {
  private final Commands writer;

  RocksTopics(Commands writer) {
    this.writer = writer;
  }

  @Override
  public CompletableFuture<Boolean> put(Topic topic) {
    byte[] key = topic.name().bytes();
    return writer.submit(
        new Verb<>(
            Need.SPACE,
            null,
            core -> {
              boolean made = core.get(Column.TOPICS, key) == null;
              core.batch.put(Column.TOPICS, key, TopicCodec.encode(topic));
              return made;
            }));
  }

  @Override
  public CompletableFuture<Optional<Topic>> find(QueueName name) {
    return writer.submit(
        new Verb<>(
            Need.NOTHING,
            null,
            core -> {
              byte[] row = core.get(Column.TOPICS, name.bytes());
              return row == null ? Optional.empty() : Optional.of(TopicCodec.decode(name, row));
            }));
  }

  @Override
  public CompletableFuture<Boolean> delete(QueueName name) {
    return writer.submit(
        new Verb<>(
            Need.RESERVE,
            null,
            core -> {
              boolean there = core.get(Column.TOPICS, name.bytes()) != null;
              if (there) {
                core.batch.delete(Column.TOPICS, name.bytes());
              }
              return there;
            }));
  }

  @Override
  public CompletableFuture<List<Topic>> list(@Nullable QueueName cursor, int limit) {
    return writer.submit(
        new Verb<>(
            Need.NOTHING,
            null,
            core -> {
              var page = new ArrayList<Topic>();
              if (limit < 1) {
                return page;
              }
              core.scan(
                  Column.TOPICS,
                  cursor == null ? new byte[0] : QueueRange.after(cursor.bytes()),
                  QueueRange.END,
                  (key, value) -> {
                    page.add(TopicCodec.decode(QueueName.ofBytes(key), value));
                    return page.size() < limit;
                  });
              return page;
            }));
  }
}
