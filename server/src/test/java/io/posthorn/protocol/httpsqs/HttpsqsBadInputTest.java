package io.posthorn.protocol.httpsqs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.posthorn.http.HttpListener;
import io.posthorn.http.RawConnection;
import io.posthorn.http.RawConnection.RawReply;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whatever comes: never a 5xx, never a connection left hanging, never a message lost. */
@Timeout(60)
class HttpsqsBadInputTest {
  private static final String CLOSE = " HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n";

  private final HttpsqsServer server = new HttpsqsServer();
  private final HttpListener listener =
      server.pure(HttpsqsServer.local().withBodies(100_000, 1 << 20), null, false);
  private final int port = listener.port();

  @AfterEach
  void close() {
    server.close();
  }

  private RawReply send(String request) throws IOException {
    try (var client = new RawConnection(port)) {
      RawReply reply = client.send(request).receive();
      assertThat(client.endsWithin(5000)).as("closed").isTrue();
      return reply;
    }
  }

  private String get(String query) throws IOException {
    RawReply reply = send("GET /?" + query + CLOSE);
    assertThat(reply.status()).isEqualTo(200);
    return reply.text();
  }

  private static String post(String query, String body) {
    return "POST /?"
        + query
        + " HTTP/1.1\r\nConnection: close\r\nContent-Length: "
        + body.length()
        + "\r\n\r\n"
        + body;
  }

  @Test
  void names_areBytesOfAnyKind() throws IOException {
    List<String> names =
        List.of(
            "",
            "a/b//c",
            "%00",
            "a%00b",
            "%01%1f%7f",
            "%C4%E3%BA%C3",
            "\u00e4\u00bd\u00a0",
            "-1",
            "0",
            "%20",
            "..%2F..",
            "x".repeat(256),
            "%41".repeat(256),
            "q:5",
            "q",
            "%7B%7D%22");
    for (String name : names) {
      assertThat(get("name=" + name + "&opt=put&data=" + name.length()))
          .as(name)
          .isEqualTo("HTTPSQS_PUT_OK");
    }
    for (String name : names) {
      assertThat(get("name=" + name + "&opt=get"))
          .as(name)
          .isEqualTo(Integer.toString(name.length()));
      assertThat(get("name=" + name + "&opt=get")).as(name).isEqualTo("HTTPSQS_GET_END");
    }
    assertThat(get("name=" + "x".repeat(257) + "&opt=put&data=1")).isEqualTo("HTTPSQS_ERROR");
    assertThat(get("name=a%00b&opt=status_json")).startsWith("{\"name\":\"a\\u0000b\",");
  }

  @Test
  void numbers_areReadAsAtoiDoes() throws IOException {
    for (String num :
        List.of("10", "+10", "%2B10", "10x", "010", "%0910", "%0A%0B%0C%0D+10", "10%00", "10.9")) {
      assertThat(get("name=n&opt=maxqueue&num=" + num)).as(num).isEqualTo("HTTPSQS_MAXQUEUE_OK");
    }
    for (String num :
        List.of(
            "9",
            "-10",
            "--10",
            "+-10",
            "0x10",
            "1e3",
            "abc",
            "",
            "%00",
            "1000000001",
            "4294967306",
            "18446744073709551626",
            "99999999999999999999999999",
            "-99999999999999999999",
            "\u0661")) {
      assertThat(get("name=n&opt=maxqueue&num=" + num)).as(num).isEqualTo("HTTPSQS_ERROR");
    }
    assertThat(get("name=n&opt=synctime&num=3")).isEqualTo("HTTPSQS_SYNCTIME_OK");
    assertThat(server.flushIntervals).containsExactly(java.time.Duration.ofSeconds(3));
  }

