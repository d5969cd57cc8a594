package io.posthorn.protocol.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.posthorn.protocol.rest.RestServer.Answer;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** Messages where they are: browse, read, cancel, reschedule, run, redrive. */
class MessageRoutesTest {
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

  private String enqueue(String parameters, String body) {
    return server.post(q + "/messages" + parameters, body).json().get("id").asText();
  }

  private String kill(String reason) {
    JsonNode leased = server.post(q + "/reserve", "").json().at("/messages/0");
    String because = reason == null ? "" : ",\"reason\":\"" + reason + "\"";
    server.post(
        q + "/settle",
        "{\"settlements\":[{\"receipt\":\""
            + leased.get("receipt").asText()
            + "\",\"outcome\":\"deadLetter\""
            + because
            + "}]}");
    return leased.get("id").asText();
  }

  @Test
  void browse_byPosition_isOfRingsOnly() {
    enqueue("", "a");
    assertThat(server.get(q + "/messages?by=position").json().get("messages")).isEmpty();
    assertThat(server.get(q + "/messages?by=sequence").json().get("messages")).hasSize(1);
    assertThat(server.get(q + "/messages?by=lap").json().get("detail").asText())
        .contains("by: 'lap'", "sequence, position");
  }

  @Test
  void browse_pagesBothWays() {
    for (int i = 1; i <= 5; i++) {
      enqueue("", "m" + i);
    }

    assertThat(browseAll("limit=2")).containsExactly("m1", "m2", "m3", "m4", "m5");
    assertThat(browseAll("limit=2&order=desc")).containsExactly("m5", "m4", "m3", "m2", "m1");
    assertThat(server.get(q + "/messages?from=4").json().findValuesAsText("body"))
        .containsExactly("m4", "m5");
    assertThat(server.get(q + "/messages?from=2&order=desc").json().findValuesAsText("body"))
        .containsExactly("m2", "m1");
    assertThat(server.get(q).json().at("/statistics/ready").asInt()).isEqualTo(5);
  }

  private List<String> browseAll(String parameters) {
    List<String> bodies = new ArrayList<>();
    String cursor = "";
    while (cursor != null) {
      JsonNode page = server.get(q + "/messages?" + parameters + cursor).json();
      bodies.addAll(page.findValuesAsText("body"));
      cursor = page.get("cursor").isNull() ? null : "&cursor=" + page.get("cursor").asText();
    }
    return bodies;
  }

  @Test
  void browse_byState_andWithoutBodies() {
    enqueue("", "dead");
    kill("broken");
    enqueue("", "leased");
    server.post(q + "/reserve", "");
    enqueue("?delay=1h", "scheduled");
    enqueue("", "ready");

    for (String state : List.of("dead", "leased", "scheduled", "ready")) {
      assertThat(server.get(q + "/messages?state=" + state).json().findValuesAsText("body"))
          .containsExactly(state);
    }
    assertThat(server.get(q + "/messages?state=consumed").json().get("messages")).isEmpty();
    JsonNode bare = server.get(q + "/messages?bodies=false").json().get("messages");
    assertThat(bare).hasSize(4);
    assertThat(bare.findValues("body")).isEmpty();
    JsonNode dead = server.get(q + "/messages?state=dead").json().at("/messages/0");
    assertThat(dead.get("reason").asText()).isEqualTo("broken");
    assertThat(dead.at("/attempts/0/outcome").asText()).isEqualTo("deadLetter");
    assertThat(dead.at("/attempts/0/number").asInt()).isEqualTo(1);
    assertThat(dead.has("finishedAt")).isTrue();
  }

  @Test
  void browse_ofAnUnknownQueueIs404() {
    assertThat(server.get(q + "/messages").code()).isEqualTo("queue-not-found");
    server.send("PUT", q, null);
    assertThat(server.get(q + "/messages").json().get("messages")).isEmpty();
  }

