package io.posthorn.protocol.rest;

import static io.posthorn.protocol.rest.Problems.isProblem;
import static org.assertj.core.api.Assertions.assertThat;

import io.posthorn.http.RawConnection;
import io.posthorn.http.RawConnection.RawReply;
import io.posthorn.protocol.rest.RestServer.Answer;
import io.posthorn.storage.EngineClock;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Requests that can't be served: each gets a problem that says why, nothing is stored, the
 * connection lives on.
 */
class BadInputTest {
  private static final String NDJSON = "application/x-ndjson";
  private static RestServer server;

  @BeforeAll
  static void start() throws IOException {
    server = new RestServer();
    server.send("PUT", "/v1/queues/q", null);
  }

  @AfterAll
  static void stop() {
    assertThat(server.get("/v1/queues/q").json().at("/statistics/enqueuedTotal").asInt()).isZero();
    server.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "POST | /v1/queues//messages                            | bad-queue-name    | queue name of 0 bytes",
        "GET  | /v1/queues/                                     | bad-queue-name    | queue name of 0 bytes",
        "POST | /v1/queues/a%00b/messages                       | bad-queue-name    | control byte 0",
        "POST | /v1/queues/a%0Ab/messages                       | bad-queue-name    | control byte 10",
        "PUT  | /v1/queues/a%7F                                 | bad-queue-name    | control byte 127",
        "POST | /v1/reserve?queues=q,,p                         | bad-queue-name    | queue name of 0 bytes",
        "POST | /v1/reserve                                     | bad-request       | queues: missing",
        "POST | /v1/queues/q/take?limit=0                       | bad-request       | limit: '0' (expected: 1 to 1000)",
        "POST | /v1/queues/q/take?limit=-1                      | bad-request       | limit: '-1'",
        "POST | /v1/queues/q/take?limit=abc                     | bad-request       | limit: 'abc'",
        "POST | /v1/queues/q/take?limit=1.5                     | bad-request       | limit: '1.5'",
        "POST | /v1/queues/q/take?limit=                        | bad-request       | limit: ''",
        "POST | /v1/queues/q/take?limit=1001                    | limit-exceeded    | expected: 1 to 1000",
        "POST | /v1/queues/q/take?limit=99999999999999999999999 | limit-exceeded    | expected: 1 to 1000",
        "POST | /v1/queues/q/take?wait=61s                      | limit-exceeded    | wait: 61s (expected: at most 1m)",
        "POST | /v1/queues/q/take?wait=99999999999999999999999s | bad-request       | too long",
        "POST | /v1/queues/q/take?wait=soon                     | bad-request       | 'soon' is no duration",
        "POST | /v1/queues/q/take?wait=-5s                      | bad-request       | '-5s' is no duration",
        "POST | /v1/queues/q/take?wait=1s&wait=2s               | bad-request       | wait: given twice",
        "POST | /v1/queues/q/take?wiat=1s                       | unknown-parameter | did you mean 'wait'?",
        "POST | /v1/queues/q/take?%zz=1                         | bad-request       | '%zz'",
        "POST | /v1/queues/q/reserve?lease=0s                   | limit-exceeded    | lease: 0s (expected: 1s to 12h)",
        "POST | /v1/queues/q/reserve?lease=13h                  | limit-exceeded    | lease: 13h (expected: 1s to 12h)",
        "POST | /v1/queues/q/reserve?leas=5s                    | unknown-parameter | did you mean 'lease'?",
        "POST | /v1/queues/q/messages?delay=3654d               | limit-exceeded    | delay: 3654d (expected: at most 3653d)",
        "POST | /v1/queues/q/messages?visibleAt=tomorrow        | bad-request       | visibleAt: 'tomorrow'",
        "POST | /v1/queues/q/messages?visibleAt=2999-01-01T00:00:00Z            | limit-exceeded | visibleAt: 2999",
        "POST | /v1/queues/q/messages?visibleAt=%2B999999-01-01T00:00:00Z       | bad-request    | visibleAt",
        "POST | /v1/queues/q/messages?visibleAt=1969-01-01T00:00:00Z            | bad-request    | from 1970 on",
        "POST | /v1/queues/q/messages?delay=1s&visibleAt=2030-01-01T00:00:00Z   | bad-request    | both given",
        "POST | /v1/queues/q/messages?ttl=0                     | bad-request       | ttl: 0s",
        "POST | /v1/queues/q/messages?key=                      | bad-request       | key: 0 bytes (expected: 1 to 256)",
        "POST | /v1/queues/q/messages?key=%FF                   | bad-request       | key: not UTF-8",
        "POST | /v1/queues/q/messages?ke=1                      | unknown-parameter | did you mean 'key'?",
        "GET  | /v1/queues/q/messages?state=done                | bad-request       | one of scheduled, ready, leased",
        "GET  | /v1/queues/q/messages?order=up                  | bad-request       | one of asc, desc",
        "GET  | /v1/queues/q/messages?from=0                    | bad-request       | from: '0'",
        "GET  | /v1/queues/q/messages?cursor=x                  | bad-request       | cursor: 'x'",
        "GET  | /v1/queues/q/messages?cursor=1&from=1           | bad-request       | cursor and from",
        "GET  | /v1/queues/q/messages?bodies=maybe              | bad-request       | one of true, false",
        "GET  | /v1/queues/q/messages/xyz                       | bad-request       | id: 'xyz'",
        "GET  | /v1/queues/q/messages/1-%zz                     | bad-request       | '%zz'",
        "GET  | /v1/queues/q/messages/key:                      | bad-request       | key: 0 bytes",
        "GET  | /v1/queues/q/messages/1-2?full=1                | unknown-parameter | this route has none",
        "POST | /v1/queues/q/tasks?delay=1s                     | unknown-parameter | this route has none",
        "PUT  | /v1/queues/q/tasks/                             | bad-request       | key: 0 bytes",
        "PUT  | /v1/queues/q/tasks/%zz                          | bad-request       | '%zz'",
        "PUT  | /v1/queues/q/tasks/%FF                          | bad-request       | key: not UTF-8",
        "POST | /v1/queues/q/messages/xyz/pause                 | bad-request       | id: 'xyz'",
        "GET  | /v1/topics?limit=0                              | bad-request       | limit: '0'",
        "GET  | /v1/topics?cursr=a                              | unknown-parameter | did you mean 'cursor'?",
        "PUT  | /v1/topics/a%00b                                | bad-queue-name    | control byte 0",
        "GET  | /v1/topics/                                     | bad-queue-name    | queue name of 0 bytes",
        "POST | /v1/topics/t/messages?all=maybe                 | bad-request       | one of true, false",
        "POST | /v1/topics/t/messages?al=true                   | unknown-parameter | did you mean 'all'?",
        "POST | /v1/topics/t/messages?delay=3654d               | limit-exceeded    | delay: 3654d",
        "GET  | /v1/queues?limit=0                              | bad-request       | limit: '0'",
        "GET  | /v1/queues?limt=1                               | unknown-parameter | did you mean 'limit'?",
        "GET  | /v1/queues?cursor=%00                           | bad-queue-name    | control byte 0",
        "PUT  | /v1/queues/q?mode=pull                          | unknown-parameter | this route has none",
        "POST | /v1/queues/q/purge?dead=1                       | bad-request       | one of true, false",
      })
  void badTargets(String method, String path, String code, String detail) throws IOException {
    // Sent raw, because a client library would refuse some of these itself.
    try (var connection = new RawConnection(server.port())) {
      connection.send(method + " " + path + " HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n");
      RawReply reply = connection.receive();
      assertThat(reply.status()).as(reply.text()).isEqualTo(400);
      assertThat(reply.header("Content-Type")).isEqualTo("application/problem+json");
      assertThat(reply.text()).contains("\"code\":\"" + code + "\"").contains(detail);
      connection.send("GET /v1/queues/q HTTP/1.1\r\nHost: x\r\n\r\n");
      assertThat(connection.receive().status()).isEqualTo(200);
    }
  }

  @Test
  void names_upTo256BytesAndNotMore() {
    isProblem(
        server.post("/v1/queues/" + "a".repeat(257) + "/messages", "m"), 400, "bad-queue-name");
    isProblem(
        server.post("/v1/queues/q/messages?key=" + "k".repeat(257), "m"), 400, "limit-exceeded");
    assertThat(server.post("/v1/queues/named/messages?key=" + "k".repeat(256), "m").status())
        .isEqualTo(201);
  }

  @Test
  void reserve_ofTooManyQueues() {
    isProblem(
        server.post("/v1/reserve?queues=" + "q,".repeat(100) + "q", ""), 400, "limit-exceeded");
  }

  @ParameterizedTest
  @CsvSource({
    "POST,/v1/queues/q,'GET, PUT, PATCH, DELETE'",
    "POST,/v1/queues,GET",
    "GET,/v1/reserve,POST",
    "GET,/v1/queues/q/take,POST",
    "GET,/v1/queues/q/reserve,POST",
    "PUT,/v1/queues/q/settle,POST",
    "GET,/v1/queues/q/messages/batch,POST",
    "DELETE,/v1/queues/q/messages,'GET, POST'",
    "POST,/v1/queues/q/messages/1-1,'GET, PATCH, DELETE'",
    "GET,/v1/queues/q/messages/1-1/run,POST",
    "GET,/v1/queues/q/messages/1-1/pause,POST",
    "GET,/v1/queues/q/messages/1-1/resume,POST",
    "GET,/v1/queues/q/tasks,POST",
    "GET,/v1/queues/q/tasks/batch,'POST, PUT'",
    "POST,/v1/queues/q/tasks/k,PUT",
    "DELETE,/v1/queues/q/tasks/k,PUT",
    "PUT,/v1/topics,GET",
    "PATCH,/v1/topics/t,'GET, PUT, DELETE'",
    "GET,/v1/topics/t/messages,POST",
    "GET,/v1/queues/q/redrive,POST",
    "GET,/v1/queues/q/pause,POST",
    "GET,/v1/queues/q/resume,POST",
    "GET,/v1/queues/q/purge,POST",
    "OPTIONS,/v1/queues,GET",
    "FROB,/v1/queues/q/take,POST",
  })
  void wrongMethod_is405WithAllow(String method, String path, String allow) {
    Answer answer = server.send(method, path, null);

    isProblem(answer, 405, "method-not-allowed");
    assertThat(answer.header("Allow")).hasValue(allow);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/v1/",
        "/v1/queue",
        "/v1/queues/q/",
        "/v1/queues/q/tak",
        "/v1/queues/q/take/",
        "/v1/queues/q/messages/1-1/stop",
        "/v1/queues/q/messages/1-1/x/run",
        "/v1/topics/t/",
        "/v1/topics/t/queues",
        "/v1/reserve/",
        "/v2/queues"
      })
  void wrongPath_is404(String path) {
    isProblem(server.get(path), 404, "not-found");
  }

  @Test
  void whatHasNoUtf8Form_isStillAnswered() {
    String half = "{\"\\ud800\":1}";
    isProblem(server.post("/v1/queues/q/settle", half), 400, "malformed-json");
    isProblem(server.send("PUT", "/v1/queues/q", half), 400, "malformed-json");
    isProblem(server.send("PUT", "/v1/queues/q", "{\"lease\":\"\\udfff\"}"), 400, "bad-request");
    isProblem(server.send("PATCH", "/v1/queues/q", "{\"mode\":\"\\udfff\"}"), 400, "bad-request");
    isProblem(server.post("/v1/queues/q/redrive", "{\"rate\":\"\\udfff\"}"), 400, "bad-request");
    isProblem(
        server.post("/v1/queues/q/messages/batch", half, "Content-Type", NDJSON),
        400,
        "malformed-json");
  }

  @Test
  void longEchoes_areCut() {
    Answer value = server.post("/v1/queues/q/take?wait=" + "x".repeat(20_000), "");
    Answer name = server.post("/v1/queues/q/take?" + "x".repeat(20_000) + "=1", "");
    Answer path = server.get("/v1/" + "x".repeat(20_000));

    for (Answer answer : List.of(value, name, path)) {
      assertThat(answer.status()).isBetween(400, 404);
      assertThat(answer.body()).hasSizeLessThan(2000);
    }
  }

  @Test
  void bodies_atTheLimitAndAbove() {
    int limit = RestServer.LIMITS.body();
    assertThat(server.sendBytes("POST", "/v1/queues/big/messages", new byte[limit]).status())
        .isEqualTo(201);
    assertThat(server.post("/v1/queues/big/take", "").body()).hasSize(limit);
    isProblem(
        server.sendBytes("POST", "/v1/queues/q/messages", new byte[limit + 1]),
        413,
        "body-too-large");
    // Beyond what the listener itself receives.
    isProblem(
        server.sendBytes("POST", "/v1/queues/q/messages", new byte[limit + 5000]),
        413,
        "body-too-large");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"abc", "\"a\"b", "\"a\\x\"", "\"\"", "é"})
  void idempotencyKey_malformed(String key) throws IOException {
    try (var connection = new RawConnection(server.port())) {
      connection.send(
          "POST /v1/queues/q/messages HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\nIdempotency-Key: "
              + key
              + "\r\n\r\n");
      RawReply reply = connection.receive();
      assertThat(reply.status()).isEqualTo(400);
      assertThat(reply.text()).contains("\"field\":\"Idempotency-Key\"");
    }
  }

  @Test
  void whatTheListenerRefuses_isAProblemToo() throws IOException {
    try (var connection = new RawConnection(server.port())) {
      connection.send(
          "POST /v1/queues/q/messages HTTP/1.1\r\nHost: x\r\nExpect: wonders\r\nContent-Length: 1\r\n\r\n");
      RawReply reply = connection.receive();
      assertThat(reply.status()).isEqualTo(417);
      assertThat(reply.text()).contains("\"code\":\"expectation-failed\"");
    }
  }

  @Test
  void brokenChunks_endTheConnectionAndStoreNothing() throws IOException {
    try (var connection = new RawConnection(server.port())) {
      connection.send(
          "POST /v1/queues/q/messages HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n");
      assertThat(connection.readToEnd()).doesNotContain("HTTP/1.1 2").doesNotContain("HTTP/1.1 5");
    }
  }

  @Test
  void truncatedBody_storesNothing() throws IOException {
    try (var connection = new RawConnection(server.port())) {
      connection.send(
          "POST /v1/queues/q/messages HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nabc");
    }
    assertThat(server.post("/v1/queues/q/take", "").status()).isEqualTo(204);
  }

  @Test
  void unknownQueue_isNotFoundByEveryRouteThatDoesNotMakeIt() {
    List<Answer> answers = new ArrayList<>();
    for (String route : List.of("/take", "/reserve", "/pause", "/resume", "/purge")) {
      answers.add(server.post("/v1/queues/none" + route, ""));
    }
    answers.add(server.post("/v1/queues/none/redrive", "{}"));
    answers.add(server.get("/v1/queues/none"));
    answers.add(server.get("/v1/queues/none/messages"));
    answers.add(server.send("PATCH", "/v1/queues/none", "{}"));
    answers.add(server.send("DELETE", "/v1/queues/none", null));
    assertThat(answers).allSatisfy(answer -> isProblem(answer, 404, "queue-not-found"));
  }

  @Test
  void creationOnUse_canBeSwitchedOff() throws IOException {
    try (var strict = new RestServer(EngineClock.system(), RestServer.LIMITS, false)) {
      isProblem(strict.post("/v1/queues/q/messages", "m"), 404, "queue-not-found");
      isProblem(
          strict.post("/v1/queues/q/messages/batch", "{\"body\":\"x\"}", "Content-Type", NDJSON),
          404,
          "queue-not-found");
    }
  }

  @Test
  void stopping_is503WithRetryAfter() throws IOException {
    try (var stopping = new RestServer()) {
      stopping.broker.close();
      Answer answer = stopping.post("/v1/queues/q/messages", "m");
      isProblem(answer, 503, "stopping");
      assertThat(answer.header("Retry-After")).hasValue("1");
    }
  }
}
