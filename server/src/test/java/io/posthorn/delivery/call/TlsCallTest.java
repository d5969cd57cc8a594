package io.posthorn.delivery.call;

import static io.posthorn.delivery.call.CallerFixture.get;
import static io.posthorn.delivery.call.CallerFixture.post;
import static io.posthorn.delivery.call.CallerFixture.within;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.awaitility.Awaitility.await;

import io.posthorn.message.Body;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.PemKeyCertOptions;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLServerSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsCallTest {
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

  @TempDir static Path folder;
  private static TlsFiles server;
  private static TlsFiles client;

  private CallerFixture fixture = new CallerFixture(trusting());

  @BeforeAll
  static void makeFiles() throws Exception {
    server = TlsFiles.create(folder, "server", "dns:right.example,ip:127.0.0.1");
    client = TlsFiles.create(folder, "client", "dns:client.example");
  }

  private static CallerOptions trusting() {
    return CallerFixture.options()
        .withConnections(64, 64, Duration.ofMillis(400))
        .withTls(new CallerOptions.Tls(server.certificate, null, null));
  }

  private void using(CallerOptions options) {
    fixture.close();
    fixture = new CallerFixture(options);
  }

  @AfterEach
  void leavesNothingBehind() {
    fixture.awaitBaseline();
    fixture.close();
  }

  private RawReceiver secure(boolean wantsClient) throws Exception {
    var context = wantsClient ? server.context(client) : server.context();
    var socket =
        (SSLServerSocket)
            context
                .getServerSocketFactory()
                .createServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
    socket.setNeedClientAuth(wantsClient);
    return RawReceiver.on(
        socket,
        with -> {
          while (with.request() != null) {
            with.send(OK);
          }
        });
  }

  private static void assertNotReached(Outcome outcome, Failure failure, String detail) {
    assertThat(outcome.failure()).as(outcome.detail()).isEqualTo(failure);
    assertThat(outcome.detail()).contains(detail);
    assertThat(outcome.reached()).isFalse();
    assertThat(outcome.status()).isZero();
  }

  @Test
  void addedAuthority_isTrusted_andConnectionsAreKept() throws Exception {
    try (var receiver = secure(false)) {
      fixture.names.put("right.example", List.of(InetAddress.getByName("127.0.0.1")));
      for (int i = 0; i < 3; i++) {
        Outcome outcome = fixture.make(post("https://right.example:" + receiver.port(), "x"));
        assertThat(outcome.detail()).isNull();
        assertThat(outcome.answer().utf8()).isEqualTo("ok");
      }
      assertThat(receiver.accepted()).isEqualTo(1);
      assertThat(receiver.requests().get(0)).contains("Host: right.example:" + receiver.port());
      assertThat(fixture.make(get("https://127.0.0.1:" + receiver.port())).status()).isEqualTo(200);
    }
  }

  @Test
  void wrongHost_isRefused() throws Exception {
    try (var receiver = secure(false)) {
      fixture.names.put("wrong.example", List.of(InetAddress.getByName("127.0.0.1")));
      Outcome outcome = fixture.make(post("https://wrong.example:" + receiver.port(), "x"));
      assertNotReached(outcome, Failure.TLS, "wrong.example");
      assertThat(receiver.requests()).isEmpty();
    }
  }

  @Test
  void selfSigned_isRefused() throws Exception {
    using(CallerFixture.options());
    try (var receiver = secure(false)) {
      Outcome outcome = fixture.make(post("https://127.0.0.1:" + receiver.port(), "x"));
      assertNotReached(outcome, Failure.TLS, "unable to find valid certification path");
      assertThat(receiver.requests()).isEmpty();
    }
  }

  @Test
  void plainPort_isRefused() throws Exception {
    try (var receiver =
        RawReceiver.running(
            with -> {
              with.send("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
              with.awaitEnd();
            })) {
      Outcome outcome = fixture.make(post("https://127.0.0.1:" + receiver.port(), "x"));
      assertNotReached(outcome, Failure.TLS, "does not speak TLS");
    }
  }

  @Test
  void plainRequestToATlsPort_isNotUnderstood() throws Exception {
    try (var receiver = secure(false)) {
      Outcome outcome = fixture.make(post("http://127.0.0.1:" + receiver.port(), "x"));
      assertThat(outcome.failure()).isIn(Failure.PROTOCOL, Failure.RESET);
      assertThat(outcome.status()).isZero();
    }
  }

  @Test
  void handshakeThatIsNeverAnswered_endsInTheConnectTimeout() throws Exception {
    try (var receiver = RawReceiver.running(RawReceiver.Conversation::awaitEnd)) {
      Call call = post("https://127.0.0.1:" + receiver.port(), "x");
      Outcome outcome = fixture.make(within(call, Duration.ofMillis(500), Duration.ofSeconds(20)));
      assertThat(outcome.failure()).isIn(Failure.TLS, Failure.CONNECT);
      assertThat(outcome.reached()).isFalse();
      assertThat(outcome.duration()).isLessThan(Duration.ofSeconds(10));
      await().until(() -> receiver.open() == 0);
    }
  }

  @Test
  void handshakeThatIsCutOff_isClear() throws Exception {
    try (var socket = new ServerSocket(0, 5, InetAddress.getByName("127.0.0.1"));
        var receiver = RawReceiver.on(socket, with -> {})) {
      Outcome outcome = fixture.make(post("https://127.0.0.1:" + receiver.port(), "x"));
      assertNotReached(outcome, Failure.TLS, "TLS: ");
    }
  }

  @Test
  void clientCertificate_isShown() throws Exception {
    using(
        trusting()
            .withTls(new CallerOptions.Tls(server.certificate, client.certificate, client.key)));
    try (var receiver = secure(true)) {
      Outcome outcome = fixture.make(post("https://127.0.0.1:" + receiver.port(), "x"));
      assertThat(outcome.detail()).isNull();
      assertThat(outcome.status()).isEqualTo(200);
    }
  }

  @Test
  void missingClientCertificate_isClear() throws Exception {
    try (var receiver = secure(true)) {
      Outcome outcome = fixture.make(post("https://127.0.0.1:" + receiver.port(), "x"));
      assertThat(outcome.failure()).as(outcome.detail()).isIn(Failure.TLS, Failure.RESET);
      assertThat(outcome.status()).isZero();
      assertThat(receiver.requests()).isEmpty();
    }
  }

  @Test
  void filesThatAreNone_areNamedWhenOpening() throws Exception {
    Path bad = Files.writeString(folder.resolve("bad.pem"), "nothing");
    for (var tls :
        List.of(
            new CallerOptions.Tls(bad, null, null),
            new CallerOptions.Tls(folder.resolve("absent.pem"), null, null),
            new CallerOptions.Tls(null, bad, client.key),
            new CallerOptions.Tls(null, client.certificate, bad))) {
      assertThatIOException()
          .isThrownBy(
              () ->
                  NettyCaller.open(
                      CallerFixture.options().withTls(tls),
                      AddressPolicy.DEFAULT,
                      InstantSource.system()))
          .withMessageMatching("(?s).*(bad|absent)\\.pem.*");
    }
  }

  @Test
  void http2_sharesConnections_whereOffered() throws Exception {
    Set<Object> connections = ConcurrentHashMap.newKeySet();
    Set<HttpVersion> versions = ConcurrentHashMap.newKeySet();
    List<String> targets = new java.util.concurrent.CopyOnWriteArrayList<>();
    try (var receiver =
        new Http2Receiver(
            request -> {
              connections.add(request.connection());
              versions.add(request.version());
              targets.add(request.method() + " " + request.authority() + " " + request.uri());
              request
                  .body()
                  .onSuccess(
                      body -> {
                        request.response().putHeader("Retry-After", "3").setStatusCode(202);
                        request.response().end(body);
                      });
            })) {
      String url = "https://127.0.0.1:" + receiver.port + "/a%2Fb?x=%41";
      List<PendingCall> calls = new ArrayList<>();
      String body = "y".repeat(3000);
      for (int i = 0; i < 300; i++) {
        calls.add(fixture.caller.call(post(url, body)));
      }
      for (PendingCall call : calls) {
        Outcome outcome = call.outcome().join();
        assertThat(outcome.detail()).isNull();
        assertThat(outcome.status()).isEqualTo(202);
        assertThat(outcome.answer()).isEqualTo(Body.ofUtf8(body));
        assertThat(outcome.header("retry-after")).isEqualTo("3");
      }
      assertThat(versions).containsExactly(HttpVersion.HTTP_2);
      assertThat(connections).as("of 300 calls").hasSizeLessThanOrEqualTo(6);
      assertThat(Set.copyOf(targets))
          .containsExactly("POST 127.0.0.1:" + receiver.port + " /a%2Fb?x=%41");
    }
  }

  @Test
  void http2_endlessBodies_timeouts_resetsAndAborts_endAStreamOnly() throws Exception {
    Set<Object> connections = ConcurrentHashMap.newKeySet();
    try (var receiver =
        new Http2Receiver(
            request -> {
              connections.add(request.connection());
              switch (request.path()) {
                case "/endless" -> {
                  var response = request.response().setChunked(true);
                  io.vertx.core.buffer.Buffer more =
                      io.vertx.core.buffer.Buffer.buffer(new byte[16384]);
                  Runnable[] write = new Runnable[1];
                  write[0] =
                      () -> {
                        if (!response.closed()) {
                          response.write(more).onSuccess(done -> write[0].run());
                        }
                      };
                  write[0].run();
                }
                case "/reset" -> request.response().reset(2);
                case "/silent" -> {}
                default -> request.response().end("ok");
              }
            })) {
      String url = "https://127.0.0.1:" + receiver.port;
      assertThat(fixture.make(post(url + "/", "x")).answer().utf8()).isEqualTo("ok");

      Outcome endless = fixture.make(post(url + "/endless", "x"));
      assertThat(endless.failure()).as(endless.detail()).isNull();
      assertThat(endless.status()).isEqualTo(200);
      assertThat(endless.answer().size()).isEqualTo(4096);

      Outcome reset = fixture.make(post(url + "/reset", "x"));
      assertThat(reset.failure()).isEqualTo(Failure.RESET);
      assertThat(reset.detail()).contains("INTERNAL_ERROR");
      assertThat(reset.reached()).isTrue();

      Call silent = post(url + "/silent", "x");
      Outcome late = fixture.make(within(silent, Duration.ofSeconds(5), Duration.ofMillis(300)));
      assertThat(late.failure()).isEqualTo(Failure.TIMEOUT);

      assertThat(fixture.make(post(url + "/", "x")).answer().utf8()).isEqualTo("ok");
      assertThat(connections).hasSizeLessThanOrEqualTo(2);
    }
  }

  @Test
  void http2_refusedStream_isMadeAgainOnce() throws Exception {
    var asked = new AtomicInteger();
    try (var receiver =
        new Http2Receiver(
            request -> {
              if (asked.getAndIncrement() == 0) {
                request.response().reset(7);
              } else {
                request.response().end("ok");
              }
            })) {
      Outcome outcome = fixture.make(post("https://127.0.0.1:" + receiver.port + "/", "x"));
      assertThat(outcome.detail()).isNull();
      assertThat(outcome.answer().utf8()).isEqualTo("ok");
      asked.set(-100);
    }
  }

  @Test
  void http2_switchedOff_isNotOffered() throws Exception {
    using(trusting().withHttp2(false));
    Set<HttpVersion> versions = ConcurrentHashMap.newKeySet();
    try (var receiver =
        new Http2Receiver(
            request -> {
              versions.add(request.version());
              request.response().end("ok");
            })) {
      assertThat(fixture.make(get("https://127.0.0.1:" + receiver.port)).status()).isEqualTo(200);
      assertThat(versions).containsExactly(HttpVersion.HTTP_1_1);
    }
  }

  /** A server that offers HTTP/2. */
  private static final class Http2Receiver implements AutoCloseable {
    private final Vertx vertx = Vertx.vertx();
    private final HttpServer server;
    private final int port;

    Http2Receiver(io.vertx.core.Handler<io.vertx.core.http.HttpServerRequest> handler)
        throws Exception {
      server =
          vertx
              .createHttpServer(
                  new HttpServerOptions()
                      .setSsl(true)
                      .setUseAlpn(true)
                      .setKeyCertOptions(
                          new PemKeyCertOptions()
                              .setCertPath(TlsCallTest.server.certificate.toString())
                              .setKeyPath(TlsCallTest.server.key.toString())))
              .requestHandler(handler);
      port =
          server
              .listen(0, "127.0.0.1")
              .toCompletionStage()
              .toCompletableFuture()
              .get()
              .actualPort();
    }

    @Override
    public void close() {
      vertx.close().toCompletionStage().toCompletableFuture().join();
    }
  }
}
