package io.posthorn.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.posthorn.http.ListenerOptions.Sizes;
import io.posthorn.http.RawConnection.RawReply;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Limits, idle times and the end. */
class HttpListenerLimitsTest extends HttpListenerFixture {
  @Test
  void body_upToTheLimitIsTaken_oneMoreIs413() throws IOException {
    int port = listen(ListenerOptions.on("127.0.0.1", 0).withBodies(100_000, 1 << 20)).port();
    try (var client = new RawConnection(port)) {
      assertThat(
              client
                  .send("POST / HTTP/1.1\r\nContent-Length: 100000\r\n\r\n" + "x".repeat(100_000))
                  .receive())
          .extracting(RawReply::status)
          .isEqualTo(200);
      RawReply reply =
          client
              .send("POST / HTTP/1.1\r\nContent-Length: 100001\r\n\r\n" + "x".repeat(100_001))
              .receive();
      assertThat(reply.status()).isEqualTo(413);
      assertThat(reply.header("Connection")).isEqualTo("close");
      assertThat(client.endsWithin(2000)).isTrue();
    }
    try (var client = new RawConnection(port)) {
      String chunks = "10000\r\n" + "x".repeat(65_536) + "\r\n";
      RawReply reply =
          client
              .send(
                  "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n"
                      + chunks
                      + chunks
                      + "0\r\n\r\n")
              .receive();
      assertThat(reply.status()).isEqualTo(413);
      assertThat(client.endsWithin(2000)).isTrue();
    }
  }

  @Test
  void bodies_beyondTheBudgetAre503_untilOthersAreDone() throws IOException {
    int port = listen(ListenerOptions.on("127.0.0.1", 0).withBodies(100_000, 150_000)).port();
    String post = "POST /hold HTTP/1.1\r\nContent-Length: 100000\r\n\r\n" + "x".repeat(100_000);
    try (var first = new RawConnection(port);
        var second = new RawConnection(port);
        var third = new RawConnection(port)) {
      first.send(post);
      await().until(() -> held.size() == 1);
      assertThat(second.send(post).receive().status()).isEqualTo(503);
      held.get(0).reply(Reply.text(200, "done"));
      assertThat(first.receive().status()).isEqualTo(200);
      third.send(post);
      await().until(() -> held.size() == 2);
    }
  }

  @Test
  void targets_thatLeaveTooMuchRoomBehindEndTheirConnection() throws IOException {
    var listener = listen(ListenerOptions.on("127.0.0.1", 0).withKept(1_200_000, 1 << 20));
    String get = "GET /?" + "q".repeat(520_000) + " HTTP/1.1\r\n\r\n";
    try (var first = new RawConnection(listener.port());
        var second = new RawConnection(listener.port());
        var third = new RawConnection(listener.port())) {
      assertThat(first.send(get).receive().header("Connection")).isNull();
      assertThat(first.send(get).receive().header("Connection")).isNull();
      assertThat(second.send(get).receive().header("Connection")).isNull();
      assertThat(third.send(get).receive().header("Connection")).isEqualTo("close");
      assertThat(third.endsWithin(5000)).isTrue();
    }
    await().until(() -> listener.connections() == 0);
    try (var fourth = new RawConnection(listener.port())) {
      assertThat(fourth.send(get).receive().header("Connection")).isNull();
    }
  }

  @Test
  void unfinishedHeads_areClosedFromTheEldestOn_beyondTheLimit() throws IOException {
    var listener = listen(ListenerOptions.on("127.0.0.1", 0).withKept(4 << 20, 1 << 20));
    List<RawConnection> unfinished = new ArrayList<>();
    try {
      for (int i = 0; i < 40; i++) {
        var client = new RawConnection(listener.port());
        unfinished.add(client);
        client.send("GET /?" + "q".repeat(500_000));
        assertServed(listener.port());
      }
      await().until(() -> listener.connections() <= 8);
      RawConnection last = unfinished.get(39);
      assertThat(last.send(" HTTP/1.1\r\n\r\n").receive().status()).isEqualTo(200);
    } finally {
      closeAll(unfinished);
    }
  }