  @Test
  void parameters_voidOnesVoidAll() throws IOException {
    for (String query :
        List.of(
            "&name=p&opt=put&data=x",
            "name=p&opt=put&data=x&y",
            "=1&name=p&opt=put&data=x",
            "name=p&&opt=put&data=x",
            "name&opt=put&data=x",
            "name=p&opt=put&data=x&&")) {
      assertThat(get(query)).as(query).isEqualTo("HTTPSQS_ERROR");
    }
    assertThat(get("name=p&opt=put&data=x&")).isEqualTo("HTTPSQS_PUT_OK");
    assertThat(get("name=p&opt=put")).isEqualTo("HTTPSQS_PUT_ERROR");
    assertThat(get("na%6De=p&opt=get")).isEqualTo("HTTPSQS_ERROR");
    assertThat(get("name=p&opt=get%00x")).isEqualTo("HTTPSQS_ERROR");
    assertThat(get("name=p&opt=get&name=other")).isEqualTo("x");
  }

  @Test
  void password_cannotBeLeftOut() throws IOException {
    int guarded = server.guarded().port();
    for (String query :
        List.of(
            "/",
            "/?name=a&opt=get",
            "/?auth=&name=a&opt=get",
            "/?auth=mypass123%00&name=a&opt=get",
            "/?auth=mypass12&name=a&opt=get",
            "/?auth=mypass123&&name=a&opt=get",
            "/?auth=x&auth=mypass123&name=a&opt=get")) {
      try (var client = new RawConnection(guarded)) {
        assertThat(client.send("GET " + query + CLOSE).receive().text())
            .as(query)
            .isEqualTo("HTTPSQS_AUTH_FAILED");
      }
    }
    int empty = server.pure(HttpsqsServer.local(), "", false).port();
    try (var client = new RawConnection(empty)) {
      assertThat(client.send("GET /?name=a&opt=get HTTP/1.1\r\n\r\n").receive().text())
          .isEqualTo("HTTPSQS_AUTH_FAILED");
      assertThat(client.send("GET /?auth=&name=a&opt=get HTTP/1.1\r\n\r\n").receive().text())
          .isEqualTo("HTTPSQS_GET_END");
    }
  }

  @Test
  void charset_cannotSmuggleHeaders() throws IOException {
    for (String charset : List.of("a%0D%0ASet-Cookie:+x", "a%0Ab", "%00", "a%7f", "x".repeat(41))) {
      assertThat(send("GET /?name=a&opt=get&charset=" + charset + CLOSE).header("Content-Type"))
          .isEqualTo("text/plain");
    }
    assertThat(send("GET /?name=a&opt=get&charset=%C4%E3" + CLOSE).header("Content-Type"))
        .isEqualTo("text/plain; charset=\u00c4\u00e3");
  }

  @Test
  void bodies_ofEverySize() throws IOException {
    assertThat(send(post("name=b&opt=put", "")).text()).isEqualTo("HTTPSQS_PUT_ERROR");
    assertThat(send(post("name=b&opt=put&data=d", "")).text()).isEqualTo("HTTPSQS_PUT_OK");
    assertThat(send(post("name=b&opt=put&data=d", "body")).text()).isEqualTo("HTTPSQS_PUT_OK");
    assertThat(send(post("name=b&opt=put", "z".repeat(100_000))).text())
        .isEqualTo("HTTPSQS_PUT_OK");
    RawReply tooLarge = send(post("name=b&opt=put", "z".repeat(100_001)));
    assertThat(tooLarge.statusLine()).isEqualTo("HTTP/1.1 413 Request Entity Too Large");
    assertThat(send(post("name=b&opt=put", "a\u0000b%00c")).text()).isEqualTo("HTTPSQS_PUT_OK");
    assertThat(get("name=b&opt=get")).isEqualTo("d");
    assertThat(get("name=b&opt=get")).isEqualTo("body");
    assertThat(get("name=b&opt=get")).hasSize(100_000);
    assertThat(get("name=b&opt=get")).isEqualTo("a\u0000b\u0000c");
    assertThat(get("name=b&opt=get")).isEqualTo("HTTPSQS_GET_END");
  }

