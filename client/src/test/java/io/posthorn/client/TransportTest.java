package io.posthorn.client;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.posthorn.client.Proxy.Fate;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What becomes of requests whose answer is not what it should be. */
@Timeout(120)
class TransportTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @Test
  void noServer_isUnreachable() throws IOException {
    int port;
    try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    PosthornClient posthorn = PosthornClient.builder("http://127.0.0.1:" + port).retries(0).build();
    assertThatThrownBy(() -> posthorn.queues().find("q"))
        .isInstanceOfSatisfying(
            PosthornException.class,
            e -> {
              assertThat(e.code()).isEqualTo("unreachable");
              assertThat(e.status()).isZero();
              assertThat(e.isTransient()).isTrue();
              assertThat(e.getMessage()).startsWith("GET /v1/queues/q: ");
            });
  }

  @Test
  void answerOfAProxy_isShown() throws Exception {
    assertThat(failure("HTTP/1.1 502 Bad Gateway\r\nContent-Length: 7\r\n\r\n<html/>"))
        .satisfies(
            e -> {
              assertThat(e.code()).isEqualTo("bad-answer");
              assertThat(e.status()).isEqualTo(502);
              assertThat(e).hasMessage("status 502: <html/>");
            });
    assertThat(failure("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n[]").code())
        .isEqualTo("bad-answer");
    assertThat(failure("HTTP/1.1 503 x\r\nRetry-After: 7\r\nContent-Length: 0\r\n\r\n"))
        .satisfies(
            e -> {
              assertThat(e.retryAfter()).isEqualTo(Duration.ofSeconds(7));
              assertThat(e.isTransient()).isTrue();
            });
  }

  @Test
  void answerCutShort_isUnreachable() throws Exception {
    assertThat(failure("HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{").code())
        .isEqualTo("unreachable");
  }

  @Test
  void answerTooLong_isRefused() throws Exception {
    String body = "{\"x\":\"" + "x".repeat(2000) + "\"}";
    PosthornException e =
        failure("HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
    assertThat(e.code()).isEqualTo("bad-answer");
    assertThat(e).hasMessageContaining("more than 1000 bytes");
  }

  @Test
  void answerThatDoesNotEnd_timesOut_alsoWithinItsBody() throws Exception {
    try (var server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      PosthornClient posthorn = client(server).timeout(Duration.ofMillis(300)).build();
      var silent = posthorn.consumer("q").async().take(Poll.one());
      try (Socket first = server.accept()) {
        assertThat(code(silent)).isEqualTo("timeout");
        awaitEnd(first);
      }
      var begun = posthorn.consumer("q").async().take(Poll.one());
      try (Socket second = server.accept()) {
        second
            .getOutputStream()
            .write("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{".getBytes(ISO_8859_1));
        assertThat(code(begun)).isEqualTo("timeout");
        awaitEnd(second);
      }
    }
  }

  /** The JDK has one thread for all time-outs of a program. */
  @Test
  void callbackThatWaits_holdsUpNoOtherTimeout() throws Exception {
    try (var server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      PosthornClient posthorn = client(server).timeout(Duration.ofMillis(300)).build();
      AsyncConsumer consumer = posthorn.consumer("q").async();
      var second = new CompletableFuture<Throwable>();
      var first =
          consumer
              .take(Poll.one())
              .handle((messages, failure) -> second.orTimeout(60, TimeUnit.SECONDS).join());
      consumer
          .take(Poll.one().waiting(Duration.ofMillis(500)))
          .whenComplete((messages, failure) -> second.complete(failure));
      assertThat(first.get(PATIENCE.toSeconds(), TimeUnit.SECONDS))
          .isInstanceOfSatisfying(
              PosthornException.class, e -> assertThat(e.code()).isEqualTo("timeout"));
    }
  }

  @Test
  void cancelledRequest_isAborted_alsoOfWhoIsInterrupted() throws Exception {
    try (var server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      PosthornClient posthorn = client(server).build();
      var waiting = posthorn.consumer("q").async().take(Poll.one().waiting(Duration.ofSeconds(50)));
      try (Socket socket = server.accept()) {
        waiting.cancel(true);
        awaitEnd(socket);
      }
      var caught = new CompletableFuture<Throwable>();
      var thread =
          new Thread(
              () -> {
                try {
                  posthorn.consumer("q").take(Poll.one().waiting(Duration.ofSeconds(50)));
                } catch (PosthornException e) {
                  caught.complete(Thread.currentThread().isInterrupted() ? e : null);
                }
              });
      thread.start();
      try (Socket socket = server.accept()) {
        thread.interrupt();
        awaitEnd(socket);
      }
      assertThat(caught.get())
          .isInstanceOfSatisfying(
              PosthornException.class, e -> assertThat(e.code()).isEqualTo("interrupted"));
    }
  }

  @Test
  void whatIsSafe_isRepeated_andNothingElse() throws Exception {
    try (TestServer server = TestServer.start();
        Proxy proxy = new Proxy(server.address())) {
      PosthornClient posthorn = PosthornClient.of(proxy.address());
      Producer producer = posthorn.producer("q");
      proxy.next(1, "keyed", Fate.CUT_AFTER);
      assertThat(producer.enqueue(NewMessage.text("keyed").idempotencyKey("k")).duplicate())
          .isTrue();
      assertThat(proxy.seen("keyed")).hasSize(2);

      proxy.next(1, "plain", Fate.CUT_AFTER);
      assertThatThrownBy(() -> producer.enqueue(NewMessage.text("plain")))
          .isInstanceOfSatisfying(
              PosthornException.class, e -> assertThat(e.code()).isEqualTo("unreachable"));
      assertThat(proxy.seen("plain")).hasSize(1);

      Task once = Task.to("http://127.0.0.1:1/").delay(Duration.ofHours(1));
      proxy.next(1, "PUT", Fate.CUT_AFTER);
      // It might have run since, and be created again.
      assertThatThrownBy(() -> posthorn.tasks("t").put("once", once))
          .isInstanceOf(PosthornException.class);
      proxy.next(1, "PUT", Fate.CUT_AFTER);
      posthorn.tasks("t").put("daily", once.repeat(Repeat.cron("@daily")));
      proxy.next(1, "PUT", Fate.CUT_AFTER);
      Repeat adaptive = Repeat.adaptive(Duration.ofSeconds(10), Duration.ZERO);
      assertThatThrownBy(() -> posthorn.tasks("t").put("pace", once.repeat(adaptive)))
          .isInstanceOf(PosthornException.class);
      assertThat(proxy.seen("tasks/once")).hasSize(1);
      assertThat(proxy.seen("tasks/daily")).hasSize(2);
      assertThat(proxy.seen("tasks/pace")).hasSize(1);

      proxy.next(99, "GET", Fate.CUT_BEFORE);
      assertThatThrownBy(() -> posthorn.queues().find("other"))
          .isInstanceOf(PosthornException.class);
      assertThat(proxy.seen("GET /v1/queues/other")).hasSizeGreaterThanOrEqualTo(4);
      proxy.pass();
      assertThat(posthorn.queues().find("q").orElseThrow().statistics().ready()).isEqualTo(2);
    }
  }

  @Test
  void repeats_endWhenTheyAreCancelled() throws Exception {
    try (TestServer server = TestServer.start();
        Proxy proxy = new Proxy(server.address())) {
      PosthornClient posthorn = PosthornClient.builder(proxy.address()).retries(1000).build();
      proxy.next(Integer.MAX_VALUE, "GET", Fate.CUT_BEFORE);
      var found = posthorn.queues().async().find("q");
      await().atMost(PATIENCE).until(() -> !proxy.seen("GET").isEmpty());
      found.cancel(true);
      int seen = proxy.seen("GET").size();
      await()
          .during(Duration.ofSeconds(1))
          .atMost(PATIENCE)
          .until(() -> proxy.seen("GET").size() <= seen + 2);
    }
  }

  @Test
  void apiKey_isSentAndNeverShown() throws Exception {
    try (var server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      PosthornClient posthorn = client(server).apiKey("s3cr3t").build();
      var found = posthorn.consumer("q").async().take(Poll.one());
      try (Socket socket = server.accept()) {
        assertThat(head(socket.getInputStream()))
            .contains("POST /v1/queues/q/take?limit=1 HTTP/1.1", "Authorization: Bearer s3cr3t")
            .doesNotContain("Upgrade");
      }
      assertThatThrownBy(found::get).hasMessageNotContaining("s3cr3t");
    }
    for (String bad : List.of("", "127.0.0.1:1218", "ftp://x", "http://x?y=1")) {
      assertThatThrownBy(() -> PosthornClient.of(bad))
          .hasMessageContaining("(expected: like http://127.0.0.1:1218");
    }
    assertThatThrownBy(() -> PosthornClient.builder("http://x").apiKey("s3cr3t\n"))
        .hasMessage(
            "apiKey: a character that is not printable, a line's end perhaps (expected: printable"
                + " ASCII, at least one character)");
    assertThatThrownBy(() -> PosthornClient.of("http://ann:s3cr3t@x"))
        .hasMessage("uri: 'x' (expected: like http://127.0.0.1:1218, without a user)");
  }

  @Test
  void limits_areChecked() {
    PosthornClient.Builder builder = PosthornClient.builder("http://x");
    assertThatThrownBy(() -> builder.timeout(Duration.ZERO))
        .hasMessage("timeout: PT0S (expected: 1ms or longer)");
    assertThatThrownBy(() -> builder.connectTimeout(Duration.ofSeconds(-1)))
        .hasMessage("connectTimeout: PT-1S (expected: 1ms or longer)");
    assertThatThrownBy(() -> builder.retries(-1)).hasMessage("retries: -1 (expected: 0 or more)");
    assertThatThrownBy(() -> builder.maxAnswer(0)).hasMessage("maxAnswer: 0 (expected: 1 or more)");
  }

  /** What a request fails with that is answered so. */
  private static PosthornException failure(String answer) throws Exception {
    try (var server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      var found = client(server).maxAnswer(1000).build().queues().async().find("q");
      try (Socket socket = server.accept()) {
        head(socket.getInputStream());
        socket.getOutputStream().write(answer.getBytes(ISO_8859_1));
      }
      return exception(found);
    }
  }

  private static PosthornClient.Builder client(ServerSocket server) {
    return PosthornClient.builder("http://127.0.0.1:" + server.getLocalPort() + "/").retries(0);
  }

  private static String code(CompletableFuture<?> future) throws InterruptedException {
    return exception(future).code();
  }

  private static PosthornException exception(CompletableFuture<?> future)
      throws InterruptedException {
    try {
      throw new AssertionError(String.valueOf(future.get()));
    } catch (ExecutionException e) {
      return (PosthornException) e.getCause();
    }
  }

  private static String head(InputStream in) throws IOException {
    var head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      head.append((char) in.read());
    }
    return head.toString();
  }

  /** Returns when the other side has closed. */
  private static void awaitEnd(Socket socket) throws IOException {
    socket.setSoTimeout((int) PATIENCE.toMillis());
    try {
      socket.getInputStream().readAllBytes();
    } catch (java.net.SocketException e) {
      assertThat(e).hasMessageContaining("reset");
    }
  }
}