  @Test
  void byKey_findCancelAndUseAgain() {
    String id = enqueue("?key=order%2F1%20%C3%A9+x&delay=1h", "a");
    String byKey = q + "/messages/key:order%2F1%20%C3%A9%20x";

    assertThat(server.get(byKey).json().get("id").asText()).isEqualTo(id);
    assertThat(server.get(byKey).json().get("key").asText()).isEqualTo("order/1 é x");
    assertThat(server.post(q + "/messages?key=order/1%20%C3%A9%20x", "b").code())
        .isEqualTo("key-conflict");
    assertThat(server.send("DELETE", byKey, null).status()).isEqualTo(204);
    assertThat(server.send("DELETE", byKey, null).code()).isEqualTo("message-not-found");
    assertThat(server.get(q + "/messages/" + id).code()).isEqualTo("message-not-found");
    assertThat(server.post(q + "/messages?key=order/1%20%C3%A9%20x", "b").status()).isEqualTo(201);
  }

  @Test
  void cancel_ofALeasedMessageFencesItsReceipt() {
    String id = enqueue("", "a");
    String receipt = server.post(q + "/reserve", "").json().at("/messages/0/receipt").asText();

    assertThat(server.send("DELETE", q + "/messages/" + id, null).status()).isEqualTo(204);
    Answer settled =
        server.post(
            q + "/settle",
            "{\"settlements\":[{\"receipt\":\"" + receipt + "\",\"outcome\":\"ack\"}]}");
    assertThat(settled.json().at("/results/0/result").asText()).isEqualTo("stale");
  }

  @Test
  void patch_reschedules_andRunMakesItDue() {
    String id = enqueue("?delay=1h&key=k", "a");
    Instant later = Instant.now().plus(2, ChronoUnit.DAYS).truncatedTo(ChronoUnit.MILLIS);

    Answer patched =
        server.send("PATCH", q + "/messages/" + id, "{\"visibleAt\":\"" + later + "\"}");
    assertThat(patched.status()).isEqualTo(200);
    assertThat(patched.json().get("state").asText()).isEqualTo("scheduled");
    assertThat(Instant.parse(patched.json().get("visibleAt").asText()))
        .isBetween(later.minusSeconds(5), later.plusSeconds(5));
    assertThat(server.post(q + "/take", "").status()).isEqualTo(204);
    Answer run = server.post(q + "/messages/key:k/run", "");
    assertThat(run.status()).isEqualTo(200);
    assertThat(run.json().get("state").asText()).isEqualTo("ready");
    server.post(q + "/reserve", "");
    assertThat(server.post(q + "/messages/" + id + "/run", "").code()).isEqualTo("message-state");
    assertThat(
            server
                .send("PATCH", q + "/messages/" + id, "{\"visibleAt\":\"" + later + "\"}")
                .status())
        .isEqualTo(409);
    assertThat(server.post(q + "/messages/key:none/run", "").status()).isEqualTo(404);
  }

  @Test
  void redrive_byIds() {
    enqueue("", "a");
    String dead = kill(null);
    String ready = enqueue("", "b");

    Answer answer =
        server.post(q + "/redrive", "{\"ids\":[\"" + dead + "\",\"" + ready + "\",\"1-1\"]}");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.json().get("redriven").asInt()).isEqualTo(1);
    assertThat(answer.json().findValuesAsText("result"))
        .containsExactly("redriven", "notDead", "notFound");
    assertThat(server.get(q + "/messages/" + dead).json().get("attempt").asInt()).isZero();
  }

  @Test
  void redrive_byFilter() {
    for (String reason : List.of("x", "y", "x", "x")) {
      enqueue("", reason);
      kill(reason);
    }

    assertThat(redriven("{\"filter\":{\"reason\":\"x\"},\"limit\":2,\"rate\":\"1000/s\"}"))
        .isEqualTo(2);
    assertThat(redriven("{\"filter\":{\"since\":\"2199-01-01T00:00:00Z\"}}")).isZero();
    assertThat(redriven("{\"filter\":{\"since\":\"2020-01-01T00:00:00Z\"}}")).isEqualTo(2);
    assertThat(redriven("{}")).isZero();
    assertThat(server.post(q + "-none/redrive", "{}").code()).isEqualTo("queue-not-found");
  }

  private long redriven(String body) {
    return server.post(q + "/redrive", body).json().get("redriven").asLong(-1);
  }
}
