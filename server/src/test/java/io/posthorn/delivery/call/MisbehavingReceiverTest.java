package io.posthorn.delivery.call;

import static io.posthorn.delivery.call.CallerFixture.call;
import static io.posthorn.delivery.call.CallerFixture.get;
import static io.posthorn.delivery.call.CallerFixture.post;
import static io.posthorn.delivery.call.CallerFixture.within;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.posthorn.message.AttemptReport;
import io.posthorn.message.Header;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Each ends clearly and within its timeout, and afterwards no connection is left. */
class MisbehavingReceiverTest {
  private static final Duration SHORT = Duration.ofMillis(500);
  private static final String CLOSING = "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n";

  private final CallerFixture fixture =
      new CallerFixture(CallerFixture.options().withConnections(32, 32, Duration.ofMillis(200)));

  @AfterEach
  void leavesNothingBehind() {
    fixture.awaitBaseline();
    fixture.close();
  }

  /** What a post ends as when it is answered with {@code answer} and then closed or left open. */
  private Outcome answered(String answer, boolean closed) throws Exception {
    try (var receiver = sending(answer, closed)) {
      Outcome outcome = fixture.make(soon(post(receiver.url("/"), "x")));
      await().until(() -> receiver.open() == 0);
      return outcome;
    }
  }

  private static RawReceiver sending(String answer, boolean closed) throws Exception {
    return RawReceiver.running(
        with -> {
          with.request();
          with.send(answer);
          if (!closed) {
            with.awaitEnd();
          }
        });
  }

  private static Call soon(Call call) {
    return within(call, Duration.ofSeconds(5), SHORT);
  }

  private static void assertFailed(Outcome outcome, Failure failure, int status, String detail) {
    assertThat(outcome.failure()).as(outcome.detail()).isEqualTo(failure);
    assertThat(outcome.status()).isEqualTo(status);
    assertThat(outcome.detail()).contains(detail);
    assertThat(outcome.reached()).isTrue();
    assertThat(outcome.duration()).isLessThan(Duration.ofSeconds(15));
  }

  private static void assertAnswered(Outcome outcome, int status, String answer) {
    assertThat(outcome.failure()).as(outcome.detail()).isNull();
    assertThat(outcome.status()).isEqualTo(status);
    assertThat(outcome.answer().utf8()).isEqualTo(answer);
  }

  @Test
  void silence_isATimeout() throws Exception {
    assertFailed(answered("", false), Failure.TIMEOUT, 0, "no answer within 500 ms");
  }

  @Test
  void dribblingHeaders_areATimeout() throws Exception {
    try (var receiver =
        RawReceiver.running(
            with -> {
              with.request();
              with.send("HTTP/1.1 200 OK\r\n");
              var never = new CountDownLatch(1);
              while (!never.await(20, TimeUnit.MILLISECONDS)) {
                with.send("X: y\r\n");
              }
            })) {
      Outcome outcome = fixture.make(soon(post(receiver.url("/"), "x")));
      assertFailed(outcome, Failure.TIMEOUT, 0, "no answer within 500 ms");
      await().until(() -> receiver.open() == 0);
    }
  }

  @Test
  void closeWithoutAnswer_isAReset() throws Exception {
    assertFailed(answered("", true), Failure.RESET, 0, "before it answered");
  }

  @Test
  void resetWithoutAnswer_isAReset() throws Exception {
    try (var receiver =
        RawReceiver.running(
            with -> {
              with.request();
              with.reset();
            })) {
      assertFailed(fixture.make(post(receiver.url("/"), "x")), Failure.RESET, 0, "connection");
    }
  }

  @Test
  void resetInTheBody_isAReset_thatKeepsWhatCame() throws Exception {
    var sent = new CountDownLatch(1);
    try (var receiver =
        RawReceiver.running(
            with -> {
              with.request();
              with.send("HTTP/1.1 500 Oops\r\nContent-Length: 100\r\n\r\nhalf");
              sent.await();
              with.reset();
            })) {
      PendingCall call = fixture.caller.call(post(receiver.url("/"), "x"));
      await().until(() -> receiver.requests().size() == 1);
      sent.countDown();
      assertFailed(call.outcome().join(), Failure.RESET, 500, "");
    }
  }

  @Test
  void bodyShorterThanItsLength_isAReset() throws Exception {
    Outcome outcome = answered("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nshort", true);
    assertFailed(outcome, Failure.RESET, 200, "after 5 bytes of the answer's body");
    assertThat(outcome.answer().utf8()).isEqualTo("short");
  }

  @Test
  void bodyShorterThanItsLength_andOpen_isATimeout() throws Exception {
    Outcome outcome = answered("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nshort", false);
    assertFailed(outcome, Failure.TIMEOUT, 200, "not whole within 500 ms: 5 bytes came");
    assertThat(outcome.answer().utf8()).isEqualTo("short");
  }

