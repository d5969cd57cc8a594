package io.posthorn.protocol.httpsqs;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.posthorn.http.RawConnection;
import io.posthorn.http.RawConnection.RawReply;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Speaks and listens as each of the clients does that are known: the requests have their
 * peculiarities, and each reply is read by the rules, however rough, of the client's own parser.
 */
@Timeout(60)
class HttpsqsClientShapesTest {
  private final HttpsqsServer server = new HttpsqsServer();
  private final int port = server.pure().port();

  @AfterEach
  void close() {
    server.close();
  }

  private String exchange(int port, String request) throws IOException {
    try (var client = new RawConnection(port)) {
      return client.send(request).readToEnd();
    }
  }

  /**
   * Status line of three parts, then headers found by substring, then as many bytes as
   * Content-Length says.
   */
  private record PhpReply(String pos, String data) {
    static PhpReply parse(String raw) {
      String[] lines = raw.split("\r\n\r\n", 2)[0].split("\r\n");
      assertThat(lines[0].split(" ", 3)).hasSize(3).contains("200");
      String pos = null;
      int length = -1;
      for (String line : lines) {
        if (line.contains("Content-Length:")) {
          length = Integer.parseInt(line.substring(line.indexOf(' ') + 1));
        }
        if (line.contains("Pos:")) {
          pos = line.substring(line.indexOf(' ') + 1);
        }
      }
      assertThat(length).as("Content-Length").isNotNegative();
      return new PhpReply(pos, raw.split("\r\n\r\n", 2)[1].substring(0, length));
    }
  }

  @Test
  void phpOfficial_emptyHostAndPassword() throws IOException {
    int guarded = server.guarded().port();
    String query = "/?auth=mypass123&charset=utf-8&name=php";
    PhpReply put =
        PhpReply.parse(
            exchange(
                guarded,
                "POST "
                    + query
                    + "&opt=put HTTP/1.1\r\n"
                    + "Host: \r\n"
                    + "Content-Length: 7\r\n"
                    + "Connection: close\r\n\r\n"
                    + "a%2Bb+c"));
    assertThat(put).isEqualTo(new PhpReply("1", "HTTPSQS_PUT_OK"));
    String get = "GET " + query + "&opt=get HTTP/1.1\r\nHost: \r\nConnection: close\r\n\r\n";
    assertThat(PhpReply.parse(exchange(guarded, get))).isEqualTo(new PhpReply("1", "a+b c"));
    assertThat(PhpReply.parse(exchange(guarded, get)))
        .isEqualTo(new PhpReply(null, "HTTPSQS_GET_END"));
    assertThat(PhpReply.parse(exchange(guarded, get.replace("mypass123", "wrong"))).data)
        .isEqualTo("HTTPSQS_AUTH_FAILED");
    assertThat(PhpReply.parse(exchange(guarded, get.replace("opt=get", "opt=view&pos="))).data)
        .isEqualTo("HTTPSQS_ERROR");
  }

  @Test
  void phpPersistent_leavesNoStrayByteBetweenReplies() throws IOException {
    try (var client = new RawConnection(port)) {
      for (int i = 1; i <= 5; i++) {
        RawReply put =
            client
                .send(
                    "POST /?charset=utf-8&name=pp&opt=put HTTP/1.1\r\n"
                        + "Host: 127.0.0.1\r\n"
                        + "Content-Length: 2\r\n"
                        + "Connection: Keep-Alive\r\n\r\n"
                        + "m"
                        + i)
                .receive();
        assertThat(put.header("Pos")).isEqualTo(Integer.toString(i));
        String get =
            "GET /?charset=utf-8&name=pp&opt=get HTTP/1.1\r\n"
                + "Host: 127.0.0.1\r\n"
                + "Connection: Keep-Alive\r\n\r\n";
        assertThat(client.send(get).receive().text()).isEqualTo("m" + i);
      }
      assertThat(client.endsWithin(50)).isFalse();
    }
  }

  @Test
  void chekunPhp_formHeaderIsNoForm() throws IOException {
    String put =
        exchange(
            port,
            "POST /?auth=&charset=utf-8&name=ck&opt=put HTTP/1.0\r\n"
                + "Host: 127.0.0.1:1218\r\n"
                + "Connection: close\r\n"
                + "Content-type: application/x-www-form-urlencoded\r\n"
                + "Content-Length: 9\r\n\r\n"
                + "a=1&b=%32");
    assertThat(put).endsWith("\r\n\r\nHTTPSQS_PUT_OK");
    assertThat(
            exchange(
                port, "GET ?charset=utf-8&name=ck&opt=get HTTP/1.0\r\nConnection: close\r\n\r\n"))
        .endsWith("\r\n\r\na=1&b=2");
  }

