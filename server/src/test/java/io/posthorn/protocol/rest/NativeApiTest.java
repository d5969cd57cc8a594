package io.posthorn.protocol.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.posthorn.protocol.rest.RestServer.Answer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** Messages in and out: enqueue, take, reserve, settle. */
class NativeApiTest {
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

  @Test
  void enqueue_isAnsweredWithIdSequenceAndLocation() {
    Answer answer = server.post(q + "/messages", "hello", "Content-Type", "text/plain");

    assertThat(answer.status()).isEqualTo(201);
    assertThat(answer.header("Content-Type")).hasValue("application/json");
    JsonNode json = answer.json();
    assertThat(json.get("sequence").asLong()).isEqualTo(1);
    assertThat(Instant.parse(json.get("visibleAt").asText()))
        .isBetween(Instant.now().minusSeconds(60), Instant.now().plusSeconds(60));
    assertThat(answer.header("Location")).hasValue(q + "/messages/" + json.get("id").asText());
    JsonNode found = server.get(answer.header("Location").orElseThrow()).json();
    assertThat(found.get("body").asText()).isEqualTo("hello");
    assertThat(found.get("state").asText()).isEqualTo("ready");
    assertThat(found.get("contentType").asText()).isEqualTo("text/plain");
    assertThat(found.get("size").asLong()).isEqualTo(5);
  }

  @Test
  void takeRaw_givesTheBytesBack() {
    byte[] body = RestServer.noise(10_000, 1);
    String id =
        server
            .sendBytes("POST", q + "/messages", body, "Content-Type", "image/x-none; a=b")
            .json()
            .get("id")
            .asText();

    Answer taken = server.post(q + "/take", "");

    assertThat(taken.status()).isEqualTo(200);
    assertThat(taken.body()).isEqualTo(body);
    assertThat(taken.header("Content-Type")).hasValue("image/x-none; a=b");
    assertThat(taken.header("Posthorn-Message-Id")).hasValue(id);
    assertThat(taken.header("Posthorn-Sequence")).hasValue("1");
    Answer empty = server.post(q + "/take", "");
    assertThat(empty.status()).isEqualTo(204);
    assertThat(empty.body()).isEmpty();
  }

  @Test
  void takeRaw_ofAnEmptyBodyWithoutType() {
    server.sendBytes("POST", q + "/messages", new byte[0]);

    Answer taken = server.post(q + "/take", "");

    assertThat(taken.status()).isEqualTo(200);
    assertThat(taken.body()).isEmpty();
    assertThat(taken.header("Content-Type")).hasValue("application/octet-stream");
  }

  @Test
  void takeJson_tellsTextFromOtherBytes() {
    byte[] noise = {(byte) 0xff, 0, 1};
    server.post(q + "/messages?key=k1", "h\"\\\n\u0000é☃\uD83D\uDE00");
    server.sendBytes("POST", q + "/messages", noise);

    JsonNode messages =
        server.post(q + "/take?limit=10", "", "Accept", "application/json").json().get("messages");

    assertThat(messages).hasSize(2);
    assertThat(messages.get(0).get("body").asText()).isEqualTo("h\"\\\n\u0000é☃\uD83D\uDE00");
    assertThat(messages.get(0).get("key").asText()).isEqualTo("k1");
    assertThat(messages.get(0).has("receipt")).isFalse();
    assertThat(Base64.getDecoder().decode(messages.get(1).get("bodyBase64").asText()))
        .isEqualTo(noise);
    assertThat(server.post(q + "/take", "", "Accept", "application/json").json().get("messages"))
        .isEmpty();
  }