  @Test
  void bodyLongerThanItsLength_isCut_andNeverTheNextAnswer() throws Exception {
    String answer =
        "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
            + "HTTP/1.1 418 Smuggled\r\nContent-Length: 0\r\n\r\n";
    try (var receiver = RawReceiver.answering(answer)) {
      for (int i = 0; i < 5; i++) {
        assertAnswered(fixture.make(post(receiver.url("/"), "x")), 200, "ok");
      }
      assertThat(receiver.accepted()).isEqualTo(5);
    }
  }

  @Test
  void noticeOnAnUnusedConnection_isNeverTheNextAnswer() throws Exception {
    var noticed = new CountDownLatch(1);
    try (var receiver =
        RawReceiver.running(
            with -> {
              with.request();
              with.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
              noticed.await(5, TimeUnit.SECONDS);
              with.send("HTTP/1.1 408 Request Timeout\r\nContent-Length: 0\r\n\r\n");
              with.awaitEnd();
            })) {
      assertAnswered(fixture.make(post(receiver.url("/"), "x")), 200, "ok");
      noticed.countDown();
      await().until(() -> receiver.open() == 0);
      assertAnswered(fixture.make(post(receiver.url("/"), "x")), 200, "ok");
    }
  }

  @Test
  void garbage_isNotUnderstood() throws Exception {
    assertFailed(answered("SSH-2.0-OpenSSH_9.2\r\n\r\n", false), Failure.PROTOCOL, 0, "");
  }

  @Test
  void chunksThatAreNone_areNotUnderstood() throws Exception {
    String answer = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nhello\r\n";
    assertFailed(answered(answer, false), Failure.PROTOCOL, 200, "not understood");
  }

  @Test
  void chunksThatBreakOff_areAReset() throws Exception {
    String answer = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n";
    Outcome outcome = answered(answer, true);
    assertFailed(outcome, Failure.RESET, 200, "");
    assertThat(outcome.answer().utf8()).isEqualTo("hello");
  }

  @Test
  void endlessHeaders_areRefused() throws Exception {
    try (var receiver =
        RawReceiver.running(
            with -> {
              with.request();
              with.send("HTTP/1.1 200 OK\r\n");
              String header = "X-Endless: " + "y".repeat(1000) + "\r\n";
              for (int i = 0; i < 1_000_000; i++) {
                with.send(header);
              }
            })) {
      Outcome outcome = fixture.make(post(receiver.url("/"), "x"));
      assertFailed(outcome, Failure.PROTOCOL, 0, "headers exceed 65536 bytes");
      await().until(() -> receiver.open() == 0);
    }
  }

  @Test
  void endlessFirstLine_isRefused() throws Exception {
    Outcome outcome = answered("HTTP/1.1 200 " + "O".repeat(100_000), false);
    assertFailed(outcome, Failure.PROTOCOL, 0, "first line exceeds");
  }

  @Test
  void endlessBody_countsByItsStatus_andIsNotReadOn() throws Exception {
    try (var receiver =
        RawReceiver.running(
            with -> {
              with.request();
              with.send("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n");
              byte[] more = "0123456789abcdef".repeat(4096).getBytes(StandardCharsets.US_ASCII);
              for (long i = 0; i < 1_000_000; i++) {
                with.send(more);
              }
            })) {
      Outcome outcome = fixture.make(post(receiver.url("/"), "x"));
      assertThat(outcome.failure()).isNull();
      assertThat(outcome.status()).isEqualTo(200);
      assertThat(outcome.answer().size()).isEqualTo(AttemptReport.MAX_ANSWER);
      assertThat(outcome.headers()).containsExactly(new Header("Content-Type", "text/plain"));
      await().until(() -> receiver.open() == 0);
    }
  }

  @Test
  void twentyMegabytes_countByTheirStatus() throws Exception {
    byte[] body = new byte[20 << 20];
    try (var receiver =
        RawReceiver.running(
            with -> {
              with.request();
              with.send("HTTP/1.1 201 Created\r\nContent-Length: " + body.length + "\r\n\r\n");
              with.send(body);
              with.awaitEnd();
            })) {
      Outcome outcome = fixture.make(post(receiver.url("/"), "x"));
      assertThat(outcome.failure()).isNull();
      assertThat(outcome.status()).isEqualTo(201);
      assertThat(outcome.answer().size()).isEqualTo(AttemptReport.MAX_ANSWER);
      await().until(() -> receiver.open() == 0);
    }
  }

  @Test
  void bodyWithinTheBound_isReadToItsEnd_soThatTheConnectionIsKept() throws Exception {
    String body = "a".repeat(500_000);
    try (var receiver =
        RawReceiver.answering("HTTP/1.1 200 OK\r\nContent-Length: 500000\r\n\r\n" + body)) {
      for (int i = 0; i < 3; i++) {
        assertAnswered(fixture.make(post(receiver.url("/"), "x")), 200, body.substring(0, 4096));
      }
      assertThat(receiver.accepted()).isEqualTo(1);
    }
  }

