package io.posthorn.storage.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.posthorn.message.Body;
import io.posthorn.message.NewMessage;
import io.posthorn.message.QueueConfig;
import io.posthorn.message.QueueName;
import io.posthorn.redis.RedisServer;
import io.posthorn.storage.Atomicity;
import io.posthorn.storage.Enqueue;
import io.posthorn.storage.EnqueueResult;
import io.posthorn.storage.StorageEngine;
import io.posthorn.storage.StorageException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** An enqueue over queues of several masters, one of which refuses. */
class RedisTornEnqueueTest {
  @Test
  void lastQueue_isNotWrittenWhenAnotherOneFails() {
    TestRedis redis = TestRedis.cluster();
    redis.clear();
    try (StorageEngine engine = redis.open()) {
      List<QueueName> names =
          IntStream.range(0, 20).mapToObj(i -> QueueName.of("torn" + i)).toList();
      await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> isAnswered(engine.queues().stats(List.of(names.get(0)))));
      names.forEach(name -> engine.queues().create(name, QueueConfig.PULL).join());
      QueueName first = names.get(0);
      RedisServer refusing = masterOf(redis, first);
      QueueName last =
          names.stream()
              .filter(name -> masterOf(redis, name) != refusing)
              .findFirst()
              .orElseThrow();
      List<Enqueue> groups = List.of(message(first), message(last));

      assertThat(refusing.call("CONFIG", "SET", "maxmemory", "1")).isEqualTo("+OK");
      try {
        assertThatThrownBy(() -> engine.messages().enqueue(groups, Atomicity.ALL).join())
            .hasCauseInstanceOf(StorageException.class);
      } finally {
        refusing.call("CONFIG", "SET", "maxmemory", "0");
      }
      assertThat(unfinished(engine, last)).isZero();

      assertThat(engine.messages().enqueue(groups, Atomicity.ALL).join())
          .extracting(EnqueueResult::status)
          .containsOnly(EnqueueResult.Status.ENQUEUED);
      assertThat(unfinished(engine, last)).isEqualTo(1);
    }
  }

  /** A slow machine takes longer to connect than verbs wait. */
  private static boolean isAnswered(CompletableFuture<?> verb) {
    return verb.handle((answer, error) -> error == null).join();
  }

  private static Enqueue message(QueueName queue) {
    return new Enqueue(queue, List.of(NewMessage.of(Body.ofUtf8("x"))));
  }

  private static long unfinished(StorageEngine engine, QueueName queue) {
    return engine.queues().stats(List.of(queue)).join().get(0).orElseThrow().unfinished();
  }

  private static RedisServer masterOf(TestRedis redis, QueueName queue) {
    return redis.servers().stream()
        .filter(server -> server.call("INFO", "REPLICATION").contains("role:master"))
        .filter(server -> !server.call("KEYS", "posthorn:{" + queue + "}:*").equals("[]"))
        .findFirst()
        .orElseThrow();
  }
}
