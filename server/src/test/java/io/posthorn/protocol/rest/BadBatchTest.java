package io.posthorn.protocol.rest;

import static io.posthorn.protocol.rest.Problems.isProblem;
import static org.assertj.core.api.Assertions.assertThat;

import io.posthorn.protocol.rest.RestServer.Answer;
import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Batches that can't be stored: the line is named, and nothing is stored. */
class BadBatchTest {
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
        "{\"body\":\"x\",\"traceparent\":\"00-1-2-01\"} | bad-request",
        "{\"body\":\"x\",\"traceparent\":1} | bad-request",
        "{\"body\":\"x\",\"tracestate\":\"a=1\"} | bad-request",
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
}