  @Test
  void bodyUntilTheEnd_isWhole() throws Exception {
    assertAnswered(answered(CLOSING + "until the end", true), 200, "until the end");
    assertAnswered(answered("HTTP/1.0 200 OK\r\n\r\nold", true), 200, "old");
  }

  @Test
  void bareLineFeeds_areUnderstood() throws Exception {
    assertAnswered(answered("HTTP/1.1 200 OK\nContent-Length: 3\n\nold", true), 200, "old");
  }

  @Test
  void informationalAnswers_areIgnored() throws Exception {
    String answer =
        "HTTP/1.1 100 Continue\r\n\r\n"
            + "HTTP/1.1 102 Processing\r\n\r\n"
            + "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"
            + "HTTP/1.1 199 Whatever\r\n\r\n"
            + "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
    try (var receiver = RawReceiver.answering(answer)) {
      for (int i = 0; i < 3; i++) {
        assertAnswered(fixture.make(post(receiver.url("/"), "x")), 200, "ok");
      }
      assertThat(receiver.accepted()).isEqualTo(1);
    }
  }

  @Test
  void informationalAnswersOnly_areATimeout() throws Exception {
    assertFailed(
        answered("HTTP/1.1 102 Processing\r\n\r\n", false), Failure.TIMEOUT, 0, "no answer");
  }

  @Test
  void switchingProtocols_isRefused() throws Exception {
    String answer =
        "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\nhello";
    assertFailed(answered(answer, false), Failure.PROTOCOL, 0, "101");
  }

  @Test
  void answersWithoutBody_endWithTheirHead() throws Exception {
    for (String status : new String[] {"204 No Content", "304 Not Modified"}) {
      String answer = "HTTP/1.1 " + status + "\r\nContent-Length: 100\r\nETag: a\r\n\r\n";
      try (var receiver = RawReceiver.answering(answer)) {
        for (int i = 0; i < 2; i++) {
          int expected = Integer.parseInt(status.substring(0, 3));
          assertAnswered(fixture.make(soon(get(receiver.url("/")))), expected, "");
        }
        assertThat(receiver.accepted()).isEqualTo(1);
      }
    }
  }

  @Test
  void headAnswers_haveNoBody() throws Exception {
    try (var receiver = RawReceiver.answering("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n")) {
      assertAnswered(fixture.make(soon(call("HEAD", receiver.url("/"), ""))), 200, "");
      assertAnswered(fixture.make(soon(call("HEAD", receiver.url("/"), ""))), 200, "");
      assertThat(receiver.accepted()).isEqualTo(1);
    }
  }

  @Test
  void redirect_isTheAnswer_whereNoneIsFollowed() throws Exception {
    Outcome outcome =
        answered(
            "HTTP/1.1 301 Moved\r\nLocation: /elsewhere\r\nRetry-After: 7\r\n"
                + "Webhook-Delivery: disable\r\nContent-Length: 0\r\n\r\n",
            false);
    assertAnswered(outcome, 301, "");
    assertThat(outcome.header("location")).isEqualTo("/elsewhere");
    assertThat(outcome.headers())
        .containsExactly(
            new Header("Retry-After", "7"),
            new Header("webhook-delivery", "disable"),
            new Header("Location", "/elsewhere"));
  }

  @Test
  void gzip_isKeptAsItIs() throws Exception {
    var packed = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(packed)) {
      gzip.write("hello".getBytes(StandardCharsets.US_ASCII));
    }
    String head = "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: " + packed.size();
    Outcome outcome =
        answered(head + "\r\n\r\n" + packed.toString(StandardCharsets.ISO_8859_1), false);
    assertThat(outcome.failure()).isNull();
    assertThat(outcome.answer().bytes()).isEqualTo(packed.toByteArray());
  }

  @Test
  void twoLengths_areNotUnderstood() throws Exception {
    String answer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nabc";
    assertFailed(answered(answer, false), Failure.PROTOCOL, 0, "");
  }

  @Test
  void answerBeforeTheRequestIsWhole_counts_andTheConnectionIsNotKept() throws Exception {
    String large = "x".repeat(30 << 20);
    try (var receiver =
        RawReceiver.running(
            with -> with.send("HTTP/1.1 413 Too Large\r\nContent-Length: 2\r\n\r\nno"))) {
      Outcome outcome = fixture.make(post(receiver.url("/"), large));
      assertThat(outcome.status()).isIn(413, 0);
      if (outcome.status() == 0) {
        assertThat(outcome.failure()).isEqualTo(Failure.RESET);
      }
    }
  }
}
