package io.posthorn.protocol.rest;

import static io.posthorn.protocol.rest.Problems.isProblem;
import static org.assertj.core.api.Assertions.assertThat;

import io.posthorn.protocol.rest.RestServer.Answer;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** JSON of settlements, configurations and changes that can't be served. */
class BadJsonTest {
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
        "{\"retry\":{\"cap\":\"3654d\"}} | limit-exceeded | retry.cap | at most 3653d",
        "{\"target\":{\"url\":\"http://x/\"}} | bad-request | target | only where mode is push",
        "{\"ordered\":true} | bad-request | ordered | only where mode is push",
        "{\"maxConcurrency\":1} | bad-request | maxConcurrency | only where mode is push",
        "{\"rateLimit\":{\"permits\":1}} | bad-request | rateLimit | only where mode is push",
        "{\"history\":5} | bad-request | history | only where mode is push",
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
        "{\"key\":\"k\"}",
        "{\"ttl\":\"1s\"}",
        "{\"url\":5}",
        "{\"method\":\"FROB\"}",
        "{\"repeat\":{}}",
        "{\"visibleAt\":null,\"url\":\"http://x/\"}",
        "",
        "{\"visibleAt\":\"2999-01-01T00:00:00Z\"}"
      })
  void patchMessage_badBody(String body) {
    Answer answer = server.send("PATCH", "/v1/queues/q/messages/1-1", body);

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.code()).isNotEmpty();
  }
}
