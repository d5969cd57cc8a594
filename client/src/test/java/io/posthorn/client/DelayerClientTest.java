package io.posthorn.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.lettuce.core.KillArgs;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The Delayer client leaves in Redis what the Go and PHP clients leave, and reads what they left.
 */
@Timeout(120)
class DelayerClientTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private RedisProcess process;
  private DelayerClient delayer;

  @BeforeEach
  void open() {
    process = RedisProcess.start();
    delayer = DelayerClient.of(process.uri());
  }

  @AfterEach
  void close() {
    delayer.close();
    process.close();
  }

  @Test
  void push_leavesWhatTheOthersLeave() {
    long before = Instant.now().getEpochSecond();
    assertThat(
            delayer.push(DelayerJob.of("id-1", "mail", "{\"to\":\"ü\"}"), Duration.ofSeconds(20)))
        .isTrue();
    long after = Instant.now().getEpochSecond();

    assertThat(process.redis().keys("*"))
        .containsExactlyInAnyOrder("delayer:job_pool", "delayer:job_bucket:id-1");
    assertThat(process.redis().hgetall("delayer:job_bucket:id-1"))
        .isEqualTo(Map.of("topic", "mail", "body", "{\"to\":\"ü\"}"));
    assertThat(process.redis().zscore("delayer:job_pool", "id-1"))
        .isBetween(before + 20.0, after + 20.0);
    assertThat(process.redis().ttl("delayer:job_bucket:id-1")).isBetween(604_820L - 60, 604_820L);
  }

  @Test
  void pushAgain_replaces_andSaysFalse() {
    delayer.push(
        DelayerJob.of("id-1", "mail", "a"), Duration.ofSeconds(20), Duration.ofSeconds(100));
    assertThat(
            delayer.push(
                DelayerJob.of("id-1", "post", "b"), Duration.ofSeconds(200), Duration.ofSeconds(5)))
        .isFalse();
    assertThat(process.redis().hgetall("delayer:job_bucket:id-1"))
        .isEqualTo(Map.of("topic", "post", "body", "b"));
    assertThat(process.redis().ttl("delayer:job_bucket:id-1")).isBetween(145L, 205L);
  }

  @Test
  void commands_areThoseOfTheOthers_inTheirOrder() throws Exception {
    List<String> seen = new ArrayList<>();
    URI uri = URI.create(process.uri());
    delayer.pop("warm-up");
    try (var socket = new Socket(uri.getHost(), uri.getPort());
        var in = new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8))) {
      socket.getOutputStream().write("MONITOR\r\n".getBytes(UTF_8));
      assertThat(in.readLine()).isEqualTo("+OK");
      delayer.push(DelayerJob.of("i", "t", "b"), Duration.ofSeconds(1), Duration.ofSeconds(9));
      delayer.remove("i");
      process.redis().lpush("delayer:ready_queue:t", "j");
      process.redis().hset("delayer:job_bucket:j", Map.of("topic", "t", "body", "b"));
      delayer.pop("t");
      process.redis().ping();
      for (String line = in.readLine(); !line.contains("\"PING\""); line = in.readLine()) {
        // Digits alone, as the others write it.
        seen.add(line.replaceAll("^[^\"]*", "").replaceAll("\"[0-9]{10}\"", "TIME"));
      }
    }
    assertThat(seen)
        .containsSubsequence(
            "\"MULTI\"",
            "\"HMSET\" \"delayer:job_bucket:i\" \"topic\" \"t\" \"body\" \"b\"",
            "\"EXPIRE\" \"delayer:job_bucket:i\" \"10\"",
            "\"ZADD\" \"delayer:job_pool\" TIME \"i\"",
            "\"EXEC\"",
            "\"MULTI\"",
            "\"ZREM\" \"delayer:job_pool\" \"i\"",
            "\"DEL\" \"delayer:job_bucket:i\"",
            "\"EXEC\"",
            "\"RPOP\" \"delayer:ready_queue:t\"",
            "\"HGETALL\" \"delayer:job_bucket:j\"",
            "\"DEL\" \"delayer:job_bucket:j\"");
  }

  @Test
  void pop_takesTheOldestReadyJob_andItsBucket() {
    push("a", "b");
    assertThat(delayer.pop("mail").orElseThrow())
        .isEqualTo(DelayerJob.of("a", "mail", "body of a"));
    assertThat(delayer.pop("mail").orElseThrow().id()).isEqualTo("b");
    assertThat(delayer.pop("mail")).isEmpty();
    assertThat(process.redis().keys("*")).isEmpty();
  }

  @Test
  void pop_passesOverWhatExpired() {
    push("a", "b", "c");
    process.redis().del("delayer:job_bucket:a");
    process.redis().hdel("delayer:job_bucket:b", "body");
    assertThat(delayer.pop("mail").orElseThrow().id()).isEqualTo("c");
    assertThat(delayer.pop("mail")).isEmpty();
  }

  @Test
  void pop_passesOverAnyNumberThatExpired() {
    String[] expired = IntStream.range(0, 10_000).mapToObj(i -> "gone" + i).toArray(String[]::new);
    for (int round = 0; round < 2; round++) {
      process.redis().lpush("delayer:ready_queue:mail", expired);
      push("left");
      var job = round == 0 ? delayer.pop("mail") : delayer.bPop("mail", Duration.ofSeconds(5));
      assertThat(job.orElseThrow().id()).isEqualTo("left");
    }
  }

  @Test
  void bPop_wakesUp_alsoSeveralAtOnce() throws Exception {
    List<CompletableFuture<String>> waiting =
        IntStream.range(0, 3)
            .mapToObj(
                i ->
                    delayer
                        .async()
                        .bPop("mail", Duration.ofSeconds(50))
                        .thenApply(job -> job.orElseThrow().id()))
            .toList();
    awaitBlocked(3);
    push("a", "b", "c");
    List<String> ids = new ArrayList<>();
    for (CompletableFuture<String> one : waiting) {
      ids.add(one.get(60, TimeUnit.SECONDS));
    }
    assertThat(ids).containsExactlyInAnyOrder("a", "b", "c");
    assertThat(delayer.bPop("mail", Duration.ofSeconds(1))).isEmpty();
  }

  @Test
  void bPop_cancelled_leavesTheJobToOthers() {
    var waiting = delayer.async().bPop("mail", Duration.ofSeconds(50));
    awaitBlocked(1);
    waiting.cancel(true);
    awaitBlocked(0);
    push("a");
    assertThat(delayer.pop("mail").orElseThrow().id()).isEqualTo("a");
  }

  @Test
  void remove_worksUntilTheJobIsReady() {
    delayer.push(DelayerJob.of("a", "mail", "x"), Duration.ofSeconds(20));
    assertThat(delayer.remove("a")).isTrue();
    assertThat(delayer.remove("a")).isFalse();
    push("b");
    assertThat(delayer.remove("b")).isFalse();
    assertThat(delayer.pop("mail")).isEmpty();
  }

  @Test
  void manyThreads_shareTheConnection_withoutMixingTransactions() {
    CompletableFuture<?>[] all =
        IntStream.range(0, 500)
            .mapToObj(
                i ->
                    CompletableFuture.supplyAsync(
                            () -> delayer.push(DelayerJob.of("j" + i, "mail", "x"), Duration.ZERO))
                        .thenAccept(isNew -> assertThat(isNew).isTrue()))
            .toArray(CompletableFuture[]::new);
    CompletableFuture.allOf(all).join();
    assertThat(process.redis().zcard("delayer:job_pool")).isEqualTo(500);
  }

  @Test
  void brokenConnection_isReplaced() {
    delayer.push(DelayerJob.of("a", "mail", "x"), Duration.ZERO);
    process.redis().clientKill(KillArgs.Builder.typeNormal().skipme());
    await()
        .atMost(PATIENCE)
        .ignoreExceptions()
        .until(() -> delayer.push(DelayerJob.of("b", "mail", "x"), Duration.ZERO));
  }

  @Test
  void silence_isATimeout_andEndsTheConnection() throws Exception {
    delayer.pop("mail");
    process.signal("-STOP");
    try {
      assertThatThrownBy(() -> delayer.pop("mail"))
          .isInstanceOfSatisfying(
              PosthornException.class,
              e -> {
                assertThat(e.code()).isEqualTo("timeout");
                assertThat(e).hasMessage("Redis: no answer in time");
              });
    } finally {
      process.signal("-CONT");
    }
    // What it shows of the test itself is one; the other is new.
    await().atMost(PATIENCE).ignoreExceptions().until(() -> delayer.pop("mail").isEmpty());
    await()
        .atMost(PATIENCE)
        .until(() -> process.redis().info("stats").contains("total_connections_received:3"));
  }

  @Test
  void mistakesAndRefusals_areNamed() {
    assertThatThrownBy(() -> DelayerJob.of("", "mail", "x"))
        .hasMessage("id, topic or body: empty (expected: each at least one byte)");
    assertThatThrownBy(() -> delayer.push(DelayerJob.of("a", "mail", "x"), Duration.ofSeconds(-1)))
        .hasMessageContaining("delay: PT-1S (expected: 0 s or longer)");
    assertThatThrownBy(() -> delayer.bPop("mail", Duration.ZERO))
        .hasMessageContaining("(expected: 1 s or longer)");
    process.redis().set("delayer:job_pool", "no set");
    assertThatThrownBy(() -> delayer.push(DelayerJob.of("a", "mail", "x"), Duration.ZERO))
        .isInstanceOfSatisfying(
            PosthornException.class,
            e -> {
              assertThat(e.code()).isEqualTo("redis");
              assertThat(e).hasMessageContaining("WRONGTYPE");
            });
    process.close();
    assertThatThrownBy(() -> delayer.pop("mail"))
        .isInstanceOfSatisfying(
            PosthornException.class, e -> assertThat(e.code()).isEqualTo("unreachable"));
  }

  private void push(String... ids) {
    for (String id : ids) {
      delayer.push(DelayerJob.of(id, "mail", "body of " + id), Duration.ofSeconds(100));
      process.move(id, "mail");
    }
  }

  private void awaitBlocked(int clients) {
    await()
        .atMost(PATIENCE)
        .until(() -> process.redis().info("clients").contains("blocked_clients:" + clients));
  }
}
