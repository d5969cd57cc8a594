package io.posthorn.protocol.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
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

  private static void isProblem(Answer answer, int status, String code) {
    assertThat(answer.status()).as(answer.text()).isEqualTo(status);
    assertThat(answer.header("Content-Type")).hasValue("application/problem+json");
    JsonNode problem = answer.json();
    assertThat(problem.get("code").asText()).as(answer.text()).isEqualTo(code);
    assertThat(problem.get("type").asText()).isEqualTo("urn:posthorn:problem:" + code);
    assertThat(problem.get("status").asInt()).isEqualTo(status);
    assertThat(problem.get("title").asText()).isNotEmpty();
    assertThat(problem.get("detail").asText()).isNotEmpty();
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
        "/v1/reserve/",
        "/v2/queues"
      })
  void wrongPath_is404(String path) {
    isProblem(server.get(path), 404, "not-found");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "hello",
        "[]",
        "{",
        "{\"settlements\":",
        "{\"settlements\":[]}{}",
        "\u0000",
        "{\"a\"}",
        "nul"
      })
  void settle_malformedJson(String body) {
    Answer answer = server.post("/v1/queues/q/settle", body);
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.code()).isIn("malformed-json", "bad-request", "unknown-field");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{} | bad-request | settlements | none",
        "{\"settlements\":{}} | bad-request | settlements | an object (expected: an array)",
        "{\"settlments\":[]} | unknown-field | settlments | did you mean 'settlements'?",
        "{\"settlements\":[1]} | bad-request | settlements[0].settlement | a number (expected: an object)",
        "{\"settlements\":[{}]} | bad-request | settlements[0].receipt | missing",
        "{\"settlements\":[{\"receipt\":\"1-1-1\"}]} | bad-request | settlements[0].outcome | missing",
        "{\"settlements\":[{\"receipt\":\"x\",\"outcome\":\"ack\"}]} | bad-request | settlements[0].receipt | 'x'",
        "{\"settlements\":[{\"receipt\":\"1-1-1\",\"outcome\":\"nack\"}]} | bad-request | settlements[0].outcome | one of ack, retry",
        "{\"settlements\":[{\"receipt\":\"1-1-1\",\"outcome\":\"ack\"},{\"recipt\":1}]} | unknown-field | settlements[1].recipt | 'receipt'",
        "{\"settlements\":[{\"receipt\":\"1-1-1\",\"outcome\":\"ack\",\"delay\":\"1s\"}]} | bad-request | settlements[0].delay | retry",
        "{\"settlements\":[{\"receipt\":\"1-1-1\",\"outcome\":\"extend\",\"lease\":\"1d\"}]} | limit-exceeded | settlements[0].lease | 12h",
        "{\"settlements\":[{\"receipt\":\"1-1-1\",\"outcome\":\"retry\",\"delay\":1.5}]} | bad-request | settlements[0].delay | duration",
        "{\"settlements\":[{\"receipt\":\"1-1-1\",\"receipt\":\"1-1-1\"}]} | bad-request | settlements[0].receipt | twice",
      })
  void settle_badFields(String body, String code, String field, String detail) {
    Answer answer = server.post("/v1/queues/q/settle", body);

    isProblem(answer, 400, code);
    assertThat(answer.json().get("field").asText()).isEqualTo(field);
    assertThat(answer.json().get("detail").asText()).contains(detail);
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
  void settle_ofTooMany() {
    String one = "{\"receipt\":\"1-1-1\",\"outcome\":\"ack\"}";
    String body = "{\"settlements\":[" + (one + ",").repeat(1000) + one + "]}";
    isProblem(server.post("/v1/queues/q/settle", body), 400, "limit-exceeded");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"mode\":\"pul\"} | bad-request | mode | one of pull, push",
        "{\"mode\":1} | bad-request | mode | one of pull, push",
        "{\"durability\":\"none\"} | bad-request | durability | one of flushed, buffered",
        "{\"capacity\":0} | bad-request | capacity | 1 to 1000000000",
        "{\"capacity\":1000000001} | bad-request | capacity | 1 to 1000000000",
        "{\"capacity\":1e300} | bad-request | capacity | whole number",
        "{\"capacity\":99999999999999999999999} | bad-request | capacity | 1 to 1000000000",
        "{\"capacity\":\"5\"} | bad-request | capacity | whole number",
        "{\"capacty\":5} | unknown-field | capacty | did you mean 'capacity'?",
        "{\"lease\":\"0s\"} | limit-exceeded | lease | 1s to 12h",
        "{\"lease\":\"x\"} | bad-request | lease | 'x' is no duration",
        "{\"lease\":[]} | bad-request | lease | duration",
        "{\"ttl\":0} | bad-request | ttl | more than 0",
        "{\"dead\":5} | bad-request | dead | an object",
        "{\"dead\":{\"days\":5}} | unknown-field | dead.days | dead.age",
        "{\"retainConsumed\":{\"count\":-1}} | bad-request | retainConsumed.count | 0 to",
        "{\"retry\":{\"multiplier\":0.5}} | bad-request | retry.multiplier | 1 to 100",
        "{\"retry\":{\"multiplier\":\"x\"}} | bad-request | retry.multiplier | 1 to 100",
        "{\"retry\":{\"maxAttempts\":-1}} | bad-request | retry.maxAttempts | 0 to",
        "{\"retry\":{\"jitter\":\"half\"}} | bad-request | retry.jitter | one of full, none",
      })
  void config_badFields(String body, String code, String field, String detail) {
    for (String method : List.of("PUT", "PATCH")) {
      Answer answer = server.send(method, "/v1/queues/q", body);

      isProblem(answer, 400, code);
      assertThat(answer.json().get("field").asText()).isEqualTo(field);
      assertThat(answer.json().get("detail").asText()).contains(detail);
    }
    assertThat(server.get("/v1/queues/q").json().get("version").asInt()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[]",
        "1",
        "{",
        "{}}",
        "{\"lease\":\"1s\",\"lease\":\"2s\"}",
        "null",
        "{\"a\":\"\\ud800"
      })
  void config_malformed(String body) {
    isProblem(server.send("PUT", "/v1/queues/q", body), 400, "malformed-json");
  }

  @Test
  void config_deeplyNested() {
    isProblem(
        server.send("PUT", "/v1/queues/q", "{\"dead\":".repeat(100_000)), 400, "malformed-json");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"ids\":[]} | bad-request | ids",
        "{\"ids\":[\"x\"]} | bad-request | ids[0]",
        "{\"ids\":[\"1-1\"],\"limit\":5} | bad-request | ids",
        "{\"limit\":0} | bad-request | limit",
        "{\"limit\":99999999999999999999} | limit-exceeded | limit",
        "{\"rate\":\"fast\"} | bad-request | rate",
        "{\"rate\":\"0/s\"} | bad-request | rate",
        "{\"filter\":{\"reson\":\"x\"}} | unknown-field | reson",
        "{\"filter\":{\"since\":\"x\"}} | bad-request | filter.since",
        "{\"filter\":1} | bad-request | filter",
      })
  void redrive_badFields(String body, String code, String field) {
    Answer answer = server.post("/v1/queues/q/redrive", body);

    isProblem(answer, 400, code);
    assertThat(answer.json().get("field").asText()).isEqualTo(field);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"visibleAt\":null}",
        "{\"visibleAt\":5}",
        "{\"delay\":\"1s\"}",
        "",
        "{\"visibleAt\":\"2999-01-01T00:00:00Z\"}"
      })
  void patchMessage_badBody(String body) {
    Answer answer = server.send("PATCH", "/v1/queues/q/messages/1-1", body);

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.code()).isNotEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"body\":\"x\" | malformed-json",
        "{\"body\":\"x | malformed-json",
        "{\"body\":\"x\", | malformed-json",
        "hello | malformed-json",
        "} | malformed-json",
        "[\"a\"] | malformed-json",
        "{\"body\":\"x\"} {\"body\":\"y\"} | malformed-json",
        "{\"body\":\"x\"}x | malformed-json",
        "{\"body\":1} | bad-request",
        "{\"body\":null} | bad-request",
        "{} | bad-request",
        "{\"body\":\"x\",\"bodyBase64\":\"eA==\"} | bad-request",
        "{\"bodyBase64\":\"%%%\"} | bad-request",
        "{\"body\":\"\\ud800\"} | bad-request",
        "{\"body\":\"x\",\"delay\":\"-1s\"} | bad-request",
        "{\"body\":\"x\",\"delay\":1,\"visibleAt\":\"2030-01-01T00:00:00Z\"} | bad-request",
        "{\"body\":\"x\",\"key\":\"\"} | bad-request",
        "{\"body\":\"x\",\"contentType\":\"a\\r\\nEvil: 1\"} | bad-request",
        "{\"bdy\":\"x\"} | unknown-field",
        "{\"body\":\"x\",\"body\":\"y\"} | bad-request",
        "{\"body\":\"x\",\"delay\":\"3654d\"} | limit-exceeded",
      })
  void batch_badLineIsNamedAndNothingStored(String line, String code) {
    String lines = "{\"body\":\"1\"}\n{\"body\":\"2\"}\n" + line + "\n{\"body\":\"4\"}\n";

    Answer answer = server.post("/v1/queues/q/messages/batch", lines, "Content-Type", NDJSON);

    isProblem(answer, 400, code);
    assertThat(answer.json().get("line").asInt()).as(answer.text()).isEqualTo(3);
  }

  @Test
  void batch_badLastLineWithoutNewline() {
    Answer answer =
        server.post(
            "/v1/queues/q/messages/batch", "{\"body\":\"1\"}\n{\"body\":", "Content-Type", NDJSON);

    isProblem(answer, 400, "malformed-json");
    assertThat(answer.json().get("line").asInt()).isEqualTo(2);
  }

  @Test
  void batch_invalidUtf8NamesTheLine() {
    byte[] body =
        "{\"body\":\"1\"}\n{\"body\":\"_\"}\n".getBytes(java.nio.charset.StandardCharsets.UTF_8);
    body[body.length - 4] = (byte) 0xff;

    Answer answer =
        server.sendBytes("POST", "/v1/queues/q/messages/batch", body, "Content-Type", NDJSON);

    isProblem(answer, 400, "malformed-json");
    assertThat(answer.json().get("line").asInt()).isEqualTo(2);
  }

  @Test
  void batch_sizes() {
    String line = "{\"body\":\"x\"}\n";
    isProblem(
        server.post("/v1/queues/q/messages/batch", "", "Content-Type", NDJSON), 400, "bad-request");
    isProblem(
        server.post("/v1/queues/q/messages/batch", "\n\n", "Content-Type", NDJSON),
        400,
        "bad-request");
    Answer tooMany =
        server.post("/v1/queues/q/messages/batch", line.repeat(1001), "Content-Type", NDJSON);
    isProblem(tooMany, 400, "limit-exceeded");
    assertThat(tooMany.json().get("line").asInt()).isEqualTo(1001);
    assertThat(
            server
                .post(
                    "/v1/queues/batches/messages/batch", line.repeat(1000), "Content-Type", NDJSON)
                .json()
                .get("messages"))
        .hasSize(1000);
  }

  @Test
  void batch_conflictNamesTheLine() {
    Answer twice =
        server.post(
            "/v1/queues/q/messages/batch",
            "{\"body\":\"x\",\"key\":\"k\"}\n\n{\"body\":\"y\",\"key\":\"k\"}\n",
            "Content-Type",
            NDJSON);
    isProblem(twice, 409, "key-conflict");
    assertThat(twice.json().get("line").asInt()).isEqualTo(3);
  }

  @ParameterizedTest
  @ValueSource(strings = {"text/plain", "application/json", "x", ";"})
  void batch_ofAnotherMediaTypeIs415(String type) {
    Answer answer =
        server.post("/v1/queues/q/messages/batch", "{\"body\":\"x\"}", "Content-Type", type);

    isProblem(answer, 415, "unsupported-media-type");
    assertThat(answer.json().at("/allowed/0").asText()).isEqualTo(NDJSON);
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
