package io.posthorn.storage.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.lettuce.core.Limit;
import io.lettuce.core.Range;
import io.lettuce.core.Range.Boundary;
import io.posthorn.message.QueueName;
import io.posthorn.message.Topic;
import io.posthorn.storage.TopicCatalog;
import io.posthorn.storage.codec.TopicCodec;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Topics: a hash of their queues, and an index of their names, in one slot. */
final class RedisTopics implements TopicCatalog {
  private static final byte[][] KEYS = {
    "posthorn:{topics}:names".getBytes(US_ASCII), "posthorn:{topics}:queues".getBytes(US_ASCII)
  };

  private final Calls calls;

  RedisTopics(Calls calls) {
    this.calls = calls;
  }

  @Override
  public CompletableFuture<Boolean> put(Topic topic) {
    return calls
        .link()
        .run(Verb.TOPIC_PUT, KEYS, topic.name().bytes(), TopicCodec.encode(topic))
        .thenApply(RedisTopics::done);
  }

  @Override
  public CompletableFuture<Optional<Topic>> find(QueueName name) {
    return calls
        .link()
        .command(commands -> commands.hget(KEYS[1], name.bytes()))
        .thenApply(row -> Optional.ofNullable(row).map(bytes -> TopicCodec.decode(name, bytes)));
  }

  @Override
  public CompletableFuture<Boolean> delete(QueueName name) {
    return calls.link().run(Verb.TOPIC_DELETE, KEYS, name.bytes()).thenApply(RedisTopics::done);
  }

  @Override
  public CompletableFuture<List<Topic>> list(@Nullable QueueName cursor, int limit) {
    Range<byte[]> names =
        cursor == null
            ? Range.unbounded()
            : Range.from(Boundary.excluding(cursor.bytes()), Boundary.unbounded());
    return calls
        .link()
        .command(commands -> commands.zrangebylex(KEYS[0], names, Limit.from(limit)))
        .thenCompose(this::topics);
  }

  private CompletableFuture<List<Topic>> topics(List<byte[]> names) {
    if (names.isEmpty()) {
      return CompletableFuture.completedFuture(List.of());
    }
    return calls
        .link()
        .command(commands -> commands.hmget(KEYS[1], names.toArray(byte[][]::new)))
        .thenApply(
            rows ->
                rows.stream()
                    .filter(row -> row.hasValue())
                    .map(row -> TopicCodec.decode(QueueName.ofBytes(row.getKey()), row.getValue()))
                    .toList());
  }

  private static boolean done(List<byte[]> answer) {
    return answer.get(0)[0] == '1';
  }
}
