package io.posthorn.delivery.call;

import static io.posthorn.delivery.call.CallerFixture.call;
import static io.posthorn.delivery.call.CallerFixture.get;
import static io.posthorn.delivery.call.CallerFixture.post;
import static io.posthorn.delivery.call.CallerFixture.within;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.posthorn.message.Header;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class NettyCallerTest {
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

  private CallerFixture fixture = new CallerFixture();

  @AfterEach
  void close() {
    fixture.close();
  }

  private void using(CallerOptions options) {
    fixture.close();
    fixture = new CallerFixture(options);
  }

  @Test
  void post_sendsWhatWasAskedFor_andNothingBesides() throws Exception {
    try (var receiver = RawReceiver.answering(OK)) {
      Outcome outcome =
          fixture.make(
              call(
                  "POST",
                  receiver.url("/a%2Fb/../c;d?x=%41&y=é&z=a|b{}\"<>#part"),
                  "hällo",
                  new Header("x-MiXed", "Zoë"),
                  new Header("X-Twice", "1"),
                  new Header("X-Twice", "2"),
                  new Header("Content-Length", "999"),
                  new Header("Transfer-Encoding", "chunked")));

      assertThat(outcome.failure()).isNull();
      assertThat(outcome.status()).isEqualTo(200);
      assertThat(outcome.answer().utf8()).isEqualTo("ok");
      assertThat(outcome.reached()).isTrue();
      assertThat(receiver.requests())
          .containsExactly(
              "POST /a%2Fb/../c;d?x=%41&y=%C3%A9&z=a|b{}\"<> HTTP/1.1\r\n"
                  + ("Host: 127.0.0.1:" + receiver.port() + "\r\n")
                  + "x-MiXed: Zo\u00c3\u00ab\r\n"
                  + "X-Twice: 1\r\n"
                  + "X-Twice: 2\r\n"
                  + "User-Agent: Posthorn/test\r\n"
                  + "Content-Length: 6\r\n\r\nh\u00c3\u00a4llo");
    }
  }

  @Test
  void emptyBodies_haveALengthOnlyWhereOneIsExpected() throws Exception {
    try (var receiver = RawReceiver.answering(OK)) {
      fixture.make(get(receiver.url("")));
      fixture.make(post(receiver.url("?q"), ""));
      fixture.make(call("DELETE", receiver.url("/"), "", new Header("user-agent", "mine")));

      String host = "Host: 127.0.0.1:" + receiver.port() + "\r\n";
      assertThat(receiver.requests())
          .containsExactly(
              "GET / HTTP/1.1\r\n" + host + "User-Agent: Posthorn/test\r\n\r\n",
              "POST /?q HTTP/1.1\r\n"
                  + host
                  + "User-Agent: Posthorn/test\r\nContent-Length: 0\r\n\r\n",
              "DELETE / HTTP/1.1\r\n" + host + "user-agent: mine\r\n\r\n");
      assertThat(receiver.accepted()).as("one connection was enough").isEqualTo(1);
    }
  }

  @Test
  void connections_areReused_andClosedWhenUnused() throws Exception {
    using(CallerFixture.options().withConnections(64, 64, Duration.ofMillis(300)));
    try (var receiver = RawReceiver.answering(OK)) {
      for (int i = 0; i < 20; i++) {
        assertThat(fixture.make(post(receiver.url("/"), "x")).status()).isEqualTo(200);
      }
      assertThat(receiver.accepted()).isEqualTo(1);
      fixture.awaitBaseline();
      await().until(() -> receiver.open() == 0);
    }
  }

  @Test
  void receiverThatKeepsConnectionsShortly_isBelieved() throws Exception {
    String answer = "HTTP/1.1 200 OK\r\nKeep-Alive: timeout=1\r\nContent-Length: 0\r\n\r\n";
    try (var receiver = RawReceiver.answering(answer)) {
      fixture.make(get(receiver.url("/")));
      fixture.make(get(receiver.url("/")));
      assertThat(receiver.accepted()).isEqualTo(2);
    }
  }

  @Test
  void nextAddress_isTriedWhenOneRefuses() throws Exception {
    try (var receiver = RawReceiver.answering(OK)) {
      fixture.names.put(
          "two.example",
          List.of(InetAddress.getByName("127.0.0.9"), InetAddress.getByName("127.0.0.1")));
      Outcome outcome = fixture.make(get("http://Two.Example.:" + receiver.port() + "/"));
      assertThat(outcome.status()).isEqualTo(200);
      assertThat(receiver.requests().get(0)).contains("Host: two.example:" + receiver.port());
    }
  }

  @Test
  void connectionToAnAddressThatIsNoLongerTheHosts_isNotReused() throws Exception {
    try (var before = RawReceiver.answering(OK);
        var after =
            RawReceiver.on(
                new ServerSocket(before.port(), 10, InetAddress.getByName("127.0.0.2")),
                with -> {
                  with.request();
                  with.send("HTTP/1.1 202 Moved\r\nContent-Length: 0\r\n\r\n");
                })) {
      String url = "http://moving.example:" + before.port() + "/";
      fixture.names.put("moving.example", List.of(InetAddress.getByName("127.0.0.1")));
      assertThat(fixture.make(get(url)).status()).isEqualTo(200);
      fixture.names.put("moving.example", List.of(InetAddress.getByName("127.0.0.2")));
      assertThat(fixture.make(get(url)).status()).isEqualTo(202);
      assertThat(after.accepted()).isEqualTo(1);
    }
  }

  @Test
  void connectionRefused_isClear() throws Exception {
    int port;
    try (var socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    Outcome outcome = fixture.make(post("http://127.0.0.1:" + port + "/", "x"));
    assertThat(outcome.failure()).isEqualTo(Failure.CONNECT);
    assertThat(outcome.detail()).isEqualTo("127.0.0.1:" + port + ": Connection refused");
    assertThat(outcome.reached()).isFalse();
    assertThat(outcome.status()).isZero();
    fixture.awaitBaseline();
  }

  @Test
  void nameWithoutAddress_isClear() {
    Outcome outcome = fixture.make(get("http://nowhere.invalid/"));
    assertThat(outcome.failure()).isEqualTo(Failure.UNRESOLVED);
    assertThat(outcome.detail()).contains("nowhere.invalid");
    assertThat(outcome.reached()).isFalse();
  }

  @Test
  void fullBacklog_endsInTheConnectTimeout() throws Exception {
    try (var socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      String url = "http://127.0.0.1:" + socket.getLocalPort() + "/";
      List<PendingCall> calls = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        calls.add(
            fixture.caller.call(within(get(url), Duration.ofMillis(700), Duration.ofMillis(1500))));
      }
      List<Outcome> outcomes = calls.stream().map(call -> call.outcome().join()).toList();
      assertThat(outcomes)
          .extracting(Outcome::failure)
          .contains(Failure.CONNECT)
          .isSubsetOf(Failure.CONNECT, Failure.TIMEOUT);
      assertThat(outcomes)
          .allSatisfy(
              outcome ->
                  assertThat(outcome.reached()).isEqualTo(outcome.failure() == Failure.TIMEOUT));
      fixture.awaitBaseline();
    }
  }

  @Test
  void callsBeyondTheConnections_wait_andBeyondThatAreRefused() throws Exception {
    using(CallerFixture.options().withConnections(2, 100, Duration.ofSeconds(1)));
    var go = new CountDownLatch(1);
    var working = new AtomicInteger();
    try (var receiver =
        RawReceiver.running(
            with -> {
              while (with.request() != null) {
                working.incrementAndGet();
                go.await();
                with.send(OK);
              }
            })) {
      List<PendingCall> calls = new ArrayList<>();
      for (int i = 0; i < 2 + Pool.MAX_WAITING + 3; i++) {
        if (i == 2) {
          // As long as the connections are being made, these two wait as well.
          await().until(() -> working.get() == 2);
        }
        calls.add(fixture.caller.call(post(receiver.url("/"), "x")));
      }
      List<PendingCall> refused = calls.subList(calls.size() - 3, calls.size());
      for (PendingCall call : refused) {
        Outcome outcome = call.outcome().join();
        assertThat(outcome.failure()).isEqualTo(Failure.OVERLOADED);
        assertThat(outcome.reached()).isFalse();
      }
      assertThat(receiver.accepted()).isLessThanOrEqualTo(2);
      go.countDown();
      assertThat(calls.subList(0, calls.size() - 3))
          .extracting(call -> call.outcome().join())
          .allSatisfy(outcome -> assertThat(outcome.status()).isEqualTo(200));
      assertThat(receiver.accepted()).isEqualTo(2);
    }
  }

  @Test
  void waitingLongerThanTheConnectTimeout_isOverload() throws Exception {
    using(CallerFixture.options().withConnections(1, 100, Duration.ofSeconds(1)));
    try (var receiver = RawReceiver.running(RawReceiver.Conversation::awaitEnd)) {
      PendingCall first =
          fixture.caller.call(
              within(get(receiver.url("/")), Duration.ofSeconds(5), Duration.ofSeconds(20)));
      await().until(() -> receiver.bytes() > 0);
      Outcome second =
          fixture.make(
              within(get(receiver.url("/")), Duration.ofMillis(300), Duration.ofSeconds(5)));
      assertThat(second.failure()).isEqualTo(Failure.OVERLOADED);
      assertThat(second.reached()).isFalse();
      first.abort();
      assertThat(first.outcome().join().failure()).isEqualTo(Failure.ABORTED);
      fixture.awaitBaseline();
    }
  }

  @Test
  void addressesThatCameLate_areNoExcuseForWhatFailsAfterwards() throws Exception {
    Resolver late =
        host ->
            new CompletableFuture<List<InetAddress>>()
                .completeOnTimeout(
                    List.of(InetAddress.getLoopbackAddress()), 20, TimeUnit.MILLISECONDS);
    CallerOptions options = CallerFixture.options().withConnections(1, 100, Duration.ofSeconds(1));
    try (var caller = NettyCaller.open(options, late, late, () -> {});
        var receiver = RawReceiver.running(RawReceiver.Conversation::awaitEnd)) {
      String url = "http://late.test:" + receiver.port() + "/";
      PendingCall first = caller.call(get(url));
      await().until(() -> receiver.bytes() > 0);
      PendingCall second =
          caller.call(within(get(url), Duration.ofMillis(500), Duration.ofSeconds(5)));
      assertThat(second.outcome().join().failure()).isEqualTo(Failure.OVERLOADED);
      first.abort();
    }
  }

  @Test
  void oneTarget_mayHaveAllConnections() throws Exception {
    using(CallerOptions.of(4, "Posthorn/test").withConnections(12, 12, Duration.ofSeconds(1)));
    try (var receiver = RawReceiver.running(RawReceiver.Conversation::awaitEnd)) {
      List<PendingCall> calls = new ArrayList<>();
      for (int i = 0; i < 12; i++) {
        calls.add(fixture.caller.call(get(receiver.url("/"))));
      }
      await().until(() -> receiver.accepted() == 12);
      calls.forEach(PendingCall::abort);
      fixture.awaitBaseline();
    }
  }

  @Test
  void manyTargets_leaveNothingBehind_andStayWithinTheBound() throws Exception {
    using(CallerFixture.options().withConnections(8, 100, Duration.ofSeconds(2)));
    try (var receiver =
        RawReceiver.at(
            "0.0.0.0",
            with -> {
              while (with.request() != null) {
                with.send(OK);
              }
            })) {
      int most = 0;
      for (int i = 0; i < 2000; i++) {
        String host = "127.0." + (i / 250 + 1) + "." + (i % 250 + 1);
        Outcome outcome = fixture.make(post("http://" + host + ":" + receiver.port() + "/", "x"));
        assertThat(outcome.detail()).isNull();
        assertThat(outcome.status()).isEqualTo(200);
        most = Math.max(most, fixture.caller.connections());
      }
      assertThat(most).isBetween(50, 102);
      fixture.awaitBaseline();
    }
  }

  @Test
  void abort_closesTheConnection() throws Exception {
    try (var receiver = RawReceiver.running(RawReceiver.Conversation::awaitEnd)) {
      PendingCall call = fixture.caller.call(post(receiver.url("/"), "x"));
      await().until(() -> receiver.bytes() > 0);
      call.abort();
      Outcome outcome = call.outcome().join();
      assertThat(outcome.failure()).isEqualTo(Failure.ABORTED);
      assertThat(outcome.reached()).isTrue();
      await().until(() -> receiver.open() == 0);
      fixture.awaitBaseline();
    }
  }

  @Test
  void close_abortsWhatIsInFlight_andRefusesWhatComesLater() throws Exception {
    try (var receiver = RawReceiver.running(RawReceiver.Conversation::awaitEnd)) {
      PendingCall call = fixture.caller.call(post(receiver.url("/"), "x"));
      await().until(() -> receiver.bytes() > 0);
      fixture.caller.close();
      assertThat(call.outcome().join().failure()).isEqualTo(Failure.ABORTED);
      Outcome later = fixture.make(get(receiver.url("/")));
      assertThat(later.failure()).isEqualTo(Failure.ABORTED);
      assertThat(later.reached()).isFalse();
      await().until(() -> receiver.open() == 0);
      assertThat(fixture.caller.inFlight()).isZero();
    }
  }
}
