package io.posthorn.protocol.rest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.posthorn.http.RawConnection;
import io.posthorn.protocol.rest.RestServer.Answer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Long polls: answered by arrival, by deletion, by the end of the wait; withdrawn when the client
 * has gone.
 */
class LongPollRoutesTest {
  private RestServer server;

  @BeforeEach
  void start() throws IOException {
    server = new RestServer();
    server.send("PUT", "/v1/queues/q", null);
    server.send("PUT", "/v1/queues/p", null);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private CompletableFuture<Answer> begin(String path) {
    return server.sendAsync("POST", path, new byte[0]);
  }

  @Test
  void take_isAnsweredByArrival() throws Exception {
    CompletableFuture<Answer> poll = begin("/v1/queues/q/take?wait=20s");
    server.post("/v1/queues/q/messages", "hello");

    assertThat(poll.get(10, TimeUnit.SECONDS).text()).isEqualTo("hello");
  }

  @Test
  void reserveOfSeveral_isAnsweredByArrivalInAny() throws Exception {
    CompletableFuture<Answer> poll = begin("/v1/reserve?queues=p,q&wait=20");
    server.post("/v1/queues/q/messages", "hello");

    assertThat(poll.get(10, TimeUnit.SECONDS).json().at("/messages/0/queue").asText())
        .isEqualTo("q");
  }

  @Test
  void take_isAnsweredWith204WhenTheWaitEnds() throws Exception {
    assertThat(begin("/v1/queues/q/take?wait=100ms").get(10, TimeUnit.SECONDS).status())
        .isEqualTo(204);
  }

  @Test
  void take_isAnsweredWith404WhenTheQueueIsDeleted() throws Exception {
    CompletableFuture<Answer> poll = begin("/v1/queues/q/take?wait=20s");
    await()
        .until(() -> poll.isDone() || server.send("DELETE", "/v1/queues/q", null).status() == 204);

    Answer answer = poll.get(10, TimeUnit.SECONDS);
    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.code()).isEqualTo("queue-not-found");
  }

  @Test
  void take_whoseClientHasGoneSwallowsNothing() throws Exception {
    abandon("POST /v1/queues/q/take?wait=30s HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n");
    for (int i = 0; i < 50; i++) {
      server.post("/v1/queues/q/messages", "m" + i);
    }

    List<String> taken = new ArrayList<>();
    await()
        .until(
            () -> {
              Answer answer = server.post("/v1/queues/q/take", "");
              if (answer.status() == 200) {
                taken.add(answer.text());
              }
              return taken.size() == 50;
            });
    assertThat(taken).doesNotHaveDuplicates();
  }

  @Test
  void reserve_whoseClientHasGoneLeasesNothing() throws Exception {
    abandon(
        "POST /v1/reserve?queues=q,p&wait=30s&limit=5 HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n");
    for (int i = 0; i < 50; i++) {
      server.post("/v1/queues/q/messages", "m" + i);
    }

    await().until(() -> server.get("/v1/queues/q").json().at("/statistics/ready").asInt() == 50);
    assertThat(server.get("/v1/queues/q").json().at("/statistics/leased").asInt()).isZero();
  }

  @Test
  void pipelinedTakes_areAnsweredInOrder() throws Exception {
    for (String body : List.of("a", "b")) {
      server.post("/v1/queues/q/messages", body);
    }
    String take = "POST /v1/queues/q/take HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n";
    try (var connection = new RawConnection(server.port())) {
      connection.send(take + take + take);
      assertThat(new String(connection.receive().body(), UTF_8)).isEqualTo("a");
      assertThat(new String(connection.receive().body(), UTF_8)).isEqualTo("b");
      assertThat(connection.receiveHead().status()).isEqualTo(204);
    }
  }

  @Test
  void stopping_answersWhoWaits() throws Exception {
    CompletableFuture<Answer> poll = begin("/v1/queues/q/take?wait=60s");
    // One that came later and was answered shows that the poll had been received, or will be
    // refused.
    server.get("/v1/queues/q");
    server.broker.close();

    assertThat(poll.get(10, TimeUnit.SECONDS).status()).isIn(204, 503);
  }

  /**
   * Begins requests, then breaks their connections; some before the server saw them. Returns when
   * it knows.
   */
  private void abandon(String request) throws Exception {
    int before = server.connections();
    List<RawConnection> connections = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      var connection = new RawConnection(server.port());
      connection.send(request);
      connections.add(connection);
    }
    server.get("/v1/queues/p");
    for (RawConnection connection : connections) {
      connection.socket().setSoLinger(true, 0);
      connection.close();
    }
    await().until(() -> server.connections() <= before);
  }
}