  @Test
  void truncatedBody_isNotStored() throws IOException {
    try (var client = new RawConnection(port)) {
      client.send("POST /?name=t&opt=put HTTP/1.1\r\nContent-Length: 10\r\n\r\n12345");
      client.socket().shutdownOutput();
      assertThat(client.endsWithin(5000)).isTrue();
    }
    try (var client = new RawConnection(port)) {
      client.send("POST /?name=t&opt=put HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n123");
      client.socket().shutdownOutput();
      assertThat(client.endsWithin(5000)).isTrue();
    }
    await().until(() -> listener.connections() == 0);
    assertThat(get("name=t&opt=status_json")).contains("\"putpos\":0,");
  }

  @Test
  void lengths_thatDisagreeAreRefused() throws IOException {
    for (String headers :
        List.of(
            "Content-Length: 1\r\nContent-Length: 2",
            "Content-Length: -1",
            "Content-Length: 1x",
            "Content-Length: 99999999999999999999")) {
      RawReply reply = send("POST /?name=l&opt=put HTTP/1.1\r\n" + headers + "\r\n\r\nab");
      assertThat(reply.status()).as(headers).isIn(400, 413);
      assertThat(reply.text()).startsWith("<HTML>");
    }
    assertThat(get("name=l&opt=get")).isEqualTo("HTTPSQS_GET_END");
  }

  @Test
  void methods_beyondTheFiveAre501() throws IOException {
    for (String method : List.of("OPTIONS", "PATCH", "TRACE", "get", "BREW")) {
      assertThat(send(method + " /?name=m&opt=get" + CLOSE).statusLine())
          .isEqualTo("HTTP/1.1 501 Not Implemented");
    }
    for (String method : List.of("GET", "POST", "PUT", "DELETE")) {
      assertThat(send(method + " /?name=m&opt=put&data=" + method + CLOSE).text())
          .isEqualTo("HTTPSQS_PUT_OK");
    }
    try (var client = new RawConnection(port)) {
      RawReply head = client.send("HEAD /?name=m&opt=get HTTP/1.1\r\n\r\n").receiveHead();
      assertThat(head.header("Pos")).isEqualTo("1");
      assertThat(head.header("Content-Length")).isEqualTo("3");
      assertThat(client.send("GET /?name=m&opt=get HTTP/1.1\r\n\r\n").receive().text())
          .isEqualTo("POST");
    }
  }

  @Test
  void versions_unknownOnesAreAnsweredAndClosed() throws IOException {
    assertThat(send("GET /?name=v&opt=put&data=x HTTP/1.2\r\n\r\n").statusLine())
        .isEqualTo("HTTP/1.2 200 OK");
    assertThat(send("GET /?name=v&opt=get\r\n\r\n").status()).isEqualTo(400);
    assertThat(send("GET /?name=v&opt=get HTTP/x.y\r\n\r\n").status()).isEqualTo(400);
    assertThat(get("name=v&opt=get")).isEqualTo("x");
  }

  @Test
  void pipelined_hundredsKeepTheirOrder() throws IOException {
    var requests = new StringBuilder();
    for (int i = 1; i <= 500; i++) {
      String body = "m" + i;
      requests.append(
          "POST /?name=pipe&opt=put HTTP/1.1\r\nContent-Length: "
              + body.length()
              + "\r\n\r\n"
              + body);
      requests.append("GET /?name=pipe&opt=get HTTP/1.1\r\n\r\n");
    }
    try (var client = new RawConnection(port)) {
      client.send(requests.toString());
      for (int i = 1; i <= 500; i++) {
        assertThat(client.receive().header("Pos")).isEqualTo(Integer.toString(i));
        assertThat(client.receive().text()).isEqualTo("m" + i);
      }
    }
  }

  @Test
  void queries_mayBeHuge_andRepliesToo() throws IOException {
    String data = "d".repeat(900_000);
    assertThat(get("name=h&opt=put&data=" + data)).isEqualTo("HTTPSQS_PUT_OK");
    assertThat(get("name=h&opt=get")).isEqualTo(data);
  }
}
