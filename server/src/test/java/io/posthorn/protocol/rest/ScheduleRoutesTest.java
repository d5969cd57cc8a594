package io.posthorn.protocol.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.posthorn.message.QueueMode;
import io.posthorn.message.QueueName;
import io.posthorn.message.Settlement;
import io.posthorn.protocol.rest.RestServer.Answer;
import io.posthorn.storage.MessageRef;
import io.posthorn.storage.Reserve;
import io.posthorn.storage.Reserved;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** Tasks by key, and what becomes of their repeats: put again, changed, paused, resumed, run. */
class ScheduleRoutesTest {
  private static final String DAILY = "{\"url\":\"http://x/\",\"repeat\":{\"cron\":\"0 9 * * *\"}";
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

  private Answer put(String task) {
    return server.send("PUT", q + "/tasks/k", task);
  }

  private Answer patch(String change) {
    return server.send("PATCH", q + "/messages/key:k", change);
  }

  private JsonNode message() {
    return server.get(q + "/messages/key:k").json();
  }

  private Duration due() {
    return Duration.between(Instant.now(), Instant.parse(message().get("visibleAt").asText()));
  }

  private Reserved reserve() {
    QueueName queue = QueueName.of(q.substring("/v1/queues/".length()));
    return server
        .engine
        .messages()
        .reserve(new Reserve(queue, 1, 1 << 20, null, QueueMode.PUSH))
        .join();
  }

  @Test
  void put_createsThenReplacesUnderOneId() {
    Answer made = put("{\"url\":\"http://x/1\",\"body\":\"a\",\"delay\":\"1h\"}");
    Answer replaced =
        put("{\"url\":\"http://x/2\",\"json\":{\"b\":1},\"delay\":\"3h\",\"key\":\"k\"}");

    assertThat(made.status()).isEqualTo(201);
    assertThat(made.header("Location")).isPresent();
    assertThat(replaced.status()).as(replaced.text()).isEqualTo(200);
    assertThat(replaced.json().get("id")).isEqualTo(made.json().get("id"));
    assertThat(message().at("/task/url").asText()).isEqualTo("http://x/2");
    assertThat(message().get("body").asText()).isEqualTo("{\"b\":1}");
    assertThat(message().get("contentType").asText()).isEqualTo("application/json");
    assertThat(due()).isBetween(Duration.ofMinutes(178), Duration.ofHours(3));
    assertThat(server.get(q).json().at("/statistics/scheduled").asInt()).isEqualTo(1);
  }

  @Test
  void put_ofTheSameRepeatKeepsItsGridAndRun() {
    put("{\"url\":\"http://x/1\",\"repeat\":{\"every\":\"1h\"}}");
    JsonNode before = message();

    Answer same = put("{\"url\":\"http://x/1\",\"repeat\":{\"every\":\"60m\"}}");
    Answer otherUrl = put("{\"url\":\"http://x/2\",\"repeat\":{\"every\":\"1h\"}}");
    JsonNode kept = message();
    Answer otherPace = put("{\"url\":\"http://x/2\",\"repeat\":{\"every\":\"2h\"}}");

    assertThat(same.json().get("visibleAt")).isEqualTo(before.get("visibleAt"));
    assertThat(otherUrl.json().get("visibleAt")).isEqualTo(before.get("visibleAt"));
    assertThat(kept.at("/task/url").asText()).isEqualTo("http://x/2");
    assertThat(kept.get("visibleAt")).isEqualTo(before.get("visibleAt"));
    assertThat(kept.get("run")).isEqualTo(before.get("run"));
    assertThat(otherPace.status()).isEqualTo(200);
    assertThat(due()).isBetween(Duration.ofMinutes(118), Duration.ofHours(2));
  }

  @Test
  void put_againDuringTheRunDoesNotRunItTwice() {
    put("{\"url\":\"http://x/\",\"body\":\"a\"}");
    Reserved leased = reserve();

    Answer same = put("{\"url\":\"http://x/\",\"body\":\"a\"}");

    assertThat(leased.deliveries()).hasSize(1);
    assertThat(same.status()).isEqualTo(200);
    assertThat(
            server
                .broker
                .settle(
                    QueueName.of(q.substring("/v1/queues/".length())),
                    List.of(Settlement.ack(leased.deliveries().get(0).receipt())))
                .join())
        .hasSize(1);
    assertThat(server.get(q).json().at("/statistics/ready").asInt()).isZero();
  }