  @Test
  void python2_thirdHeaderIsPos() throws IOException {
    String shape =
        " HTTP/1.1\r\nAccept-Encoding: identity\r\nHost: 127.0.0.1:1218\r\nConnection: close\r\n"
            + "User-Agent: Python-urllib/2.7\r\n\r\n";
    for (String request : new String[] {"opt=put&name=py&data=x", "name=py&opt=get"}) {
      String[] lines = exchange(port, "GET /?" + request + shape).split("\r\n");
      assertThat(lines[3]).isEqualTo("Pos: 1");
    }
    assertThat(exchange(port, "GET /?name=py&opt=get" + shape).split("\r\n")[3])
        .startsWith("Date: ");
  }

  @Test
  void httpsqs4py_keepAlive() throws IOException {
    try (var client = new RawConnection(port)) {
      String head =
          "POST /?opt=put&name=w HTTP/1.1\r\nHost: 127.0.0.1:1218\r\nAccept-Encoding: identity\r\n";
      assertThat(client.send(head + "Content-Length: 3\r\n\r\nabc").receive().text())
          .isEqualTo("HTTPSQS_PUT_OK");
      assertThat(client.send("GET /?opt=get&name=w HTTP/1.1\r\nHost: h\r\n\r\n").receive().text())
          .isEqualTo("abc");
    }
  }

  /** The text after the n-th line feed. */
  private static String afterLines(String raw, int n) {
    int at = 0;
    for (int i = 0; i < n; i++) {
      at = raw.indexOf('\n', at) + 1;
      assertThat(at).as("line " + i).isPositive();
    }
    return raw.substring(at);
  }

  @Test
  void cClient_countsLines() throws IOException {
    String tail = " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n";
    String put =
        exchange(
            port,
            "POST /?name=c&opt=put HTTP/1.1\r\n"
                + "Host: 127.0.0.1\r\n"
                + "Content-Length: 5\r\n"
                + "Connection: close\r\n\r\n"
                + "hello");
    assertThat(afterLines(put, 3)).startsWith("Pos: 1\r\n");
    assertThat(afterLines(put, 8)).isEqualTo("HTTPSQS_PUT_OK");
    String get = exchange(port, "GET /?name=c&opt=get" + tail);
    assertThat(afterLines(get, 3)).startsWith("Pos: 1\r\n");
    assertThat(afterLines(get, 8)).isEqualTo("hello");
    assertThat(afterLines(exchange(port, "GET /?name=c&opt=view&pos=1" + tail), 7))
        .isEqualTo("hello");
    assertThat(afterLines(exchange(port, "GET /?name=c&opt=status" + tail), 7))
        .startsWith("HTTP Simple Queue Service v");
    assertThat(afterLines(exchange(port, "GET /?name=c&opt=reset" + tail), 7))
        .isEqualTo("HTTPSQS_RESET_OK");
    assertThat(afterLines(exchange(port, "GET /?name=c&opt=maxqueue&num=50" + tail), 7))
        .isEqualTo("HTTPSQS_MAXQUEUE_OK");
    assertThat(afterLines(exchange(port, "GET /?name=c&opt=get" + tail), 7))
        .isEqualTo("HTTPSQS_GET_END");
  }

  @Test
  void perl_persistentCallsEndWithTheIdleTime() throws IOException {
    int quick =
        server.pure(HttpsqsServer.local().withIdle(Duration.ofMillis(300)), null, false).port();
    String raw =
        exchange(
            quick,
            "POST /?charset=utf-8&name=perl&opt=put HTTP/1.1\r\n"
                + "Host: 127.0.0.1\r\n"
                + "Content-Length: 1\r\n"
                + "Connection: Keep-Alive\r\n\r\n"
                + "x");
    var length = Pattern.compile("Content-Length: (\\d+)").matcher(raw);
    assertThat(length.find()).isTrue();
    assertThat(length.group(1)).isEqualTo("14");
    assertThat(raw).endsWith("\r\n\r\nHTTPSQS_PUT_OK");
  }

  @Test
  void phpExtension_takesTheFirstLineThatBeginsLikePos() throws IOException {
    String put =
        "POST /?charset=utf-8&name=ext&opt=put HTTP/1.1\r\nConnection:close\r\nContent-Length:5\r\n"
            + "Content-type:application/x-www-form-urlencoded\r\n\r\nhello";
    assertThat(extensionPos(exchange(port, put))).isEqualTo("1");
    String get =
        exchange(port, "GET /?charset=utf-8&name=ext&opt=get HTTP/1.1\r\nConnection:close\r\n\r\n");
    assertThat(extensionPos(get)).isEqualTo("1");
    assertThat(get.substring(get.lastIndexOf('\n') + 1)).isEqualTo("hello");
  }

