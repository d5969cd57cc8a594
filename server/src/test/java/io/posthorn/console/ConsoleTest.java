package io.posthorn.console;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.posthorn.http.HttpListener;
import io.posthorn.http.HttpTransport;
import io.posthorn.http.ListenerOptions;
import io.posthorn.http.Reply;
import io.posthorn.http.Routes;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The console's files over HTTP. */
@Timeout(60)
class ConsoleTest {
  private static final InstantSource CLOCK =
      InstantSource.fixed(Instant.parse("2026-11-20T23:24:56Z"));

  private final HttpTransport transport = HttpTransport.open(1, CLOCK);
  private final HttpClient client = HttpClient.newHttpClient();
  private HttpListener listener;

  @BeforeEach
  void open() throws IOException {
    var routes =
        new Routes(
                exchange -> exchange.reply(Reply.text(200, "root")),
                exchange -> exchange.reply(Reply.text(200, "native")))
            .folder(Console.PATH, new Console(Runnable::run))
            .browsers(Console.redirect());
    listener = transport.listen(ListenerOptions.on("127.0.0.1", 0), routes);
  }

  @AfterEach
  void close() {
    transport.close();
  }

  @Test
  void page_namesFilesThatAreThere() throws Exception {
    HttpResponse<byte[]> page = get("/console/");
    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(header(page, "Content-Type")).isEqualTo("text/html; charset=utf-8");
    assertThat(header(page, "Cache-Control")).isEqualTo("no-cache");
    List<String> named = named(page);
    assertThat(named).hasSizeGreaterThan(5).doesNotHaveDuplicates();
    for (String file : named) {
      HttpResponse<byte[]> answer = get("/console/" + file);
      assertThat(answer.statusCode()).as(file).isEqualTo(200);
      assertThat(header(answer, "Cache-Control")).contains("immutable");
    }
  }

  @Test
  void modules_importFilesThatAreThere() throws Exception {
    String folder = named(get("/console/")).get(0).replaceAll("/.*", "/");
    Pattern imports = Pattern.compile("(?:from\\s*|import\\s*)[\"']\\./?([^\"']+)[\"']");
    Pattern others = Pattern.compile("(?m)^import[^;]*from\\s*[\"'](?!\\./)");
    int found = 0;
    for (String name : ConsoleFiles.NAMES.stream().filter(n -> n.endsWith(".js")).toList()) {
      String module = text(get("/console/" + folder + name));
      assertThat(others.matcher(module).find()).as("%s imports by path", name).isFalse();
      Matcher imported = imports.matcher(module);
      while (imported.find()) {
        found++;
        HttpResponse<byte[]> answer = get("/console/" + folder + imported.group(1));
        assertThat(answer.statusCode()).as("%s imports %s", name, imported.group(1)).isEqualTo(200);
        assertThat(header(answer, "Content-Type")).isEqualTo("text/javascript; charset=utf-8");
      }
    }
    assertThat(found).isGreaterThan(50);
    assertThat(text(get("/console/" + folder + "hooks.js"))).contains("from\"./preact.js\"");
  }

  @Test
  void answers_carryAPolicyThatAllowsNothingInline() throws Exception {
    HttpResponse<byte[]> page = get("/console/");
    assertThat(header(page, "Content-Security-Policy"))
        .startsWith("default-src 'none'; script-src 'self'; style-src 'self';")
        .contains("frame-ancestors 'none'", "base-uri 'none'")
        .doesNotContain("unsafe");
    assertThat(header(page, "X-Content-Type-Options")).isEqualTo("nosniff");
    assertThat(header(page, "Referrer-Policy")).isEqualTo("no-referrer");
    assertThat(text(page)).doesNotContain("<style", " style=", " onclick=", "<script>");
  }

  @Test
  void unchangedPage_isNotSentAgain() throws Exception {
    String tag = header(get("/console/"), "ETag");
    HttpResponse<byte[]> again = send(request("/console/").header("If-None-Match", tag));
    assertThat(again.statusCode()).isEqualTo(304);
    assertThat(again.body()).isEmpty();
    assertThat(header(again, "ETag")).isEqualTo(tag);
    HttpResponse<byte[]> other = send(request("/console/").header("If-None-Match", "\"other\""));
    assertThat(other.statusCode()).isEqualTo(200);
  }

