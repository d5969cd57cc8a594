package io.posthorn.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.posthorn.http.RawConnection.RawReply;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class HttpListenerTest extends HttpListenerFixture {
  @Test
  void reply_hasHeadersInOrder() throws IOException {
    try (var client = new RawConnection(listen().port())) {
      RawReply reply = client.send("GET /a?b=c HTTP/1.1\r\n\r\n").receive();
      assertThat(reply.statusLine()).isEqualTo("HTTP/1.1 200 OK");
      assertThat(reply.headerLines())
          .containsExactly(
              "Content-Type: text/plain",
              "Date: Fri, 20 Nov 2026 23:24:56 GMT",
              "Content-Length: 11",
              "X-Content-Type-Options: nosniff",
              "Cache-Control: no-store",
              "Content-Security-Policy: default-src 'none'; frame-ancestors 'none'; sandbox");
      assertThat(reply.text()).isEqualTo("GET /a b=c ");
      reply = client.send("GET /a HTTP/1.1\r\nConnection: Close\r\n\r\n").receive();
      assertThat(reply.headerLines())
          .containsExactly(
              "Content-Type: text/plain",
              "Date: Fri, 20 Nov 2026 23:24:56 GMT",
              "Content-Length: 12",
              "Connection: close",
              "X-Content-Type-Options: nosniff",
              "Cache-Control: no-store",
              "Content-Security-Policy: default-src 'none'; frame-ancestors 'none'; sandbox");
      assertThat(client.endsWithin(2000)).isTrue();
    }
  }

  @Test
  void target_mayLackPathOrBeAbsolute() throws IOException {
    try (var client = new RawConnection(listen().port())) {
      assertThat(client.send("GET ?x=1 HTTP/1.1\r\n\r\n").receive().text()).isEqualTo("GET  x=1 ");
      assertThat(client.send("GET http://h:1/p?q#f HTTP/1.1\r\n\r\n").receive().text())
          .isEqualTo("GET /p q ");
      assertThat(client.send("GET http://h?q HTTP/1.1\r\n\r\n").receive().text())
          .isEqualTo("GET  q ");
      assertThat(client.send("GET /#f?q HTTP/1.1\r\n\r\n").receive().text())
          .isEqualTo("GET / null ");
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
      assertThat(
              client
                  .send("POST /p HTTP/1.1\r\nContent-Length: 300000\r\n\r\n" + big)
                  .receive()
                  .text())
          .isEqualTo("POST /p null " + big);
      assertThat(
              client
                  .send(
                      "POST /p HTTP/1.1\r\n"
                          + "Transfer-Encoding: chunked\r\n\r\n"
                          + "3\r\n"
                          + "abc\r\n"
                          + "2\r\n"
                          + "de\r\n"
                          + "0\r\n\r\n")
                  .receive()
                  .text())
          .isEqualTo("POST /p null abcde");
      assertThat(client.send("POST /p HTTP/1.1\r\nContent-Length: 0\r\n\r\n").receive().text())
          .isEqualTo("POST /p null ");
      assertThat(client.send("POST /p HTTP/1.1\r\n\r\n").receive().text())
          .isEqualTo("POST /p null ");
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
        assertThat(client.send(requests.get(i)).receive().status())
            .as(requests.get(i))
            .isEqualTo(statuses.get(i));
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
  void listen_namesATakenPort() throws Exception {
    int port = listen().port();
    try (var other = HttpTransport.open(1, CLOCK)) {
      assertThatThrownBy(() -> other.listen(ListenerOptions.on("127.0.0.1", port), this::serve))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("127.0.0.1:" + port);
    }
  }
}