  private static String extensionPos(String raw) {
    String[] lines = raw.split("\r\n");
    return Arrays.stream(lines, 1, lines.length)
        .filter(line -> !line.isEmpty() && "Pos:".indexOf(line.charAt(0)) >= 0)
        .findFirst()
        .orElseThrow()
        .replaceAll("[^0-9]", "");
  }

  @Test
  void javaHttpsqsClient_joinsLines() throws Exception {
    assertThat(java("name=j&opt=put", "line 1%0Aline 2").body()).isEqualTo("HTTPSQS_PUT_OK");
    String joined = java("name=j&opt=get", null).body().lines().reduce("", String::concat);
    assertThat(joined).isEqualTo("line 1line 2");
  }

  @Test
  void httpsqs4j_readsStatusByPattern() throws Exception {
    assertThat(java("name=j4&opt=put", "x").headers().firstValue("Pos")).contains("1");
    var status =
        Pattern.compile(
            "HTTP Simple Queue Service v(.+?)\\s+-{30}\\s+Queue Name: (.+?)\\s+Maximum number of"
                + " queues: (\\d+)\\s+Put position of queue \\(1st lap\\): (\\d+)\\s+Get position"
                + " of queue \\(1st lap\\): (\\d+)\\s+Number of unread queue: (\\d+)\\s*");
    var found = status.matcher(java("name=j4&opt=status", null).body());
    assertThat(found.matches()).isTrue();
    assertThat(found.group(1)).isEqualTo("1.7");
    assertThat(found.group(4)).isEqualTo("1");
    assertThat(java("name=j4&opt=get", null).headers().firstValue("pos")).contains("1");
  }

  @Test
  void wjw_encodedBodyAndBasicAuthorisation() throws Exception {
    try (var client = new RawConnection(port)) {
      String head =
          "POST /?charset=GBK&name=wjw&opt=put HTTP/1.1\r\n"
              + "Host: h\r\n"
              + "Content-Type: text/plain;charset=GBK\r\n"
              + "Authorization: Basic YWRtaW46YWRtaW4=\r\n";
      RawReply put = client.send(head + "Content-Length: 12\r\n\r\n%C4%E3%BA%C3").receive();
      assertThat(put.header("Content-Type")).isEqualTo("text/plain; charset=GBK");
      RawReply get =
          client.send("GET /?charset=GBK&name=wjw&opt=get HTTP/1.1\r\nHost: h\r\n\r\n").receive();
      assertThat(get.body()).containsExactly(0xC4, 0xE3, 0xBA, 0xC3);
      assertThat(client.send("GET /?name=wjw&opt=flush HTTP/1.1\r\n\r\n").receive().text())
          .isEqualTo("HTTPSQS_ERROR");
      assertThat(client.send("GET /?name=wjw&opt=view&pos=9 HTTP/1.1\r\n\r\n").receive().body())
          .isEmpty();
    }
  }

  @Test
  void node_gzipIsNotForcedOnThem_andQueriesMayBeRaw() throws IOException {
    try (var client = new RawConnection(port)) {
      client.send(
          "GET /?name=n&opt=put&data={\"a\":\"b|c^\"} HTTP/1.1\r\n"
              + "accept-encoding: gzip, deflate\r\n"
              + "connection: keep-alive\r\n\r\n");
      assertThat(client.receive().text()).isEqualTo("HTTPSQS_PUT_OK");
      RawReply get =
          client
              .send("GET /?name=n&opt=get HTTP/1.1\r\naccept-encoding: gzip, deflate\r\n\r\n")
              .receive();
      assertThat(get.text()).isEqualTo("{\"a\":\"b|c^\"}");
      assertThat(get.header("Content-Encoding")).isNull();
    }
  }

  @Test
  void lisp_posTellsAMessageFromAnEmptyQueue() throws IOException {
    try (var client = new RawConnection(port)) {
      client
          .send("POST /?name=l&opt=put HTTP/1.1\r\nContent-Length: 15\r\n\r\nHTTPSQS_GET_END")
          .receive();
      RawReply message = client.send("GET /?name=l&opt=get HTTP/1.1\r\n\r\n").receive();
      RawReply empty = client.send("GET /?name=l&opt=get HTTP/1.1\r\n\r\n").receive();
      assertThat(message.text()).isEqualTo(empty.text()).isEqualTo("HTTPSQS_GET_END");
      assertThat(message.header("Pos")).isEqualTo("1");
      assertThat(empty.header("Pos")).isNull();
    }
  }

