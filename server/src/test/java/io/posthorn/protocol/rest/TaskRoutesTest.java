package io.posthorn.protocol.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.posthorn.protocol.rest.RestServer.Answer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** Tasks on their way in: one, a batch, one by its key. */
class TaskRoutesTest {
  private static final String NDJSON = "application/x-ndjson";
  private static RestServer server;
  private String q;

  @BeforeAll
  static void start() throws IOException {
    server = new RestServer();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @BeforeEach
  void name(TestInfo test) {
    q = "/v1/queues/" + test.getTestMethod().orElseThrow().getName();
  }

  private JsonNode view(Answer answer) {
    return server.get(q + "/messages/" + answer.json().get("id").asText()).json();
  }

  @Test
  void single_makesAPushQueueAndKeepsWhatWasSaid() {
    Answer answer =
        server.post(
            q + "/tasks",
            "{\"url\":\"http://127.0.0.1:9/a?b=%20\",\"method\":\"put\",\"headers\":{\"X-A\":\"1\","
                + "\"Authorization\":\"Bearer s3cr3t\",\"x-api-key\":\"s3cr3t\"},\"body\":\"hé\","
                + "\"contentType\":\"text/plain\",\"timeout\":\"5s\",\"successStatus\":[\"2xx\",304],"
                + "\"retry\":{\"maxAttempts\":3,\"first\":\"2s\"},\"delay\":\"1h\",\"ttl\":\"2h\","
                + "\"key\":\"order-1\",\"callback\":{\"queue\":\"done\"}}");

    assertThat(answer.status()).as(answer.text()).isEqualTo(201);
    assertThat(answer.header("Location"))
        .hasValue(q + "/messages/" + answer.json().get("id").asText());
    JsonNode message = view(answer);
    assertThat(message.get("state").asText()).isEqualTo("scheduled");
    assertThat(message.get("key").asText()).isEqualTo("order-1");
    assertThat(message.get("body").asText()).isEqualTo("hé");
    assertThat(message.get("contentType").asText()).isEqualTo("text/plain");
    assertThat(message.get("task").toString())
        .isEqualTo(
            "{\"url\":\"http://127.0.0.1:9/a?b=%20\",\"method\":\"PUT\",\"headers\":{\"X-A\":\"1\","
                + "\"Authorization\":\"***\",\"x-api-key\":\"***\"},\"timeout\":\"5s\","
                + "\"successStatus\":[\"2xx\",\"304\"],\"retry\":{\"maxAttempts\":3,\"maxAge\":\"3d\","
                + "\"first\":\"2s\",\"cap\":\"1h\",\"multiplier\":2.0,\"jitter\":\"full\"},"
                + "\"callback\":{\"queue\":\"done\"}}");
    assertThat(message.has("paused")).isFalse();
    assertThat(server.get(q).json().at("/config/mode").asText()).isEqualTo("push");
  }

  @Test
  void concurrentPatches_loseNoField() {
    Answer made =
        server.post(
            q + "/tasks", "{\"url\":\"http://x/\",\"repeat\":{\"every\":\"1h\"},\"key\":\"k\"}");
    String message = q + "/messages/" + made.json().get("id").asText();
    for (int i = 1; i <= 50; i++) {
      byte[] timeout = ("{\"timeout\":\"" + i + "s\"}").getBytes(StandardCharsets.UTF_8);
      byte[] body = ("{\"body\":\"" + i + "\"}").getBytes(StandardCharsets.UTF_8);
      String verb = i % 2 == 0 ? "/resume" : "/pause";
      List<CompletableFuture<Answer>> all =
          List.of(
              server.sendAsync("PATCH", message, timeout),
              server.sendAsync("PATCH", message, body),
              server.sendAsync("POST", message + verb, null));
      all.forEach(one -> assertThat(one.join().status()).as(one.join().text()).isEqualTo(200));
      JsonNode view = server.get(message).json();
      assertThat(view.at("/task/timeout").asText()).isEqualTo(i + "s");
      assertThat(view.get("body").asText()).isEqualTo("" + i);
      assertThat(view.get("paused").asBoolean()).isEqualTo(i % 2 != 0);
    }
  }

  @Test
  void json_isKeptAsWritten() {
    Answer answer =
        server.post(
            q + "/tasks",
            "{\"url\":\"http://x/\",\"json\": {\"a\" : [1.50, \"é\\u0041\"],\"a\":{} } }");
    Answer text = server.post(q + "/tasks", "{\"json\":\"a\\\"b\",\"url\":\"http://x/\"}");
    Answer number =
        server.post(
            q + "/tasks", "{\"url\":\"http://x/\",\"json\":12345678901234567890.00,\"key\":\"n\"}");
    Answer typed =
        server.post(
            q + "/tasks",
            "{\"url\":\"http://x/\",\"contentType\":\"application/vnd.a+json\",\"json\":[]}");

    assertThat(view(answer).get("body").asText())
        .isEqualTo("{\"a\" : [1.50, \"é\\u0041\"],\"a\":{} }");
    assertThat(view(answer).get("contentType").asText()).isEqualTo("application/json");
    assertThat(view(text).get("body").asText()).isEqualTo("\"a\\\"b\"");
    assertThat(view(number).get("body").asText()).isEqualTo("12345678901234567890.00");
    assertThat(view(typed).get("contentType").asText()).isEqualTo("application/vnd.a+json");
  }

  @Test
  void idempotencyKey_ofHeaderOrField() {
    String task = "{\"url\":\"http://x/\",\"body\":\"a\"}";
    Answer first = server.post(q + "/tasks", task, "Idempotency-Key", "i1");
    Answer second = server.post(q + "/tasks", task, "Idempotency-Key", "i1");
    Answer other = server.post(q + "/tasks", "{\"url\":\"http://x/\",\"idempotencyKey\":\"i1\"}");

    assertThat(second.status()).isEqualTo(200);
    assertThat(second.header("Idempotency-Replayed")).hasValue("true");
    assertThat(second.json().get("id")).isEqualTo(first.json().get("id"));
    assertThat(other.code()).isEqualTo("idempotency-mismatch");
  }

  @Test
  void pastTime_isDueAtOnce() {
    Answer answer =
        server.post(q + "/tasks", "{\"url\":\"http://x/\",\"visibleAt\":\"2001-01-01T00:00:00Z\"}");

    assertThat(answer.status()).isEqualTo(201);
    assertThat(view(answer).get("state").asText()).isEqualTo("ready");
  }

  @Test
  void repeats_beginByTheirSchedule() {
    Instant before = Instant.now();
    Answer cron =
        server.post(
            q + "/tasks",
            "{\"url\":\"http://x/\",\"repeat\":{\"cron\":\"0 9 * * *\",\"zone\":\"Asia/Shanghai\"}}");
    Answer every =
        server.post(q + "/tasks", "{\"url\":\"http://x/\",\"repeat\":{\"every\":\"10m\"}}");
    Answer nickname =
        server.post(q + "/tasks", "{\"url\":\"http://x/\",\"repeat\":{\"cron\":\"@every 1h\"}}");
    Answer adaptive =
        server.post(
            q + "/tasks",
            "{\"url\":\"http://x/\",\"repeat\":{\"adaptive\":{\"step\":\"10s\",\"max\":\"10m\"}}}");
    Answer delayed =
        server.post(
            q + "/tasks",
            "{\"url\":\"http://x/\",\"delay\":\"3h\",\"repeat\":{\"cron\":\"0 9 * * *\"}}");

    JsonNode message = view(cron);
    assertThat(message.get("visibleAt").asText()).endsWith("T01:00:00.000Z");
    assertThat(message.at("/task/repeat").toString())
        .isEqualTo("{\"cron\":\"0 9 * * *\",\"zone\":\"Asia/Shanghai\"}");
    assertThat(message.get("paused").asBoolean(true)).isFalse();
    assertThat(message.get("run").toString())
        .isEqualTo("{\"number\":0,\"scheduledAt\":\"" + message.get("visibleAt").asText() + "\"}");
    assertThat(wait(before, every)).isBetween(Duration.ofMinutes(10), Duration.ofMinutes(11));
    assertThat(wait(before, nickname)).isBetween(Duration.ofHours(1), Duration.ofMinutes(61));
    assertThat(view(nickname).at("/task/repeat").toString()).isEqualTo("{\"every\":\"1h\"}");
    assertThat(view(adaptive).get("state").asText()).isEqualTo("ready");
    assertThat(view(adaptive).at("/task/repeat").toString())
        .isEqualTo("{\"adaptive\":{\"step\":\"10s\",\"max\":\"10m\"}}");
    assertThat(wait(before, delayed)).isBetween(Duration.ofHours(3), Duration.ofMinutes(181));
  }

  private Duration wait(Instant from, Answer task) {
    return Duration.between(from, Instant.parse(view(task).get("visibleAt").asText()));
  }

  @Test
  void batch_isAllOrNothing() {
    String good =
        "{\"url\":\"http://x/1\",\"body\":\"1\"}\n{\"url\":\"http://x/2\",\"key\":\"k\"}\n";
    Answer stored = server.post(q + "/tasks/batch", good, "Content-Type", NDJSON);
    Answer badUrl =
        server.post(
            q + "/tasks/batch",
            "{\"url\":\"http://x/3\"}\n\n{\"url\":\"ftp://x/\"}\n",
            "Content-Type",
            NDJSON);
    Answer conflict =
        server.post(
            q + "/tasks/batch",
            "{\"url\":\"http://x/3\"}\n{\"url\":\"http://x/2\",\"key\":\"k\"}",
            "Content-Type",
            NDJSON);
    Answer noUrl =
        server.post(
            q + "/tasks/batch",
            "{\"url\":\"http://x/3\"}\n{\"body\":\"x\"}",
            "Content-Type",
            NDJSON);

    assertThat(stored.status()).isEqualTo(201);
    assertThat(stored.json().get("messages")).hasSize(2);
    assertThat(badUrl.status()).isEqualTo(400);
    assertThat(badUrl.json().get("line").asInt()).isEqualTo(3);
    assertThat(badUrl.json().get("field").asText()).isEqualTo("url");
    assertThat(conflict.status()).isEqualTo(409);
    assertThat(conflict.json().get("line").asInt()).isEqualTo(2);
    assertThat(noUrl.code()).isEqualTo("queue-mode");
    assertThat(noUrl.json().get("line").asInt()).isEqualTo(2);
    assertThat(server.get(q).json().at("/statistics/enqueuedTotal").asInt()).isEqualTo(2);
  }

  @Test
  void queueOfTheOtherMode_orWithoutUrl_is409AndStoresNothing() {
    server.send("PUT", q, null);
    Answer pull = server.post(q + "/tasks", "{\"url\":\"http://x/\"}");
    Answer pullWithoutUrl = server.post(q + "/tasks", "{\"body\":\"x\"}");
    Answer putIntoPull = server.send("PUT", q + "/tasks/k", "{\"url\":\"http://x/\"}");
    Answer unknown = server.post(q + "-new/tasks", "{\"body\":\"x\"}");
    Answer put = server.send("PUT", q + "-new/tasks/k", "{\"body\":\"x\"}");

    for (Answer refused : List.of(pull, pullWithoutUrl, putIntoPull, unknown, put)) {
      assertThat(refused.status()).isEqualTo(409);
      assertThat(refused.code()).isEqualTo("queue-mode");
    }
    assertThat(pullWithoutUrl.json().get("detail").asText()).contains("expected: PULL");
    assertThat(server.get(q + "-new").status()).isEqualTo(404);
    assertThat(server.get(q).json().at("/statistics/enqueuedTotal").asInt()).isZero();
  }

  @Test
  void queueWithAUrl_takesTasksWithoutOneAndPlainMessages() {
    server.send("PUT", q, "{\"mode\":\"push\",\"target\":{\"url\":\"http://127.0.0.1:9/in\"}}");

    assertThat(server.post(q + "/tasks", "{\"body\":\"x\"}").status()).isEqualTo(201);
    assertThat(server.post(q + "/messages", "x").status()).isEqualTo(201);
    assertThat(server.get(q + "/messages").json().at("/messages/0/task").toString())
        .isEqualTo("{}");
    assertThat(server.get(q + "/messages").json().at("/messages/1").has("task")).isFalse();
  }
}
