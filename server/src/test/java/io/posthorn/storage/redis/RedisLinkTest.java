package io.posthorn.storage.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.posthorn.redis.RedisServer;
import io.posthorn.storage.StorageException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** How a connection is made, lost and made again. */
class RedisLinkTest {
  private static final Duration TIMEOUT = Duration.ofMillis(900);

  @Test
  void attemptThatEndsAtOnce_isTold_andMadeAgain() throws Exception {
    try (RedisServer redis = RedisServer.start();
        RedisClient client = RedisClient.create(redis.uri())) {
      StatefulConnection<byte[], byte[]> connection = client.connect(ByteArrayCodec.INSTANCE);
      var attempts = new AtomicInteger();
      try (var link =
          new RedisLink(
              options(redis),
              () ->
                  attempts.getAndIncrement() == 0
                      ? CompletableFuture.failedFuture(new ConnectException("Connection refused"))
                      : CompletableFuture.completedFuture(connection))) {
        String sentence =
            "Redis at 127.0.0.1:%d refuses connections (is it running there?)."
                .formatted(redis.port());
        assertThat(failure(link))
            .hasMessage(sentence)
            .extracting(StorageException::kind)
            .isEqualTo(StorageException.Kind.FAILED);
        assertThat(link.trouble()).isEqualTo(sentence);

        await().ignoreExceptions().until(() -> ping(link).equals("PONG"));
        assertThat(attempts).hasValue(2);
        assertThat(link.trouble()).isEmpty();
      }
    }
  }

  @Test
  void nobodyThere_thenSomebody() throws Exception {
    try (RedisServer redis = RedisServer.start()) {
      redis.stop();
      try (var link = new RedisLink(options(redis))) {
        assertThat(failure(link)).hasMessageContaining("refuses connections");
        // Told again at once, without an attempt for each verb.
        assertThat(failure(link)).hasMessageContaining("refuses connections");
        redis.restart();
        await().ignoreExceptions().until(() -> ping(link).equals("PONG"));
      }
    }
  }

  @Test
  void silence_isFoundOutOnce_thenNothingIsSentUntilItEnds() throws Exception {
    try (RedisServer redis = RedisServer.start();
        var link = new RedisLink(options(redis))) {
      assertThat(ping(link)).isEqualTo("PONG");
      redis.pause();
      assertThat(failure(link).kind()).isEqualTo(StorageException.Kind.OUTCOME_UNKNOWN);

      StorageException next = failure(link);
      assertThat(next.kind()).isEqualTo(StorageException.Kind.FAILED);
      assertThat(next).hasMessageContaining("does not answer in time");
      assertThat(link.trouble()).contains("does not answer in time");

      redis.resume();
      await().ignoreExceptions().until(() -> ping(link).equals("PONG"));
    }
  }

  @Test
  void closed_saysSo() {
    try (RedisServer redis = RedisServer.start()) {
      var link = new RedisLink(options(redis));
      link.close();
      assertThat(failure(link).kind()).isEqualTo(StorageException.Kind.CLOSED);
    }
  }

  private static RedisOptions options(RedisServer redis) {
    return new RedisOptions("redis://127.0.0.1:" + redis.port(), TIMEOUT);
  }

  private static String ping(RedisLink link) throws Exception {
    return link.command(commands -> commands.ping()).get(30, TimeUnit.SECONDS);
  }

  private static StorageException failure(RedisLink link) {
    var failure = new CompletableFuture<Throwable>();
    assertThatThrownBy(() -> ping(link))
        .isInstanceOf(ExecutionException.class)
        .satisfies(thrown -> failure.complete(thrown.getCause()));
    return (StorageException) failure.join();
  }
}