  @Test
  void batch_isStoredInOrder() {
    String lines =
        "{\"body\":\"a\"}\n\n"
            + "{\"bodyBase64\":\"//8=\",\"contentType\":\"x/y\",\"key\":\"k\"}\r\n"
            + "{\"body\":\"\\u00e9\",\"delay\":\"1h\",\"ttl\":60}\n"
            + "{\"body\":\"z\",\"visibleAt\":\"2020-01-01T00:00:00+01:00\",\"idempotencyKey\":\"i\"}";

    Answer answer =
        server.post(q + "/messages/batch", lines, "Content-Type", NDJSON + "; charset=utf-8");

    assertThat(answer.status()).isEqualTo(201);
    JsonNode messages = answer.json().get("messages");
    assertThat(messages).hasSize(4);
    assertThat(messages.get(3).get("sequence").asLong()).isEqualTo(4);
    assertThat(
            Duration.between(
                Instant.now(), Instant.parse(messages.get(2).get("visibleAt").asText())))
        .isBetween(Duration.ofMinutes(59), Duration.ofMinutes(61));
    JsonNode all = server.get(q + "/messages").json().get("messages");
    assertThat(all.findValuesAsText("state"))
        .containsExactly("ready", "ready", "scheduled", "ready");
    assertThat(all.get(1).get("bodyBase64").asText()).isEqualTo("//8=");
    assertThat(all.get(2).get("body").asText()).isEqualTo("é");
    assertThat(all.get(2).has("expiresAt")).isTrue();
  }

  @Test
  void batch_ofDuplicatesOnlyIs200() {
    String line = "{\"body\":\"z\",\"idempotencyKey\":\"i\"}\n";
    Answer first = server.post(q + "/messages/batch", line, "Content-Type", NDJSON);
    Answer second = server.post(q + "/messages/batch", line, "Content-Type", NDJSON);
    Answer mixed =
        server.post(q + "/messages/batch", line + "{\"body\":\"new\"}", "Content-Type", NDJSON);

    assertThat(first.status()).isEqualTo(201);
    assertThat(second.status()).isEqualTo(200);
    assertThat(second.json().at("/messages/0/duplicate").asBoolean()).isTrue();
    assertThat(second.json().at("/messages/0/id")).isEqualTo(first.json().at("/messages/0/id"));
    assertThat(mixed.status()).isEqualTo(201);
  }

  @Test
  void idempotencyKey_isAnsweredWithTheFirstId() {
    Answer first = server.post(q + "/messages", "a", "Idempotency-Key", "\"8e0\\\"3\"");
    Answer again = server.post(q + "/messages", "a", "Idempotency-Key", "8e0\"3");
    Answer other = server.post(q + "/messages", "b", "Idempotency-Key", "8e0\"3");

    assertThat(first.status()).isEqualTo(201);
    assertThat(first.header("Idempotency-Replayed")).isEmpty();
    assertThat(again.status()).isEqualTo(200);
    assertThat(again.json().get("id")).isEqualTo(first.json().get("id"));
    assertThat(again.json().get("duplicate").asBoolean()).isTrue();
    assertThat(first.json().has("duplicate")).isFalse();
    assertThat(again.header("Idempotency-Replayed")).hasValue("true");
    assertThat(other.status()).isEqualTo(422);
    assertThat(other.code()).isEqualTo("idempotency-mismatch");
    assertThat(server.get(q).json().at("/statistics/ready").asLong()).isEqualTo(1);
  }

