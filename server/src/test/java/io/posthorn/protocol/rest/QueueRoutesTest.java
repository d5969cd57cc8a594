package io.posthorn.protocol.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.posthorn.message.Body;
import io.posthorn.message.NewMessage;
import io.posthorn.message.QueueConfig;
import io.posthorn.message.QueueName;
import io.posthorn.protocol.rest.RestServer.Answer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** Queues: make, read, change, list, delete, pause, resume, purge. */
class QueueRoutesTest {
  private static RestServer server;
  private String name;
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
    name = test.getTestMethod().orElseThrow().getName();
    q = "/v1/queues/" + name;
  }

  @Test
  void put_withoutBodyMakesAPullQueueWithDefaults() {
    Answer made = server.send("PUT", q, null);

    assertThat(made.status()).isEqualTo(201);
    assertThat(made.header("Location")).hasValue(q);
    assertThat(made.header("ETag")).hasValue("\"1\"");
    assertThat(made.json().get("config").toString())
        .isEqualTo(
            "{\"mode\":\"pull\",\"durability\":null,\"capacity\":1000000000,\"lease\":\"30s\",\"ttl\":null,"
                + "\"retainConsumed\":{\"count\":0},\"dead\":{\"count\":1000000,\"age\":\"14d\"},"
                + "\"deduplicationWindow\":\"5m\",\"retry\":{\"maxAttempts\":16,\"maxAge\":\"3d\",\"first\":\"1s\","
                + "\"cap\":\"1h\",\"multiplier\":2.0,\"jitter\":\"full\"}}");
  }

  @Test
  void put_againReplacesAndIsIdempotent() {
    server.send("PUT", q, "{\"lease\":\"1m\",\"capacity\":10}");

    Answer replaced = server.send("PUT", q, "{\"lease\":90}");
    Answer same = server.send("PUT", q, "{\"lease\":90}");

    assertThat(replaced.status()).isEqualTo(200);
    assertThat(replaced.json().at("/config/lease").asText()).isEqualTo("90s");
    assertThat(replaced.json().at("/config/capacity").asLong()).isEqualTo(1_000_000_000);
    assertThat(same.status()).isEqualTo(200);
    assertThat(same.json().get("config")).isEqualTo(replaced.json().get("config"));
  }

  @Test
  void put_takesEveryField_andWhatGetShowsCanBePutBack() {
    String config =
        "{\"mode\":\"pull\",\"durability\":\"buffered\",\"capacity\":5,\"lease\":\"2m\",\"ttl\":\"7d\","
            + "\"retainConsumed\":{\"age\":\"1d\"},\"dead\":{\"count\":7},\"deduplicationWindow\":\"1h\","
            + "\"retry\":{\"maxAttempts\":3,\"maxAge\":\"0s\",\"first\":\"500ms\",\"cap\":\"1m\",\"multiplier\":1.5,"
            + "\"jitter\":\"none\"}}";
    server.send("PUT", q, config);
    String shown = server.get(q).json().get("config").toString();

    assertThat(shown).isEqualTo(config);
    assertThat(server.send("PUT", q, shown).json().get("config").toString()).isEqualTo(config);
  }

  @Test
  void put_ofAPushQueueRetainsConsumedByDefault_andRefusesTakeAndPlainMessages() {
    Answer made = server.send("PUT", q, "{\"mode\":\"push\"}");

    assertThat(made.status()).isEqualTo(201);
    assertThat(made.json().at("/config/retainConsumed").toString())
        .isEqualTo("{\"count\":1000,\"age\":\"1d\"}");
    for (Answer refused :
        List.of(
            server.post(q + "/take", ""),
            server.post(q + "/reserve", ""),
            server.post("/v1/reserve?queues=" + name, ""),
            server.post(q + "/messages", "m"),
            server.post(
                q + "/messages/batch", "{\"body\":\"m\"}", "Content-Type", "application/x-ndjson"),
            server.send("PUT", q, "{\"mode\":\"pull\"}"))) {
      assertThat(refused.status()).isEqualTo(409);
      assertThat(refused.code()).isEqualTo("queue-mode");
    }
  }

  @Test
  void patch_mergesAndNullRestoresTheDefault() {
    server.send(
        "PUT",
        q,
        "{\"lease\":\"1m\",\"ttl\":\"1h\",\"retry\":{\"maxAttempts\":3,\"first\":\"5s\"}}");

    Answer patched =
        server.send(
            "PATCH",
            q,
            "{\"lease\":null,\"ttl\":null,\"capacity\":9,\"retry\":{\"first\":null,\"cap\":\"2h\"}}");

    assertThat(patched.status()).isEqualTo(200);
    JsonNode config = patched.json().get("config");
    assertThat(config.get("lease").asText()).isEqualTo("30s");
    assertThat(config.get("ttl").isNull()).isTrue();
    assertThat(config.get("capacity").asLong()).isEqualTo(9);
    assertThat(config.at("/retry/maxAttempts").asInt()).isEqualTo(3);
    assertThat(config.at("/retry/first").asText()).isEqualTo("1s");
    assertThat(config.at("/retry/cap").asText()).isEqualTo("2h");
    assertThat(
            server
                .send("PATCH", q, "{\"retry\":null}")
                .json()
                .at("/config/retry/maxAttempts")
                .asInt())
        .isEqualTo(16);
    assertThat(server.send("PATCH", q + "-none", "{}").status()).isEqualTo(404);
  }

  @Test
  void ifMatch_refusesAnotherVersion() {
    server.send("PUT", q, null);
    Answer changed = server.send("PATCH", q, "{\"lease\":\"1m\"}", "If-Match", "\"1\"");
    Answer stale = server.send("PATCH", q, "{\"lease\":\"2m\"}", "If-Match", "\"1\"");
    Answer stalePut = server.send("PUT", q, "{}", "If-Match", "\"1\"");
    Answer exists = server.send("PUT", q, "{}", "If-None-Match", "*");
    Answer bad = server.send("PUT", q, "{}", "If-Match", "abc");

    assertThat(changed.status()).isEqualTo(200);
    assertThat(changed.header("ETag")).hasValue("\"2\"");
    assertThat(stale.status()).isEqualTo(412);
    assertThat(stale.code()).isEqualTo("version-conflict");
    assertThat(stalePut.status()).isEqualTo(412);
    assertThat(exists.status()).isEqualTo(412);
    assertThat(bad.status()).isEqualTo(400);
    assertThat(server.send("PUT", q + "-none", "{}", "If-Match", "*").status()).isEqualTo(404);
    assertThat(server.get(q).json().at("/config/lease").asText()).isEqualTo("1m");
  }

  @Test
  void get_showsStatistics() {
    server.post(q + "/messages", "a");
    server.post(q + "/messages?delay=1h", "b");
    server.post(q + "/messages", "c");
    server.post(q + "/take", "");
    server.post(q + "/reserve", "");

    Answer answer = server.get(q);

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("ETag")).hasValue("\"1\"");
    JsonNode queue = answer.json();
    assertThat(queue.get("name").asText()).isEqualTo(name);
    assertThat(queue.get("paused").asBoolean()).isFalse();
    JsonNode stats = queue.get("statistics");
    assertThat(stats.get("ready").asInt()).isZero();
    assertThat(stats.get("scheduled").asInt()).isEqualTo(1);
    assertThat(stats.get("leased").asInt()).isEqualTo(1);
    assertThat(stats.get("enqueuedTotal").asInt()).isEqualTo(3);
    assertThat(stats.get("takenTotal").asInt()).isEqualTo(1);
    assertThat(stats.get("reservedTotal").asInt()).isEqualTo(1);
    assertThat(stats.get("oldestReadyAge").isNull()).isTrue();
    assertThat(stats.get("nextVisibleAt").isTextual()).isTrue();
    assertThat(stats.has("ring")).isFalse();
  }

  @Test
  void list_pagesThroughNames() {
    for (String one : List.of("a", "b%2F", "c", "d", "e")) {
      server.send("PUT", q + one, null);
    }
    List<String> names = new ArrayList<>();
    String cursor = "";
    int pages = 0;
    while (cursor != null) {
      String more = cursor.isEmpty() ? "" : "&cursor=" + cursor;
      JsonNode page = server.get("/v1/queues?prefix=" + name + "&limit=2" + more).json();
      page.get("queues")
          .forEach(queue -> names.add(queue.get("name").asText().substring(name.length())));
      assertThat(page.at("/queues/0/statistics/ready").isNumber()).isTrue();
      cursor = page.get("cursor").isNull() ? null : page.get("cursor").asText();
      pages++;
    }

    assertThat(names).containsExactly("a", "b/", "c", "d", "e");
    assertThat(pages).isEqualTo(3);
    assertThat(server.get("/v1/queues?prefix=none-such").json().get("queues")).isEmpty();
  }

  @Test
  void delete_makesLaterReceiptsStaleAndAnotherQueue() {
    server.post(q + "/messages", "a");
    String receipt = server.post(q + "/reserve", "").json().at("/messages/0/receipt").asText();

    assertThat(server.send("DELETE", q, null).status()).isEqualTo(204);
    assertThat(server.send("DELETE", q, null).code()).isEqualTo("queue-not-found");
    assertThat(server.get(q).status()).isEqualTo(404);
    server.post(q + "/messages", "b");
    Answer settled =
        server.post(
            q + "/settle",
            "{\"settlements\":[{\"receipt\":\"" + receipt + "\",\"outcome\":\"ack\"}]}");
    assertThat(settled.json().at("/results/0/result").asText()).isEqualTo("stale");
    assertThat(server.post(q + "/take", "").text()).isEqualTo("b");
  }

  @Test
  void pause_handsOutNothingUntilResume() {
    server.post(q + "/messages", "a");

    Answer paused = server.post(q + "/pause", "");
    assertThat(paused.status()).isEqualTo(200);
    assertThat(paused.json().get("paused").asBoolean()).isTrue();
    assertThat(server.post(q + "/messages", "b").status()).isEqualTo(201);
    assertThat(server.post(q + "/take", "").status()).isEqualTo(204);
    assertThat(server.post(q + "/reserve", "").json().get("messages")).isEmpty();
    assertThat(server.post(q + "/resume", "").json().get("paused").asBoolean()).isFalse();
    assertThat(server.post(q + "/take", "").text()).isEqualTo("a");
    assertThat(server.post(q + "-none/pause", "").status()).isEqualTo(404);
    assertThat(server.post(q + "-none/resume", "").status()).isEqualTo(404);
  }

  @Test
  void purge_keepsTheDeadUnlessAsked() {
    server.post(q + "/messages", "a");
    String receipt = server.post(q + "/reserve", "").json().at("/messages/0/receipt").asText();
    server.post(
        q + "/settle",
        "{\"settlements\":[{\"receipt\":\"" + receipt + "\",\"outcome\":\"deadLetter\"}]}");
    server.post(q + "/messages", "b");
    server.post(q + "/messages?delay=1h", "c");

    assertThat(server.post(q + "/purge", "").json().get("purged").asInt()).isEqualTo(2);
    assertThat(server.get(q).json().at("/statistics/dead").asInt()).isEqualTo(1);
    assertThat(server.post(q + "/purge?dead=true", "").json().get("purged").asInt()).isEqualTo(1);
    assertThat(server.post(q + "-none/purge", "").status()).isEqualTo(404);
  }

  @Test
  void capacity_refusesWith507AndTheWholeBatch() {
    server.send("PUT", q, "{\"capacity\":2}");
    server.post(q + "/messages", "a");

    Answer batch =
        server.post(
            q + "/messages/batch",
            "{\"body\":\"b\"}\n{\"body\":\"c\"}\n",
            "Content-Type",
            "application/x-ndjson");

    assertThat(batch.status()).isEqualTo(507);
    assertThat(batch.code()).isEqualTo("queue-full");
    assertThat(server.get(q).json().at("/statistics/ready").asInt()).isEqualTo(1);
    assertThat(server.post(q + "/messages", "b").status()).isEqualTo(201);
    assertThat(server.post(q + "/messages", "c").code()).isEqualTo("queue-full");
  }

  @Test
  void aRingOfHttpsqsSurvivesPut() {
    QueueName queue = QueueName.of(name);
    server.broker.enqueue(queue, NewMessage.of(Body.ofUtf8("x")), QueueConfig.HTTPSQS).join();

    Answer put = server.send("PUT", q, "{\"lease\":\"1m\"}");

    assertThat(put.status()).isEqualTo(200);
    assertThat(put.json().at("/config/retainConsumed").toString()).isEqualTo("{}");
    JsonNode after = server.get(q).json();
    assertThat(after.at("/statistics/ring/put").asInt()).isEqualTo(1);
    assertThat(server.post(q + "/messages", "y").json().get("position").asInt()).isEqualTo(2);
  }
}
