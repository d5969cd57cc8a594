package io.posthorn.storage.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.posthorn.message.Body;
import io.posthorn.message.NewMessage;
import io.posthorn.message.QueueConfig;
import io.posthorn.message.QueueName;
import io.posthorn.redis.RedisServer;
import io.posthorn.redis.Resp;
import io.posthorn.storage.Atomicity;
import io.posthorn.storage.Enqueue;
import io.posthorn.storage.StorageEngine;
import io.posthorn.storage.StorageException;
import io.posthorn.storage.StorageException.Kind;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is wrong with a Redis is said in a sentence, and never waited for without end. */
@Timeout(180)
class RedisFailuresTest {
  private static final QueueName QUEUE = QueueName.of("q");

  @Test
  void password_wrongOrMissing() {
    try (RedisServer redis = RedisServer.start("requirepass sesame")) {
      assertThat(sentence("redis://:open@127.0.0.1:" + redis.port()))
          .contains("127.0.0.1:" + redis.port() + " refuses the password")
          .doesNotContain("open@");
      assertThat(sentence("redis://127.0.0.1:" + redis.port()))
          .contains("asks for a password, and none is configured here");
    }
  }

  @Test
  void tls_whereThereIsNone() {
    try (RedisServer redis = RedisServer.start()) {
      assertThat(sentence("rediss://127.0.0.1:" + redis.port()))
          .contains("it does not speak TLS on this port (expected: redis:// instead of rediss://)");
    }
  }

  @Test
  void database_thatIsNotThere() {
    try (RedisServer redis = RedisServer.start("databases 4")) {
      assertThat(sentence("redis://127.0.0.1:" + redis.port() + "/9"))
          .contains("has no database of that number (expected: less than its setting 'databases')");
    }
  }

  @Test
  void key_ofAnotherType() {
    try (RedisServer redis = RedisServer.start();
        StorageEngine engine = engine("redis://127.0.0.1:" + redis.port())) {
      redis.call("SET", "posthorn:{q}:queue", "mine");
      StorageException failure = failure(engine.queues().find(QUEUE));
      assertThat(failure.kind()).isEqualTo(Kind.FAILED);
      assertThat(failure).hasMessageContaining("holds a value of another type");
    }
  }

  @Test
  void memory_thatIsUsedUp_isFull_andReadingGoesOn() throws Exception {
    try (RedisServer redis = RedisServer.start("maxmemory-policy noeviction");
        StorageEngine engine = engine("redis://127.0.0.1:" + redis.port())) {
      engine.queues().create(QUEUE, QueueConfig.PULL).get(60, TimeUnit.SECONDS);
      put(engine).get(60, TimeUnit.SECONDS);
      redis.call("CONFIG", "SET", "maxmemory", "1mb");
      StorageException failure = failure(put(engine));
      assertThat(failure.kind()).isEqualTo(Kind.FULL);
      assertThat(failure).hasMessageContaining("has used up its maxmemory and refuses writes");
      assertThat(engine.queues().find(QUEUE).get(60, TimeUnit.SECONDS)).isPresent();

      redis.call("CONFIG", "SET", "maxmemory", "0");
      put(engine).get(60, TimeUnit.SECONDS);
    }
  }

  @Test
  void loading_isSaid_untilItIsOver() throws Exception {
    try (RedisServer redis = RedisServer.start("appendonly yes", "key-load-delay 200");
        StorageEngine engine = engine("redis://127.0.0.1:" + redis.port())) {
      engine.queues().create(QUEUE, QueueConfig.PULL).get(60, TimeUnit.SECONDS);
      try (Resp resp = redis.connect()) {
        for (int i = 0; i < 20_000; i++) {
          resp.call("SET", "k" + i, "v");
        }
      }
      redis.kill();
      redis.begin();
      await()
          .pollInterval(Duration.ofMillis(2))
          .until(
              () ->
                  failure(engine.queues().find(QUEUE))
                      .getMessage()
                      .contains("is loading its data into memory and answers soon"));
      redis.call("CONFIG", "SET", "key-load-delay", "0");
      await()
          .atMost(Duration.ofSeconds(60))
          .ignoreExceptions()
          .until(() -> engine.queues().find(QUEUE).get(60, TimeUnit.SECONDS).isPresent());
    }
  }

  @Test
  void replica_isSaid_andLeftOnceItIsTheMaster() throws Exception {
    try (RedisServer master = RedisServer.start();
        RedisServer replica = RedisServer.start("replicaof 127.0.0.1 " + master.port());
        StorageEngine engine = engine("redis://127.0.0.1:" + replica.port())) {
      await().until(() -> replica.call("INFO", "REPLICATION").contains("master_link_status:up"));
      StorageException failure = failure(engine.queues().create(QUEUE, QueueConfig.PULL));
      assertThat(failure.kind()).isEqualTo(Kind.FAILED);
      assertThat(failure).hasMessageContaining("is a read-only replica (expected: its master)");

      replica.call("REPLICAOF", "NO", "ONE");
      await()
          .ignoreExceptions()
          .until(
              () ->
                  engine
                      .queues()
                      .create(QUEUE, QueueConfig.PULL)
                      .get(60, TimeUnit.SECONDS)
                      .created());
    }
  }

  private static CompletableFuture<?> put(StorageEngine engine) {
    NewMessage message = NewMessage.of(Body.ofUtf8("m"));
    return engine.messages().enqueue(List.of(new Enqueue(QUEUE, List.of(message))), Atomicity.EACH);
  }

  private static StorageEngine engine(String uri) {
    return RedisStorageEngine.open(new RedisOptions(uri, Duration.ofSeconds(5)));
  }

  private static String sentence(String uri) {
    try (StorageEngine engine = engine(uri)) {
      StorageException failure = failure(engine.queues().find(QUEUE));
      assertThat(failure.kind()).isEqualTo(Kind.FAILED);
      assertThat(engine.check().reads()).isFalse();
      return failure.getMessage();
    }
  }

  private static StorageException failure(CompletableFuture<?> verb) {
    Throwable thrown = verb.handle((value, error) -> error).orTimeout(60, TimeUnit.SECONDS).join();
    return thrown == null
        ? new StorageException(Kind.CLOSED, "none")
        : (StorageException) Calls.unwrap(thrown);
  }
}