  @Test
  void browse_findsTheTasksThatRepeat_amongManyThatDoNot() {
    String once = "{\"url\":\"http://x/\",\"body\":\"b\",\"delay\":\"1h\"}\n".repeat(900);
    for (String key : List.of("first", "middle", "last")) {
      server.send("PUT", q + "/tasks/" + key, DAILY + "}");
      assertThat(
              server
                  .post(q + "/tasks/batch", once, "Content-Type", "application/x-ndjson")
                  .status())
          .isEqualTo(201);
    }

    JsonNode page = server.get(q + "/messages?repeating=true&limit=2").json();
    assertThat(keys(page)).containsExactly("first", "middle");
    JsonNode next =
        server
            .get(q + "/messages?repeating=true&limit=2&cursor=" + page.get("cursor").asText())
            .json();
    assertThat(keys(next)).containsExactly("last");
    assertThat(next.get("cursor").isNull()).isTrue();
    JsonNode newest = server.get(q + "/messages?repeating=true&state=scheduled&order=desc").json();
    assertThat(keys(newest)).containsExactly("last", "middle", "first");
    assertThat(newest.at("/messages/0").has("body")).isFalse();
    assertThat(server.get(q + "/messages?repeating=true&state=dead").json().get("messages"))
        .isEmpty();
    assertThat(server.get(q + "/messages?repeating=true&by=position").status()).isEqualTo(400);
    assertThat(server.get("/v1/queues/none/messages?repeating=true").code())
        .isEqualTo("queue-not-found");
  }

  private static List<String> keys(JsonNode page) {
    return page.get("messages").findValuesAsText("key");
  }

  @Test
  void put_keepsAMaskedCredentialOnly_whereThereIsOne() {
    put(
        "{\"url\":\"http://x/\",\"headers\":{\"Authorization\":\"Bearer"
            + " s1\",\"X\":\"1\"},\"delay\":\"1h\"}");
    Answer kept =
        put("{\"url\":\"http://x/\",\"headers\":{\"authorization\":\"***\"},\"delay\":\"1h\"}");
    Answer none = put("{\"url\":\"http://x/\",\"headers\":{\"X-Token\":\"***\"},\"delay\":\"1h\"}");

    assertThat(kept.status()).as(kept.text()).isEqualTo(200);
    assertThat(message().at("/task/headers").toString()).isEqualTo("{\"Authorization\":\"***\"}");
    assertThat(storedHeaders()).isEqualTo("Bearer s1");
    assertThat(none.status()).isEqualTo(400);
    assertThat(none.json().get("field").asText()).isEqualTo("headers.X-Token");
  }

  private String storedHeaders() {
    return server
        .broker
        .find(QueueName.of(q.substring("/v1/queues/".length())), MessageRef.ofKey("k"))
        .join()
        .orElseThrow()
        .task()
        .headers()
        .get(0)
        .value();
  }

  @Test
  void pause_waitsUntilResumed_andSurvivesPut() {
    put(DAILY + "}");
    JsonNode before = message();

    Answer paused = server.post(q + "/messages/key:k/pause", "");
    put(DAILY + ",\"body\":\"new\"}");
    JsonNode meanwhile = message();
    Answer twice = server.post(q + "/messages/key:k/pause", "");
    Answer resumed = server.post(q + "/messages/key:k/resume", "");

    assertThat(paused.status()).as(paused.text()).isEqualTo(200);
    assertThat(paused.json().get("paused").asBoolean()).isTrue();
    assertThat(paused.json().has("visibleAt")).isFalse();
    assertThat(meanwhile.get("paused").asBoolean()).isTrue();
    assertThat(meanwhile.get("body").asText()).isEqualTo("new");
    assertThat(twice.status()).isEqualTo(200);
    assertThat(resumed.json().get("paused").asBoolean(true)).isFalse();
    assertThat(resumed.json().get("visibleAt").asText()).endsWith("T09:00:00.000Z");
    assertThat(resumed.json().get("id")).isEqualTo(before.get("id"));
  }