  @Test
  void reserveAndSettle_everyOutcome() {
    for (String body : new String[] {"ack", "retry", "extend", "dead"}) {
      server.post(q + "/messages", body);
    }
    JsonNode leased = server.post(q + "/reserve?limit=10&lease=60s", "").json().get("messages");
    assertThat(leased).hasSize(4);
    assertThat(leased.get(0).get("attempt").asInt()).isEqualTo(1);
    assertThat(Instant.parse(leased.get(0).get("leaseUntil").asText()))
        .isBetween(Instant.now().plusSeconds(50), Instant.now().plusSeconds(61));
    String[] r = leased.findValuesAsText("receipt").toArray(String[]::new);

    Answer answer =
        server.post(
            q + "/settle",
            ("{\"settlements\":[{\"receipt\":\"%s\",\"outcome\":\"ack\"},"
                    + "{\"receipt\":\"%s\",\"outcome\":\"retry\",\"delay\":\"1h\",\"reason\":\"busy\"},"
                    + "{\"receipt\":\"%s\",\"outcome\":\"extend\",\"lease\":\"2h\"},"
                    + "{\"receipt\":\"%s\",\"outcome\":\"deadLetter\",\"reason\":\"bad\"}]}")
                .formatted((Object[]) r));

    assertThat(answer.status()).isEqualTo(200);
    JsonNode results = answer.json().get("results");
    assertThat(results.findValuesAsText("result")).containsOnly("settled").hasSize(4);
    assertThat(results.findValuesAsText("receipt")).containsExactly(r);
    assertThat(results.get(1).has("visibleAt")).isTrue();
    assertThat(results.get(2).has("leaseUntil")).isTrue();
    assertThat(results.get(3).get("state").asText()).isEqualTo("dead");
    JsonNode stats = server.get(q).json().get("statistics");
    assertThat(stats.get("scheduled").asInt()).isEqualTo(1);
    assertThat(stats.get("leased").asInt()).isEqualTo(1);
    assertThat(stats.get("dead").asInt()).isEqualTo(1);
    assertThat(stats.get("ackedTotal").asInt()).isEqualTo(1);
    JsonNode again =
        server
            .post(
                q + "/settle",
                "{\"settlements\":[{\"receipt\":\"" + r[0] + "\",\"outcome\":\"ack\"}]}")
            .json();
    assertThat(again.at("/results/0/result").asText()).isEqualTo("stale");
  }

  @Test
  void reserve_fromSeveralQueuesInOrder() {
    String name = q.substring("/v1/queues/".length());
    String high = name + "-high";
    String comma = name + "%2Ccomma";
    server.post(q + "/messages", "low");
    server.post("/v1/queues/" + high + "/messages", "high");
    server.post("/v1/queues/" + comma + "/messages", "odd");
    String any = "/v1/reserve?queues=missing," + high + "%2C" + name + "&queue=" + comma;

    JsonNode first = server.post(any, "").json().get("messages");
    JsonNode second = server.post(any, "").json().get("messages");
    JsonNode third = server.post(any, "").json().get("messages");

    assertThat(first.at("/0/queue").asText()).isEqualTo(high);
    assertThat(first.at("/0/body").asText()).isEqualTo("high");
    assertThat(second.at("/0/queue").asText()).isEqualTo(name);
    assertThat(third.at("/0/queue").asText()).isEqualTo(name + ",comma");
    assertThat(server.post(any, "").json().get("messages")).isEmpty();
    assertThat(server.post("/v1/reserve?queues=none1,none2", "").status()).isEqualTo(404);
  }

  @Test
  void queueNames_areBytes() {
    String gbk = "/v1/queues/%D6%D0%2F%20x";
    Answer stored = server.post(gbk + "/messages", "m");

    assertThat(stored.status()).isEqualTo(201);
    assertThat(stored.header("Location").orElseThrow()).startsWith(gbk + "/messages/");
    assertThat(server.get(gbk).json().get("name").asText()).isEqualTo("%D6%D0/ x");
    assertThat(server.post("/v1/queues/%E4%B8%AD%2Fa/messages", "m").status()).isEqualTo(201);
    assertThat(server.get("/v1/queues/%e4%b8%ad%2fa").json().get("name").asText()).isEqualTo("中/a");
    assertThat(server.post("/v1/queues/" + "%61".repeat(256) + "/messages", "m").status())
        .isEqualTo(201);
    assertThat(server.get("/v1/queues/" + "a".repeat(256)).status()).isEqualTo(200);
    assertThat(stored.json().get("id").asText().getBytes(StandardCharsets.UTF_8)).isNotEmpty();
  }
}
