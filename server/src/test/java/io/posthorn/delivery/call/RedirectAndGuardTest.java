package io.posthorn.delivery.call;

import static io.posthorn.delivery.call.CallerFixture.call;
import static io.posthorn.delivery.call.CallerFixture.following;
import static io.posthorn.delivery.call.CallerFixture.get;
import static io.posthorn.delivery.call.CallerFixture.post;
import static org.assertj.core.api.Assertions.assertThat;

import io.posthorn.message.Header;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Redirects, and that nothing ever leads to a denied address. */
class RedirectAndGuardTest {
  private static final String DENIED = "127.66.0.1";
  private static final AddressPolicy POLICY =
      new AddressPolicy(AddressPreset.LOCAL, List.of(), List.of(Network.parse(DENIED + "/32")));

  private final CallerFixture fixture =
      new CallerFixture(
          CallerFixture.options().withConnections(32, 32, Duration.ofMillis(200)), POLICY);

  @AfterEach
  void leavesNothingBehind() {
    fixture.awaitBaseline();
    fixture.close();
  }

  private static String redirect(int status, String location) {
    return "HTTP/1.1 " + status + " Go\r\nLocation: " + location + "\r\nContent-Length: 0\r\n\r\n";
  }

  private static RawReceiver leadingTo(int status, String location) throws Exception {
    return RawReceiver.running(
        with -> {
          String request;
          while ((request = with.request()) != null) {
            with.send(
                request.contains(" /end")
                    ? "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nend"
                    : redirect(status, location));
          }
        });
  }

  private static Call withSecrets(String url) {
    return call(
        "POST",
        url,
        "x",
        new Header("Authorization", "Bearer s"),
        new Header("Cookie", "s"),
        new Header("X-Own", "s"),
        new Header("Content-Type", "text/plain"));
  }

  @Test
  void redirect_onTheSameOrigin_keepsHeaders_andTheMethodByItsRules() throws Exception {
    for (int status : new int[] {301, 302, 303, 307, 308}) {
      try (var receiver = leadingTo(status, "/end%2F?a=|")) {
        Outcome outcome = fixture.make(following(withSecrets(receiver.url("/start")), 1));
        assertThat(outcome.answer().utf8()).as("%s", outcome).isEqualTo("end");
        String second = receiver.requests().get(1);
        assertThat(second)
            .startsWith((status < 307 ? "GET" : "POST") + " /end%2F?a=| HTTP/1.1\r\n")
            .contains("Authorization: Bearer s", "Cookie: s", "X-Own: s");
        assertThat(second.contains("Content-Type")).isEqualTo(status >= 307);
        assertThat(second.endsWith("\r\n\r\nx")).isEqualTo(status >= 307);
      }
    }
  }

  @Test
  void redirect_toAnotherOrigin_takesNoSecretsAlong() throws Exception {
    try (var other = RawReceiver.answering("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nend");
        var receiver = leadingTo(307, other.url("/there"))) {
      Outcome outcome = fixture.make(following(withSecrets(receiver.url("/")), 3));
      assertThat(outcome.answer().utf8()).isEqualTo("end");
      assertThat(other.requests().get(0))
          .startsWith("POST /there HTTP/1.1\r\nHost: 127.0.0.1:" + other.port() + "\r\n")
          .contains("Content-Type: text/plain")
          .doesNotContain("Authorization", "Cookie", "X-Own");
    }
  }

  @Test
  void redirects_endWhereNoMoreAreFollowed() throws Exception {
    try (var receiver = leadingTo(302, "again")) {
      Outcome outcome = fixture.make(following(get(receiver.url("/a/b")), 3));
      assertThat(outcome.failure()).isNull();
      assertThat(outcome.status()).isEqualTo(302);
      assertThat(receiver.requests()).hasSize(4);
      assertThat(receiver.requests().get(3)).startsWith("GET /a/again ");
    }
  }

  @Test
  void redirect_toWhatIsNoTarget_isClear() throws Exception {
    for (String place : new String[] {"ftp://x/", "file:///etc/passwd", "http://u:p@x/"}) {
      try (var receiver = leadingTo(302, place)) {
        Outcome outcome = fixture.make(following(get(receiver.url("/")), 3));
        assertThat(outcome.failure()).isEqualTo(Failure.PROTOCOL);
        assertThat(outcome.detail()).startsWith("redirect: url: ");
        assertThat(outcome.status()).isEqualTo(302);
        assertThat(outcome.reached()).isTrue();
      }
    }
  }