  @Test
  void fields_beyondAThousandAre431_andCountWhileTheHeadHasNotCome() throws IOException {
    var listener =
        listen(
            ListenerOptions.on("127.0.0.1", 0)
                .withSizes(new Sizes(1 << 20, 1 << 20, 8000, 64 << 10, 1 << 20, 1 << 20, 1 << 20)));
    List<RawConnection> unfinished = new ArrayList<>();
    try {
      for (int i = 0; i < 40; i++) {
        var client = new RawConnection(listener.port());
        unfinished.add(client);
        client.send("GET / HTTP/1.1\r\n" + "a:b\r\n".repeat(900));
      }
      await().until(() -> listener.connections() <= 8);
      assertServed(listener.port());
      try (var client = new RawConnection(listener.port())) {
        String many = "GET / HTTP/1.1\r\n" + "a:b\r\n".repeat(1001) + "\r\n";
        assertThat(client.send(many).receive().status()).isEqualTo(431);
      }
    } finally {
      closeAll(unfinished);
    }
  }

  @Test
  void requestsSentAhead_waitAsBytes_andAreServedInTurn() throws Exception {
    var listener = listen();
    try (var client = new RawConnection(listener.port())) {
      int requests = 2_000;
      String ahead = "GET /n?" + "x".repeat(100) + " HTTP/1.1\r\n\r\n";
      client.send("GET /hold HTTP/1.1\r\n\r\n");
      await().until(() -> held.size() == 1);
      Thread sender =
          new Thread(
              () -> {
                try {
                  client.send(ahead.repeat(requests));
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              });
      sender.start();
      held.get(0).reply(Reply.text(200, "first"));
      assertThat(client.receive().text()).isEqualTo("first\n");
      for (int i = 0; i < requests; i++) {
        assertThat(client.receive().text()).startsWith("GET /n xx");
      }
      sender.join();
    }
  }

  @Test
  void unreadReplies_areDroppedWithTheConnectionsThatReadLeast_beyondTheLimit() throws Exception {
    var listener = listen(ListenerOptions.on("127.0.0.1", 0).withKept(1 << 20, 2 << 20));
    List<RawConnection> silent = new ArrayList<>();
    try (var reader = new RawConnection(listener.port())) {
      for (int i = 0; i < 60; i++) {
        var client = new RawConnection(listener.port());
        silent.add(client);
        client.send("GET /big?250000 HTTP/1.1\r\n\r\n".repeat(40));
        assertThat(reader.send("GET /big?250000 HTTP/1.1\r\n\r\n").receive().body())
            .hasSize(250_000);
      }
      await().until(() -> listener.connections() <= 20);
      assertServed(listener.port());
    } finally {
      closeAll(silent);
    }
  }

  private static void assertServed(int port) throws IOException {
    try (var client = new RawConnection(port)) {
      assertThat(client.send("GET / HTTP/1.1\r\n\r\n").receive().status()).isEqualTo(200);
    }
  }

  private static void closeAll(List<RawConnection> clients) throws IOException {
    for (RawConnection client : clients) {
      client.close();
    }
  }

  @Test
  void idle_closesSilently_butNotWhileTheServerIsToReply() throws Exception {
    int port = listen(ListenerOptions.on("127.0.0.1", 0).withIdle(Duration.ofMillis(400))).port();
    try (var idle = new RawConnection(port);
        var half = new RawConnection(port);
        var halfBody = new RawConnection(port);
        var waiting = new RawConnection(port)) {
      waiting.send("GET /hold HTTP/1.1\r\n\r\n");
      half.send("GET / HT");
      halfBody.send("POST / HTTP/1.1\r\nContent-Length: 9\r\n\r\nabc");
      idle.send("GET / HTTP/1.1\r\n\r\n").receive();
      assertThat(idle.endsWithin(3000)).isTrue();
      assertThat(half.endsWithin(3000)).isTrue();
      assertThat(halfBody.endsWithin(3000)).isTrue();
      assertThat(waiting.endsWithin(500)).isFalse();
      held.get(0).reply(Reply.text(200, "done"));
      assertThat(waiting.receive().text()).isEqualTo("done\n");
      assertThat(waiting.endsWithin(3000)).isTrue();
    }
  }

  @Test
  void idle_closesAClientThatDoesNotReadItsReply() throws Exception {
    var listener = listen(ListenerOptions.on("127.0.0.1", 0).withIdle(Duration.ofMillis(400)));
    try (var client = new RawConnection(listener.port())) {
      client.send("GET /big?60000000 HTTP/1.1\r\n\r\n");
      await().atMost(10, TimeUnit.SECONDS).until(() -> listener.connections() == 0);
    }
  }

  @Test
  void bigReply_arrivesWhole() throws Exception {
    try (var client = new RawConnection(listen().port())) {
      assertThat(client.send("GET /big?20000000 HTTP/1.1\r\n\r\n").receive().body())
          .hasSize(20_000_000);
      assertThat(client.send("GET / HTTP/1.1\r\n\r\n").receive().status()).isEqualTo(200);
      assertThat(client.send("GET /big?300000 HTTP/1.0\r\n\r\n").receive().body()).hasSize(300_000);
    }
  }

  @Test
  void pipelinedReplies_waitForAClientThatDoesNotRead() throws Exception {
    try (var client = new RawConnection(listen().port())) {
      int requests = 300;
      client.send("GET /big?200000 HTTP/1.1\r\n\r\n".repeat(requests));
      await()
          .during(Duration.ofMillis(500))
          .atMost(Duration.ofSeconds(10))
          .until(() -> bigReplies.get() < 150);
      for (int i = 0; i < requests; i++) {
        assertThat(client.receive().body()).hasSize(200_000);
      }
      assertThat(bigReplies).hasValue(requests);
    }
  }

  @Test
  void connections_beyondTheLimitAreClosed() throws Exception {
    var listener = listen(ListenerOptions.on("127.0.0.1", 0).withConnections(2));
    try (var first = new RawConnection(listener.port());
        var second = new RawConnection(listener.port())) {
      first.send("GET / HTTP/1.1\r\n\r\n").receive();
      second.send("GET / HTTP/1.1\r\n\r\n").receive();
      try (var third = new RawConnection(listener.port())) {
        assertThat(third.endsWithin(5000)).isTrue();
      }
      assertThat(first.send("GET / HTTP/1.1\r\n\r\n").receive().status()).isEqualTo(200);
    }
    await().until(() -> listener.connections() == 0);
    try (var again = new RawConnection(listener.port())) {
      assertThat(again.send("GET / HTTP/1.1\r\n\r\n").receive().status()).isEqualTo(200);
    }
  }

  @Test
  void stop_letsBegunRequestsFinish() throws Exception {
    var listener = listen();
    try (var idle = new RawConnection(listener.port());
        var busy = new RawConnection(listener.port())) {
      idle.send("GET / HTTP/1.1\r\n\r\n").receive();
      busy.send("GET /hold HTTP/1.1\r\n\r\n");
      await().until(() -> held.size() == 1);
      var stopped =
          CompletableFuture.runAsync(() -> listener.stop(Duration.ofSeconds(20)), elsewhere);
      assertThat(idle.endsWithin(5000)).isTrue();
      assertThatThrownBy(
              () -> new RawConnection(listener.port()).send("GET / HTTP/1.1\r\n\r\n").receive())
          .isInstanceOf(IOException.class);
      assertThat(stopped).isNotDone();
      held.get(0).reply(Reply.text(200, "done"));
      RawReply reply = busy.receive();
      assertThat(reply.header("Connection")).isEqualTo("close");
      assertThat(busy.endsWithin(5000)).isTrue();
      stopped.get(5, TimeUnit.SECONDS);
    }
  }

  @Test
  void stop_endsAfterItsGrace() throws Exception {
    var listener = listen();
    try (var busy = new RawConnection(listener.port())) {
      busy.send("GET /hold HTTP/1.1\r\n\r\n");
      await().until(() -> held.size() == 1);
      listener.stop(Duration.ofMillis(200));
      assertThat(busy.endsWithin(2000)).isTrue();
    }
  }
}
