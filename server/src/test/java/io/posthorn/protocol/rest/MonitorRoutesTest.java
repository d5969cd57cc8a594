package io.posthorn.protocol.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.posthorn.message.QueueName;
import io.posthorn.protocol.rest.RestServer.Answer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MonitorRoutesTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private RestServer server;

  @BeforeEach
  void start() throws IOException {
    server = new RestServer();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void overview_countsWhatIsThereAndWhatWentThrough() {
    server.post("/v1/queues/a/messages", "one");
    server.post("/v1/queues/a/messages?delay=1h", "two");
    server.post("/v1/queues/b/messages", "three");
    server.post("/v1/queues/b/take", null);

    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(
            () -> {
              JsonNode overview = server.get("/v1/overview").json();
              JsonNode totals = overview.path("totals");
              assertThat(totals.path("queues").asInt()).isEqualTo(2);
              assertThat(totals.path("ready").asInt()).isEqualTo(1);
              assertThat(totals.path("scheduled").asInt()).isEqualTo(1);
              assertThat(totals.path("oldestReadyAge").asText()).isNotEmpty();
              assertThat(overview.path("nodes").path(0).path("self").asBoolean()).isTrue();
            });
  }

  @Test
  void failingTargets_areShownWorstFirst_untilTheySucceed() {
    var delivery = server.meters.delivery();
    QueueName queue = QueueName.of("q");
    delivery.answered("http://one", queue, "timeout", 0, false, 0);
    delivery.answered("http://two", queue, "status", 503, true, 60_000);
    delivery.answered("http://two", queue, "status", 503, true, 60_000);
    delivery.answered("http://three", queue, "status", 500, false, 0);
    delivery.answered("http://three", queue, "", 200, false, 0);

    JsonNode overview = server.get("/v1/overview").json();

    assertThat(overview.path("failingTargets").asInt()).isEqualTo(2);
    JsonNode worst = overview.path("failing").path(0);
    assertThat(worst.path("target").asText()).isEqualTo("http://two");
    assertThat(worst.path("failures").asInt()).isEqualTo(2);
    assertThat(worst.path("status").asInt()).isEqualTo(503);
    assertThat(worst.path("circuit").asText()).isEqualTo("open");
    assertThat(worst.has("nextCallAt")).isTrue();
    JsonNode other = overview.path("failing").path(1);
    assertThat(other.path("error").asText()).isEqualTo("timeout");
    assertThat(other.has("status")).isFalse();
    assertThat(other.path("circuit").asText()).isEqualTo("closed");
  }

  @Test
  void history_hasPointsWhoseSumsAreWhatHappened() {
    for (int i = 0; i < 5; i++) {
      server.post("/v1/queues/q/messages", "m");
    }
    server.post("/v1/queues/q/take?limit=2", null);
    String receipt =
        server
            .post("/v1/queues/q/reserve", null)
            .json()
            .path("messages")
            .path(0)
            .path("receipt")
            .asText();
    server.post(
        "/v1/queues/q/settle",
        "{\"settlements\":[{\"receipt\":\"" + receipt + "\",\"outcome\":\"ack\"}]}");

    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(
            () -> {
              JsonNode history = server.get("/v1/queues/q/history").json();
              assertThat(sum(history.path("enqueued"))).isEqualTo(5);
              assertThat(sum(history.path("consumed"))).isEqualTo(3);
              int points = history.path("depth").size();
              assertThat(history.path("depth").path(points - 1).asInt()).isEqualTo(2);
              assertThat(history.path("p99").size()).isEqualTo(points);
              assertThat(history.path("p99")).anyMatch(JsonNode::isNumber);
              assertThat(history.path("interval").asText()).isEqualTo("200ms");
            });
  }

  @Test
  void history_ofQueueThatIsNotThere_is404_andOfADeletedOneBeginsAnew() {
    assertThat(server.get("/v1/queues/none/history").code()).isEqualTo("queue-not-found");
    server.post("/v1/queues/q/messages", "m");
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> sum(server.get("/v1/queues/q/history").json().path("enqueued")) == 1);
    server.send("DELETE", "/v1/queues/q", null);
    server.send("PUT", "/v1/queues/q", null);
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> sum(server.get("/v1/queues/q/history").json().path("enqueued")) == 0);
  }

  @Test
  void events_tellTotalsAndFollowedQueues() throws IOException {
    server.post("/v1/queues/q/messages", "m");
    try (var events = new Events("/v1/events?queue=q&queue=none")) {
      JsonNode summary = events.next();
      assertThat(summary.path("followed")).hasSize(1);
      assertThat(summary.path("followed").path(0).path("name").asText()).isEqualTo("q");
      assertThat(summary.path("followed").path(0).path("ready").asInt()).isEqualTo(1);
      assertThat(summary.has("enqueuedPerSecond")).isTrue();
      server.post("/v1/queues/q/take", null);
      while (summary.path("followed").path(0).path("ready").asInt() > 0) {
        summary = events.next();
      }
      assertThat(summary.path("followed").path(0).path("consumedTotal").asInt()).isEqualTo(1);
    }
  }

  @Test
  void events_areBounded_andPlacesComeBack() throws IOException {
    try (var first = new Events("/v1/events");
        var second = new Events("/v1/events")) {
      assertThat(first.next().has("queues")).isTrue();
      assertThat(second.next().has("queues")).isTrue();
      Answer third = server.get("/v1/events");
      assertThat(third.status()).isEqualTo(503);
      assertThat(third.code()).isEqualTo("overloaded");
    }
    await()
        .atMost(Duration.ofSeconds(20))
        .until(
            () -> {
              try (var again = new Events("/v1/events")) {
                return again.status.contains("200");
              }
            });
  }

  @Test
  void events_endWhenTheServerStops() throws IOException {
    try (var events = new Events("/v1/events")) {
      events.next();
      server.monitor.endStreams();
      assertThat(events.readToEnd()).isTrue();
      assertThat(server.get("/v1/events").code()).isEqualTo("stopping");
    }
  }

  @Test
  void badParameters_areRefused() {
    assertThat(server.get("/v1/overview?x=1").code()).isEqualTo("unknown-parameter");
    assertThat(server.get("/v1/events?queue=" + "a&queue=".repeat(50) + "a").code())
        .isEqualTo("limit-exceeded");
    assertThat(server.post("/v1/overview", "").code()).isEqualTo("method-not-allowed");
  }

  private static int sum(JsonNode column) {
    int sum = 0;
    for (JsonNode each : column) {
      sum += each.asInt();
    }
    return sum;
  }

  /** A client that follows. */
  private final class Events implements AutoCloseable {
    private final Socket socket;
    private final BufferedReader in;
    private final String status;

    Events(String target) throws IOException {
      socket = new Socket("127.0.0.1", server.port());
      socket.setSoTimeout(20_000);
      socket
          .getOutputStream()
          .write(
              ("GET " + target + " HTTP/1.1\r\nHost: x\r\n\r\n")
                  .getBytes(StandardCharsets.US_ASCII));
      in =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
      status = in.readLine();
    }

    JsonNode next() throws IOException {
      String line = in.readLine();
      while (line != null && !line.startsWith("data: ")) {
        line = in.readLine();
      }
      return JSON.readTree(line == null ? "null" : line.substring("data: ".length()));
    }

    boolean readToEnd() throws IOException {
      while (in.readLine() != null) {
        assertThat(socket.isConnected()).isTrue();
      }
      return true;
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }
}