  @Test
  void funboost_sendsDataAlways_andEncodesOnce() throws IOException {
    try (var client = new RawConnection(port)) {
      String tail = " HTTP/1.1\r\nHost: h\r\nAccept-Encoding: identity\r\n\r\n";
      assertThat(client.send("GET /?name=f&opt=maxqueue&num=1000000000" + tail).receive().text())
          .isEqualTo("HTTPSQS_MAXQUEUE_OK");
      assertThat(
              client
                  .send("GET /?name=f&opt=put&data=%7B%22a%22%3A%20%221%2B1%22%7D" + tail)
                  .receive()
                  .text())
          .isEqualTo("HTTPSQS_PUT_OK");
      assertThat(client.send("GET /?name=f&opt=status_json&data=" + tail).receive().text())
          .isEqualTo(
              "{\"name\":\"f\",\"maxqueue\":1000000000,\"putpos\":1,\"putlap\":1,\"getpos\":0,\"getlap\":1,\"unread\":1}\n");
      assertThat(client.send("GET /?name=f&opt=get&data=" + tail).receive().text())
          .isEqualTo("{\"a\": \"1 1\"}");
    }
    int once = server.pure(HttpsqsServer.local(), null, true).port();
    exchange(once, "GET /?name=f&opt=put&data=1%2B1 HTTP/1.0\r\n\r\n");
    assertThat(exchange(once, "GET /?name=f&opt=get HTTP/1.0\r\n\r\n")).endsWith("1+1");
  }

  @Test
  void curl_expectsContinue_andBytesStayBytes() throws IOException {
    try (var client = new RawConnection(port)) {
      String big = "z".repeat(5000);
      client.send(
          "POST /?name=curl&opt=put HTTP/1.1\r\n"
              + "Host: h\r\n"
              + "Content-Length: 5000\r\n"
              + "Expect: 100-continue\r\n\r\n");
      assertThat(client.receive().statusLine()).isEqualTo("HTTP/1.1 100 Continue");
      assertThat(client.send(big).receive().text()).isEqualTo("HTTPSQS_PUT_OK");
      byte[] gzip =
          Base64.getDecoder()
              .decode("H4sIAAAAAAAAA6tWKkktLlGyUlAqS8wpTtVRKi1OLYrPTFGyMqwFAPd5WOEYAAAAJStB");
      client.send(
          "POST /?name=curl&opt=put HTTP/1.1\r\n"
              + "Content-Type: Application/Octet-Stream\r\n"
              + "Content-Length: "
              + gzip.length
              + "\r\n\r\n");
      assertThat(client.send(gzip).receive().header("Pos")).isEqualTo("2");
      assertThat(client.send("GET /?name=curl&opt=get HTTP/1.1\r\n\r\n").receive().text())
          .isEqualTo(big);
      assertThat(client.send("GET /?name=curl&opt=get HTTP/1.1\r\n\r\n").receive().body())
          .isEqualTo(gzip);
    }
  }

  @Test
  void phpCli_speaksToUs() throws Exception {
    Path php = Path.of("/usr/bin/php");
    if (!"true".equals(System.getenv("CI"))) {
      assumeThat(Files.isExecutable(php))
          .as("php-cli at /usr/bin/php (apt-get install php-cli)")
          .isTrue();
    }
    assertThat(php).isExecutable();
    int guarded = server.guarded().port();
    Path script = Path.of(HttpsqsClientShapesTest.class.getResource("/httpsqs-client.php").toURI());
    Process process =
        new ProcessBuilder(
                php.toString(), script.toString(), Integer.toString(guarded), "mypass123")
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), ISO_8859_1);
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(output)
        .isEqualTo(
            "put HTTPSQS_PUT_OK 1\n"
                + "get h\u00e4llo + 1\n"
                + "end HTTPSQS_GET_END -\n"
                + "wrong HTTPSQS_AUTH_FAILED -\n");
  }

  private HttpResponse<String> java(String query, String body)
      throws IOException, InterruptedException {
    var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/?" + query));
    if (body != null) {
      request.POST(HttpRequest.BodyPublishers.ofString(body));
    }
    return HttpClient.newBuilder()
        .version(HttpClient.Version.HTTP_1_1)
        .build()
        .send(request.build(), HttpResponse.BodyHandlers.ofString(ISO_8859_1));
  }
}
