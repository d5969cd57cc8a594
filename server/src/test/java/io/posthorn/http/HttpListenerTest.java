package io.posthorn.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.posthorn.http.RawConnection.RawReply;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class HttpListenerTest {
  private static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2026-11-20T23:24:56Z"));

  private final HttpTransport transport = HttpTransport.open(2, CLOCK);
  private final ExecutorService elsewhere = Executors.newFixedThreadPool(2);
  private final AtomicInteger bigReplies = new AtomicInteger();
  private final List<Exchange> held = new CopyOnWriteArrayList<>();

  @AfterEach
  void close() {
    transport.close();
    elsewhere.shutdownNow();
  }

  /** Echoes; {@code /hold} waits in {@link #held}, {@code /async} replies on another thread, {@code /throw} throws. */
  private void serve(Exchange exchange) {
    switch (exchange.path()) {
      case "/hold" -> held.add(exchange);
      case "/async" -> elsewhere.execute(() -> exchange.reply(() -> echo(exchange)));
      case "/throw" -> throw new IllegalStateException("on purpose");
      case "/big" -> bigReplies.incrementAndGet();
      default -> {}
    }
    switch (exchange.path()) {
      case "/hold", "/async" -> {}
      case "/big" -> exchange.reply(Reply.of(200, "text/plain", new byte[Integer.parseInt(exchange.query())]));
      default -> exchange.reply(echo(exchange));
    }
  }

  private static Reply echo(Exchange exchange) {
    String text = exchange.method() + " " + exchange.path() + " " + exchange.query() + " ";
    byte[] head = text.getBytes(StandardCharsets.ISO_8859_1);
    byte[] all = java.util.Arrays.copyOf(head, head.length + exchange.body().length);
    System.arraycopy(exchange.body(), 0, all, head.length, exchange.body().length);
    return Reply.of(200, "text/plain", all);
  }

  private HttpListener listen(ListenerOptions options) throws IOException {
    return transport.listen(options, this::serve);
  }

  private HttpListener listen() throws IOException {
    return listen(ListenerOptions.on("127.0.0.1", 0));
  }

  @Test
  void reply_hasHeadersInOrder() throws IOException {
    try (var client = new RawConnection(listen().port())) {
      RawReply reply = client.send("GET /a?b=c HTTP/1.1\r\n\r\n").receive();
      assertThat(reply.statusLine()).isEqualTo("HTTP/1.1 200 OK");
      assertThat(reply.headerLines())
          .containsExactly(
              "Content-Type: text/plain", "Date: Fri, 20 Nov 2026 23:24:56 GMT", "Content-Length: 11");
      assertThat(reply.text()).isEqualTo("GET /a b=c ");
      reply = client.send("GET /a HTTP/1.1\r\nConnection: Close\r\n\r\n").receive();
      assertThat(reply.headerLines())
          .containsExactly(
              "Content-Type: text/plain",
              "Date: Fri, 20 Nov 2026 23:24:56 GMT",
              "Content-Length: 12",
              "Connection: close");
      assertThat(client.endsWithin(2000)).isTrue();
    }
  }

  @Test
  void target_mayLackPathOrBeAbsolute() throws IOException {
    try (var client = new RawConnection(listen().port())) {
      assertThat(client.send("GET ?x=1 HTTP/1.1\r\n\r\n").receive().text()).isEqualTo("GET  x=1 ");
      assertThat(client.send("GET http://h:1/p?q#f HTTP/1.1\r\n\r\n").receive().text()).isEqualTo("GET /p q ");
      assertThat(client.send("GET http://h?q HTTP/1.1\r\n\r\n").receive().text()).isEqualTo("GET  q ");
      assertThat(client.send("GET /#f?q HTTP/1.1\r\n\r\n").receive().text()).isEqualTo("GET / null ");
    }
  }

  @Test
  void head_hasNoBody() throws IOException {
    try (var client = new RawConnection(listen().port())) {
      RawReply reply = client.send("HEAD / HTTP/1.1\r\n\r\n").receiveHead();
      assertThat(reply.header("Content-Length")).isEqualTo("12");
      assertThat(client.send("GET / HTTP/1.1\r\n\r\n").receive().text()).isEqualTo("GET / null ");
    }
  }

  @Test
  void http10_closesUnlessAskedToStay() throws IOException {
    int port = listen().port();
    try (var client = new RawConnection(port)) {
      RawReply reply = client.send("GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n").receive();
      assertThat(reply.statusLine()).isEqualTo("HTTP/1.0 200 OK");
      assertThat(reply.header("Connection")).isEqualTo("keep-alive");
      reply = client.send("GET / HTTP/1.0\r\n\r\n").receive();
      assertThat(reply.header("Connection")).isEqualTo("close");
      assertThat(client.endsWithin(2000)).isTrue();
    }
  }

  @Test
  void body_comesWhole_bySizeOrChunked() throws IOException {
    try (var client = new RawConnection(listen().port())) {
      String big = "x".repeat(300_000);
      assertThat(client.send("POST /p HTTP/1.1\r\nContent-Length: 300000\r\n\r\n" + big).receive().text())
          .isEqualTo("POST /p null " + big);
      assertThat(
              client
                  .send("POST /p HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n")
                  .receive()
                  .text())
          .isEqualTo("POST /p null abcde");
      assertThat(client.send("POST /p HTTP/1.1\r\nContent-Length: 0\r\n\r\n").receive().text())
          .isEqualTo("POST /p null ");
      assertThat(client.send("POST /p HTTP/1.1\r\n\r\n").receive().text()).isEqualTo("POST /p null ");
    }
  }

  @Test
  void body_upToTheLimitIsTaken_oneMoreIs413() throws IOException {
    int port = listen(ListenerOptions.on("127.0.0.1", 0).withBodies(100_000, 1 << 20)).port();
    try (var client = new RawConnection(port)) {
      assertThat(client.send("POST / HTTP/1.1\r\nContent-Length: 100000\r\n\r\n" + "x".repeat(100_000)).receive())
          .extracting(RawReply::status)
          .isEqualTo(200);
      RawReply reply =
          client.send("POST / HTTP/1.1\r\nContent-Length: 100001\r\n\r\n" + "x".repeat(100_001)).receive();
      assertThat(reply.status()).isEqualTo(413);
      assertThat(reply.header("Connection")).isEqualTo("close");
      assertThat(client.endsWithin(2000)).isTrue();
    }
    try (var client = new RawConnection(port)) {
      String chunks = "10000\r\n" + "x".repeat(65_536) + "\r\n";
      RawReply reply =
          client.send("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks + chunks + "0\r\n\r\n").receive();
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
    var listener = listen(ListenerOptions.on("127.0.0.1", 0).withBodies(100_000, 100_000));
    String get = "GET /?" + "q".repeat(80_000) + " HTTP/1.1\r\n\r\n";
    try (var first = new RawConnection(listener.port());
        var second = new RawConnection(listener.port())) {
      assertThat(first.send(get).receive().header("Connection")).isNull();
      assertThat(first.send(get).receive().header("Connection")).isNull();
      assertThat(second.send(get).receive().header("Connection")).isEqualTo("close");
      assertThat(second.endsWithin(5000)).isTrue();
    }
    await().until(() -> listener.connections() == 0);
    try (var third = new RawConnection(listener.port())) {
      assertThat(third.send(get).receive().header("Connection")).isNull();
    }
  }

  @Test
  void expect_isAnsweredBeforeTheBody_or417() throws IOException {
    int port = listen().port();
    try (var client = new RawConnection(port)) {
      client.send("POST / HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n");
      RawReply interim = client.receive();
      assertThat(interim.statusLine()).isEqualTo("HTTP/1.1 100 Continue");
      assertThat(interim.headerLines()).isEmpty();
      assertThat(client.send("ok").receive().text()).isEqualTo("POST / null ok");
      client.send("POST / HTTP/1.1\r\nExpect: miracles\r\nContent-Length: 2\r\n\r\nok");
      assertThat(client.receive().status()).isEqualTo(417);
    }
  }

  @Test
  void pipelined_repliesKeepTheirOrder() throws IOException {
    try (var client = new RawConnection(listen().port())) {
      client.send(
          "POST /async?1 HTTP/1.1\r\nContent-Length: 2\r\n\r\nab"
              + "GET /2 HTTP/1.1\r\n\r\n"
              + "POST /async?3 HTTP/1.1\r\nContent-Length: 3\r\n\r\ncde"
              + "POST /4 HTTP/1.1\r\nContent-Length: 1\r\n\r\nf");
      assertThat(client.receive().text()).isEqualTo("POST /async 1 ab");
      assertThat(client.receive().text()).isEqualTo("GET /2 null ");
      assertThat(client.receive().text()).isEqualTo("POST /async 3 cde");
      assertThat(client.receive().text()).isEqualTo("POST /4 null f");
    }
  }

  @Test
  void reply_fromManyThreadsReachesEachClientOnce() throws Exception {
    int port = listen().port();
    List<RawConnection> clients = new ArrayList<>();
    for (int i = 0; i < 64; i++) {
      clients.add(new RawConnection(port).send("GET /hold?" + i + " HTTP/1.1\r\n\r\n"));
    }
    await().until(() -> held.size() == 64);
    var start = new CountDownLatch(1);
    for (Exchange exchange : held) {
      elsewhere.execute(
          () -> {
            try {
              start.await();
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
            exchange.reply(() -> echo(exchange));
            exchange.reply(() -> Reply.text(500, "second"));
          });
    }
    start.countDown();
    for (int i = 0; i < 64; i++) {
      assertThat(clients.get(i).receive().text()).isEqualTo("GET /hold " + i + " ");
      clients.get(i).close();
    }
  }

  @Test
  void gone_runsOnce_whenTheClientLeavesBeforeTheReply() throws Exception {
    int port = listen().port();
    var gone = new AtomicInteger();
    try (var client = new RawConnection(port)) {
      client.send("POST /hold HTTP/1.1\r\nContent-Length: 1\r\n\r\nx");
      await().until(() -> held.size() == 1);
      held.get(0).onGone(gone::incrementAndGet);
    }
    await().until(() -> gone.get() == 1);
    held.get(0).reply(Reply.text(200, "too late"));
    var late = new CompletableFuture<Void>();
    held.get(0).onGone(() -> late.complete(null));
    late.get(5, TimeUnit.SECONDS);
    assertThat(gone).hasValue(1);
  }

  @Test
  void gone_doesNotRunAfterTheReply() throws Exception {
    var listener = listen();
    var gone = new AtomicInteger();
    try (var client = new RawConnection(listener.port())) {
      client.send("GET /hold HTTP/1.1\r\n\r\n");
      await().until(() -> held.size() == 1);
      held.get(0).onGone(gone::incrementAndGet);
      held.get(0).reply(Reply.text(200, "done"));
      assertThat(client.receive().text()).isEqualTo("done\n");
    }
    await().until(() -> listener.connections() == 0);
    assertThat(gone).hasValue(0);
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
      assertThat(client.send("GET /big?20000000 HTTP/1.1\r\n\r\n").receive().body()).hasSize(20_000_000);
      assertThat(client.send("GET / HTTP/1.1\r\n\r\n").receive().status()).isEqualTo(200);
      assertThat(client.send("GET /big?300000 HTTP/1.0\r\n\r\n").receive().body()).hasSize(300_000);
    }
  }

  @Test
  void pipelinedReplies_waitForAClientThatDoesNotRead() throws Exception {
    try (var client = new RawConnection(listen().port())) {
      int requests = 300;
      client.send("GET /big?200000 HTTP/1.1\r\n\r\n".repeat(requests));
      await().during(Duration.ofMillis(500)).atMost(Duration.ofSeconds(10)).until(() -> bigReplies.get() < 150);
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
  void malformed_isAnsweredAndClosed() throws Exception {
    int port = listen().port();
    List<String> requests =
        List.of(
            "GET /a b HTTP/1.1\r\n\r\n",
            "GARBAGE\r\n\r\n",
            "POST / HTTP/1.1\r\nContent-Length: x\r\n\r\n",
            "POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
            "POST / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
            "GET / HTTP/1.1\r\nX: " + "y".repeat(70_000) + "\r\n\r\n",
            "GET /" + "y".repeat(1_100_000) + " HTTP/1.1\r\n\r\n");
    List<Integer> statuses = List.of(400, 400, 400, 400, 400, 431, 414);
    for (int i = 0; i < requests.size(); i++) {
      try (var client = new RawConnection(port)) {
        assertThat(client.send(requests.get(i)).receive().status()).as(requests.get(i)).isEqualTo(statuses.get(i));
        assertThat(client.endsWithin(2000)).isTrue();
      }
    }
    try (var client = new RawConnection(port)) {
      client.send("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n");
      assertThat(client.readToEnd()).matches("(?s)(HTTP/1.1 400.*)?");
    }
  }

  @Test
  void throwing_is500() throws Exception {
    try (var client = new RawConnection(listen().port())) {
      assertThat(client.send("GET /throw HTTP/1.1\r\n\r\n").receive().status()).isEqualTo(500);
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
      var stopped = CompletableFuture.runAsync(() -> listener.stop(Duration.ofSeconds(20)), elsewhere);
      assertThat(idle.endsWithin(5000)).isTrue();
      assertThatThrownBy(() -> new RawConnection(listener.port()).send("GET / HTTP/1.1\r\n\r\n").receive())
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

  @Test
  void listen_namesATakenPort() throws Exception {
    int port = listen().port();
    try (var other = HttpTransport.open(1, CLOCK)) {
      assertThatThrownBy(() -> other.listen(ListenerOptions.on("127.0.0.1", port), this::serve))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("127.0.0.1:" + port);
    }
  }
}
