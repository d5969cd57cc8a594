package io.posthorn.protocol.rest;

import static io.posthorn.protocol.rest.Problems.isProblem;
import static org.assertj.core.api.Assertions.assertThat;

import io.posthorn.protocol.rest.RestServer.Answer;
import java.io.IOException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Topics: make, read, list, delete, publish. */
class TopicRoutesTest {
  private static RestServer server;
  private String name;
  private String t;

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
    name = test.getTestMethod().orElseThrow().getName();
    t = "/v1/topics/" + name;
  }

  @Test
  void put_makesAndReplaces_getListAndDelete() {
    Answer made = server.send("PUT", t, "{\"queues\":[\"a\",\"b/é\"]}");
    Answer replaced = server.send("PUT", t, "{\"queues\":[\"c\"]}");

    assertThat(made.status()).isEqualTo(201);
    assertThat(made.header("Location")).hasValue(t);
    assertThat(made.json().get("queues").toString()).isEqualTo("[\"a\",\"b/é\"]");
    assertThat(replaced.status()).isEqualTo(200);
    assertThat(server.get(t).json().toString())
        .isEqualTo("{\"name\":\"" + name + "\",\"queues\":[\"c\"]}");
    server.send("PUT", t + "2", "{\"queues\":[\"c\"]}");
    Answer first = server.get("/v1/topics?limit=1&cursor=" + name.substring(0, name.length() - 1));
    assertThat(first.json().at("/topics/0/name").asText()).isEqualTo(name);
    Answer next = server.get("/v1/topics?limit=1&cursor=" + first.json().get("cursor").asText());
    assertThat(next.json().at("/topics/0/name").asText()).isEqualTo(name + "2");
    assertThat(server.send("DELETE", t, null).status()).isEqualTo(204);
    isProblem(server.send("DELETE", t, null), 404, "topic-not-found");
    isProblem(server.get(t), 404, "topic-not-found");
    isProblem(server.post(t + "/messages", "x"), 404, "topic-not-found");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{} | bad-request | queues",
        "{\"queues\":[]} | bad-request | queues",
        "{\"queues\":\"a\"} | bad-request | queues",
        "{\"queues\":[1]} | bad-request | queues[0]",
        "{\"queues\":[\"\"]} | bad-queue-name | queues[0]",
        "{\"queues\":[\"a\\u0000\"]} | bad-queue-name | queues[0]",
        "{\"queues\":[\"a\",\"b\",\"a\"]} | bad-request | queues",
        "{\"queue\":[\"a\"]} | unknown-field | queue",
      })
  void put_badBody(String body, String code, String field) {
    Answer answer = server.send("PUT", "/v1/topics/bad", body);

    isProblem(answer, 400, code);
    assertThat(answer.json().get("field").asText()).isEqualTo(field);
    assertThat(server.get("/v1/topics/bad").status()).isEqualTo(404);
  }

  @Test
  void put_ofTooManyQueues() {
    String names =
        IntStream.rangeClosed(0, 1000)
            .mapToObj(i -> "\"q" + i + "\"")
            .collect(Collectors.joining(","));

    isProblem(server.send("PUT", t, "{\"queues\":[" + names + "]}"), 400, "limit-exceeded");
  }

  @Test
  void publish_reachesEveryQueueWithRoom() {
    server.send("PUT", "/v1/queues/" + name + "-a", null);
    server.send("PUT", "/v1/queues/" + name + "-full", "{\"capacity\":1}");
    server.post("/v1/queues/" + name + "-full/messages", "x");
    server.send("PUT", "/v1/queues/" + name + "-push", "{\"mode\":\"push\"}");
    server.send(
        "PUT", t, "{\"queues\":[\"N-a\",\"N-full\",\"N-none\",\"N-push\"]}".replace("N", name));

    Answer published = server.post(t + "/messages?key=k", "hello", "Content-Type", "text/plain");

    assertThat(published.status()).as(published.text()).isEqualTo(201);
    assertThat(published.json().findValuesAsText("queue"))
        .containsExactly(name + "-a", name + "-full", name + "-none", name + "-push");
    assertThat(published.json().at("/messages/0/sequence").asInt()).isEqualTo(1);
    assertThat(published.json().findValuesAsText("error"))
        .containsExactly("queue-full", "queue-not-found", "queue-mode");
    assertThat(server.get("/v1/queues/" + name + "-none").status()).isEqualTo(404);
    Answer taken = server.post("/v1/queues/" + name + "-a/take", "");
    assertThat(taken.text()).isEqualTo("hello");
    assertThat(taken.header("Content-Type")).hasValue("text/plain");
  }

  @Test
  void publish_allOrNothing() {
    server.send("PUT", "/v1/queues/" + name + "-a", null);
    server.send("PUT", "/v1/queues/" + name + "-full", "{\"capacity\":1}");
    server.send("PUT", t, "{\"queues\":[\"N-a\",\"N-full\"]}".replace("N", name));

    Answer first = server.post(t + "/messages?all=true", "1");
    Answer second = server.post(t + "/messages?all=true", "2");

    assertThat(first.status()).isEqualTo(201);
    isProblem(second, 507, "queue-full");
    assertThat(second.json().get("detail").asText()).contains(name + "-full");
    assertThat(server.get("/v1/queues/" + name + "-a").json().at("/statistics/ready").asInt())
        .isEqualTo(1);
  }

  @Test
  void publish_thatNoQueueTookIs507() {
    server.send("PUT", "/v1/queues/" + name + "-full", "{\"capacity\":1}");
    server.send("PUT", t, "{\"queues\":[\"N-full\"]}".replace("N", name));
    server.post(t + "/messages", "1");

    isProblem(server.post(t + "/messages", "2"), 507, "queue-full");
  }

  @Test
  void publish_againWithTheSameIdempotencyKeyStoresNothing() {
    server.send("PUT", "/v1/queues/" + name + "-a", null);
    server.send("PUT", t, "{\"queues\":[\"N-a\"]}".replace("N", name));

    Answer first = server.post(t + "/messages", "1", "Idempotency-Key", "i");
    Answer second = server.post(t + "/messages", "1", "Idempotency-Key", "i");

    assertThat(second.status()).isEqualTo(200);
    assertThat(second.json().at("/messages/0/duplicate").asBoolean()).isTrue();
    assertThat(second.json().at("/messages/0/id")).isEqualTo(first.json().at("/messages/0/id"));
  }
}