  @Test
  void pause_ofWhatDoesNotRepeatIs409() {
    put("{\"url\":\"http://x/\",\"delay\":\"1h\"}");

    assertThat(server.post(q + "/messages/key:k/pause", "").code()).isEqualTo("message-state");
    assertThat(server.post(q + "/messages/key:none/pause", "").code())
        .isEqualTo("message-not-found");
  }

  @Test
  void patch_changesTargetAndBody_andKeepsTheRest() {
    put(
        "{\"url\":\"http://x/1\",\"method\":\"PUT\",\"headers\":{\"A\":\"1\",\"B\":\"2\"},\"body\":\"a\","
            + "\"timeout\":\"5s\",\"delay\":\"1h\"}");
    JsonNode before = message();

    Answer patched =
        patch(
            "{\"url\":\"http://x/2\",\"headers\":{\"a\":null,\"C\":\"3\"},\"bodyBase64\":\"/w==\",\"timeout\":null}");

    assertThat(patched.status()).as(patched.text()).isEqualTo(200);
    assertThat(patched.json().get("task").toString())
        .isEqualTo(
            "{\"url\":\"http://x/2\",\"method\":\"PUT\",\"headers\":{\"B\":\"2\",\"C\":\"3\"}}");
    assertThat(patched.json().get("bodyBase64").asText()).isEqualTo("/w==");
    assertThat(patched.json().get("visibleAt")).isEqualTo(before.get("visibleAt"));
    assertThat(patched.json().get("id")).isEqualTo(before.get("id"));
  }

  @Test
  void patch_ofTheRepeatBeginsItAnew_unlessItIsTheSame() {
    put("{\"url\":\"http://x/\",\"repeat\":{\"every\":\"1h\"}}");
    JsonNode before = message();

    Answer same = patch("{\"repeat\":{\"every\":\"1h\"},\"method\":\"GET\"}");
    Answer other = patch("{\"repeat\":{\"every\":\"3h\"}}");
    Answer moved = patch("{\"visibleAt\":\"2030-01-01T00:00:00Z\"}");
    Answer once = patch("{\"repeat\":null}");

    assertThat(same.json().get("visibleAt")).isEqualTo(before.get("visibleAt"));
    assertThat(Duration.between(Instant.now(), visibleAt(other)))
        .isBetween(Duration.ofMinutes(178), Duration.ofHours(3));
    assertThat(moved.json().at("/run/scheduledAt").asText()).startsWith("2030-01-01");
    assertThat(once.json().has("run")).isFalse();
    assertThat(once.json().get("visibleAt")).isEqualTo(moved.json().get("visibleAt"));
  }

  private static Instant visibleAt(Answer answer) {
    return Instant.parse(answer.json().get("visibleAt").asText());
  }

  @Test
  void patch_thatCantBeIsRefusedAndChangesNothing() {
    put(DAILY + "}");
    JsonNode before = message();
    server.post(q + "/messages/key:k/pause", "");

    assertThat(patch("{\"repeat\":null}").code()).isEqualTo("message-state");
    server.post(q + "/messages/key:k/resume", "");
    assertThat(patch("{\"url\":null}").code()).isEqualTo("queue-mode");
    assertThat(patch("{\"url\":\"ftp://x/\"}").json().get("field").asText()).isEqualTo("url");
    assertThat(patch("{\"repeat\":{\"cron\":\"0 0 30 2 *\"}}").status()).isEqualTo(400);
    assertThat(message().get("task")).isEqualTo(before.get("task"));
    server.post("/v1/queues/pulled/messages?key=k", "a");
    assertThat(
            server
                .send("PATCH", "/v1/queues/pulled/messages/key:k", "{\"url\":\"http://x/\"}")
                .code())
        .isEqualTo("queue-mode");
    assertThat(
            server
                .send("PATCH", "/v1/queues/pulled/messages/key:k", "{\"body\":\"b\"}")
                .json()
                .get("body")
                .asText())
        .isEqualTo("b");
  }

  @Test
  void run_makesTheRepeatDueNow() {
    put(DAILY + "}");

    Answer run = server.post(q + "/messages/key:k/run", "");

    assertThat(run.json().get("state").asText()).isEqualTo("ready");
    assertThat(reserve().deliveries()).hasSize(1);
    assertThat(server.post(q + "/messages/key:k/run", "").code()).isEqualTo("message-state");
  }
}
