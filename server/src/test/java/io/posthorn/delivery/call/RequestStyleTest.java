package io.posthorn.delivery.call;

import static org.assertj.core.api.Assertions.assertThat;

import io.posthorn.message.Body;
import io.posthorn.message.Header;
import io.posthorn.message.TargetUrl;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The exact bytes of requests in other styles than the usual one. */
class RequestStyleTest {
  private static final String KEPT = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
  private static final String FORM = "application/x-www-form-urlencoded";

  private final CallerFixture fixture = new CallerFixture();

  @AfterEach
  void close() {
    fixture.close();
  }

  @Test
  void plain10_isWrittenAsSmallClientsDo_andClosed() throws IOException {
    try (var receiver = RawReceiver.answering(KEPT)) {
      assertThat(fixture.make(call(receiver, RequestStyle.PLAIN_1_0)).status()).isEqualTo(200);
      assertThat(fixture.make(call(receiver, RequestStyle.PLAIN_1_0)).status()).isEqualTo(200);

      assertThat(receiver.requests())
          .containsOnly(
              "POST /p/a%20th?q=%zz HTTP/1.0\r\n"
                  + host(receiver)
                  + "Accept: */*\r\n"
                  + "Content-Length: 5\r\n"
                  + "Content-Type: application/x-www-form-urlencoded\r\n"
                  + "Connection: close\r\n\r\n"
                  + "a=b+c")
          .hasSize(2);
      assertThat(receiver.accepted()).isEqualTo(2);
    }
  }

  @Test
  void plain11_isTheSameInHttp11() throws IOException {
    try (var receiver = RawReceiver.answering(KEPT)) {
      fixture.make(call(receiver, RequestStyle.PLAIN_1_1));

      assertThat(receiver.requests().get(0))
          .startsWith("POST /p/a%20th?q=%zz HTTP/1.1\r\n" + host(receiver) + "Accept: */*\r\n")
          .endsWith("\r\nConnection: close\r\n\r\na=b+c");
    }
  }

  @Test
  void plainKept_keepsItsConnection() throws IOException {
    try (var receiver = RawReceiver.answering(KEPT)) {
      fixture.make(call(receiver, RequestStyle.PLAIN_KEPT));
      fixture.make(call(receiver, RequestStyle.PLAIN_KEPT));

      assertThat(receiver.requests())
          .containsOnly(
              "POST /p/a%20th?q=%zz HTTP/1.1\r\n"
                  + host(receiver)
                  + "Accept: */*\r\n"
                  + "Content-Length: 5\r\n"
                  + "Content-Type: application/x-www-form-urlencoded\r\n\r\n"
                  + "a=b+c")
          .hasSize(2);
      assertThat(receiver.accepted()).isEqualTo(1);
    }
  }

  @Test
  void answerWithoutLength_endsWithItsConnection() throws IOException {
    try (var receiver =
        RawReceiver.running(
            with -> {
              with.request();
              with.send("HTTP/1.0 200 OK\r\n\r\nall of it");
            })) {
      Outcome outcome = fixture.make(call(receiver, RequestStyle.PLAIN_1_0));

      assertThat(outcome.failure()).isNull();
      assertThat(outcome.answer().utf8()).isEqualTo("all of it");
    }
  }

  @Test
  void emptyBody_hasALength() throws IOException {
    try (var receiver = RawReceiver.answering(KEPT)) {
      Call full = call(receiver, RequestStyle.PLAIN_1_0);
      fixture.make(
          new Call(
              full.url(),
              "POST",
              full.headers(),
              Body.EMPTY,
              full.connectTimeout(),
              full.timeout(),
              0,
              RequestStyle.PLAIN_1_0));

      assertThat(receiver.requests().get(0)).contains("\r\nContent-Length: 0\r\nContent-Type: ");
    }
  }

  @Test
  void usualPort_isNamedToo() {
    var call =
        new Call(
            TargetUrl.parse("http://Host.Test"),
            "POST",
            List.of(),
            Body.EMPTY,
            CallerFixture.CONNECT,
            CallerFixture.TIMEOUT,
            0,
            RequestStyle.PLAIN_1_0);

    var request = Requests.of(call, CallerFixture.options());

    assertThat(request.headers().get("Host")).isEqualTo("Host.Test:80");
    assertThat(request.uri()).isEqualTo("/");
  }

  private static Call call(RawReceiver receiver, RequestStyle style) {
    return new Call(
        TargetUrl.parse(receiver.url("/p/a%20th?q=%zz")),
        "POST",
        List.of(new Header("Accept", "*/*"), new Header("Content-Type", FORM)),
        Body.ofUtf8("a=b+c"),
        CallerFixture.CONNECT,
        CallerFixture.TIMEOUT,
        0,
        style);
  }

  private static String host(RawReceiver receiver) {
    return "Host: 127.0.0.1:" + receiver.port() + "\r\n";
  }
}