  @Test
  void deniedAddress_isNeverConnectedTo_howeverItIsWritten() throws Exception {
    fixture.names.put("inner.example", List.of(InetAddress.getByName(DENIED)));
    fixture.names.put(
        "both.example", List.of(InetAddress.getByName("127.0.0.1"), InetAddress.getByName(DENIED)));
    try (var denied = RawReceiver.at(DENIED, RawReceiver.Conversation::awaitEnd)) {
      for (String host :
          new String[] {
            DENIED,
            "2135031809",
            "0x7f.0x42.0.1",
            "0x7f420001",
            "0177.0102.0.1",
            "127.66.1",
            "[::ffff:127.66.0.1]",
            "[::ffff:7f42:1]",
            "127.66.0.1.",
            "inner.example",
            "INNER.example.",
            "both.example"
          }) {
        Outcome outcome = fixture.make(post("http://" + host + ":" + denied.port() + "/", "x"));
        assertThat(outcome.failure()).as(host + ": " + outcome.detail()).isEqualTo(Failure.DENIED);
        assertThat(outcome.detail()).contains("denied: " + DENIED);
        assertThat(outcome.reached()).isFalse();
      }
      assertThat(denied.accepted()).isZero();
      assertThat(denied.bytes()).isZero();
    }
  }

  @Test
  void redirectToADeniedAddress_isDenied() throws Exception {
    try (var denied = RawReceiver.at(DENIED, RawReceiver.Conversation::awaitEnd);
        var receiver = leadingTo(307, "http://0x7f.66.1:" + denied.port() + "/")) {
      Outcome outcome = fixture.make(following(post(receiver.url("/"), "x"), 3));
      assertThat(outcome.failure()).isEqualTo(Failure.DENIED);
      assertThat(outcome.reached()).as("the redirecting receiver was").isTrue();
      assertThat(denied.accepted()).isZero();
    }
  }

  @Test
  void nameThatAnswersDifferently_neverLeadsToTheDeniedAddress() throws Exception {
    var asked = new AtomicInteger();
    InetAddress good = InetAddress.getByName("127.0.0.1");
    InetAddress bad = InetAddress.getByName(DENIED);
    Resolver rebinding =
        host ->
            CompletableFuture.completedFuture(
                List.of(asked.getAndIncrement() % 2 == 0 ? good : bad));
    try (var receiver = RawReceiver.answering("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        var caller =
            NettyCaller.open(
                CallerFixture.options(),
                new GuardedResolver(rebinding, POLICY),
                rebinding,
                () -> {});
        var denied =
            RawReceiver.on(
                new java.net.ServerSocket(receiver.port(), 10, bad),
                RawReceiver.Conversation::awaitEnd)) {
      for (int i = 0; i < 20; i++) {
        Call call = get("http://rebinding.example:" + receiver.port() + "/");
        Outcome outcome = caller.call(call).outcome().join();
        assertThat(outcome.failure()).isEqualTo(i % 2 == 0 ? null : Failure.DENIED);
      }
      assertThat(receiver.requests()).hasSize(10);
      assertThat(denied.accepted()).isZero();
    }
  }

  @Test
  void proxy_isGivenTheWholeUrl_andDoesNotUndoTheGuard() throws Exception {
    try (var proxy = RawReceiver.answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
        var through =
            new CallerFixture(
                CallerFixture.options()
                    .withProxy(new CallerOptions.Proxy("127.0.0.1", proxy.port(), "Basic dTpw")),
                POLICY)) {
      Outcome outcome = through.make(post("http://unknown.example/a%2Fb?c", "x"));
      assertThat(outcome.answer().utf8()).isEqualTo("ok");
      assertThat(proxy.requests().get(0))
          .startsWith("POST http://unknown.example/a%2Fb?c HTTP/1.1\r\nHost: unknown.example\r\n")
          .contains("Proxy-Authorization: Basic dTpw\r\n");
      through.names.put("inner.example", List.of(InetAddress.getByName(DENIED)));
      assertThat(through.make(get("http://inner.example/")).failure()).isEqualTo(Failure.DENIED);
      assertThat(through.make(get("http://" + DENIED + "/")).failure()).isEqualTo(Failure.DENIED);
      assertThat(proxy.requests()).hasSize(1);
    }
  }
}