  @Test
  void files_arePackedForThoseWhoAccept() throws Exception {
    HttpResponse<byte[]> plain = get("/console/");
    HttpResponse<byte[]> packed = send(request("/console/").header("Accept-Encoding", "gzip, br"));
    assertThat(header(packed, "Content-Encoding")).isEqualTo("gzip");
    assertThat(header(packed, "Vary")).isEqualTo("Accept-Encoding");
    assertThat(header(packed, "ETag")).isNotEqualTo(header(plain, "ETag"));
    assertThat(packed.body().length).isLessThan(plain.body().length);
    try (var unpacked = new GZIPInputStream(new ByteArrayInputStream(packed.body()))) {
      assertThat(unpacked.readAllBytes()).isEqualTo(plain.body());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/console/nothing.js",
        "/console/app.js",
        "/console/0123456789abcdef/app.js",
        "/console/../posthorn.yaml",
        "/console/VERSION/../index.html",
        "/console/VERSION/../../../posthorn.yaml",
        "/console/VERSION/%2e%2e/%2e%2e/posthorn.yaml",
        "/console/VERSION/..%2f..%2fConsole.class",
        "/console/VERSION//app.js",
        "/console/VERSION/Console.class",
        "/console/VERSION/index.html",
        "/console/VERSION/",
        "/console/VERSION",
        "/console//"
      })
  void whatIsNoFile_isNotFound(String path) throws Exception {
    String version = named(get("/console/")).get(0).replaceAll("/.*", "");
    assertThat(raw("GET " + path.replace("VERSION", version))).startsWith("HTTP/1.1 404 ");
  }

  @Test
  void otherMethods_areRefused() throws Exception {
    HttpResponse<byte[]> posted =
        send(request("/console/").POST(BodyPublishers.ofString("anything")));
    assertThat(posted.statusCode()).isEqualTo(405);
    assertThat(header(posted, "Allow")).isEqualTo("GET, HEAD");
    String head = raw("HEAD /console/");
    assertThat(head).startsWith("HTTP/1.1 200 ").endsWith("\r\n\r\n");
  }

  @Test
  void browsers_areSentToTheConsole() throws Exception {
    HttpResponse<byte[]> root = send(request("/").header("Accept", "text/html,*/*;q=0.8"));
    assertThat(root.statusCode()).isEqualTo(302);
    assertThat(header(root, "Location")).isEqualTo("/console/");
    assertThat(header(root, "Vary")).isEqualTo("Accept");
    assertThat(raw("GET /console")).startsWith("HTTP/1.1 302 ").contains("Location: /console/");
  }

  @Test
  void clients_areNot() throws Exception {
    assertThat(text(get("/"))).isEqualTo("root\n");
    HttpResponse<byte[]> query = send(request("/?name=q&opt=get").header("Accept", "text/html"));
    assertThat(text(query)).isEqualTo("root\n");
    assertThat(raw("GET /consoles")).startsWith("HTTP/1.1 404 ");
  }

  private List<String> named(HttpResponse<byte[]> page) {
    return Pattern.compile("(?:src|href)=\"([^\"]+)\"")
        .matcher(text(page))
        .results()
        .map(found -> found.group(1))
        .toList();
  }

  private HttpResponse<byte[]> get(String path) throws Exception {
    return send(request(path));
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + listener.port() + path));
  }

  private HttpResponse<byte[]> send(HttpRequest.Builder request) throws Exception {
    return client.send(request.build(), BodyHandlers.ofByteArray());
  }

  /** The answer to a request whose path no client library tidies up. */
  private String raw(String line) throws IOException {
    try (var socket = new Socket("127.0.0.1", listener.port())) {
      String request = line + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(UTF_8));
      return new String(new DataInputStream(socket.getInputStream()).readAllBytes(), UTF_8);
    }
  }

  private static String header(HttpResponse<?> response, String name) {
    return response.headers().firstValue(name).orElse("none");
  }

  private static String text(HttpResponse<byte[]> response) {
    return new String(response.body(), UTF_8);
  }
}
