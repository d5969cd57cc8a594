package io.posthorn.console;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.posthorn.http.HttpListener;
import io.posthorn.http.HttpTransport;
import io.posthorn.http.ListenerOptions;
import io.posthorn.http.Reply;
import io.posthorn.http.Routes;
import io.posthorn.protocol.rest.ApiDocument;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

/** The page of the API over HTTP: all that the description has is on it, and nothing else runs. */
@Timeout(60)
class ApiPageTest {
  private static final InstantSource CLOCK =
      InstantSource.fixed(Instant.parse("2026-11-20T23:24:56Z"));
  private static final Set<String> METHODS = Set.of("get", "put", "post", "patch", "delete");

  private final HttpTransport transport = HttpTransport.open(1, CLOCK);
  private final HttpClient client = HttpClient.newHttpClient();
  private HttpListener listener;

  @BeforeEach
  void open() throws IOException {
    var routes =
        new Routes(
                exchange -> exchange.reply(Reply.text(200, "root")),
                exchange -> exchange.reply(Reply.text(200, "native")))
            .folder(ApiPage.PATH, new ApiPage(ApiDocument::bytes, Runnable::run));
    listener = transport.listen(ListenerOptions.on("127.0.0.1", 0), routes);
  }

  @AfterEach
  void close() {
    transport.close();
  }

  private HttpResponse<String> send(String method, String path) throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + listener.port() + path);
    HttpRequest request =
        HttpRequest.newBuilder(uri).method(method, BodyPublishers.noBody()).build();
    return client.send(request, BodyHandlers.ofString());
  }

  private static JsonNode document() throws IOException {
    return YAMLMapper.builder().build().readTree(ApiDocument.bytes());
  }

  /** The page as XML: it is well-formed but for elements without content, which need no end. */
  private static Document parsed(String html) throws Exception {
    String xml = html.replace("<!doctype html>", "").replaceAll("<(meta|link)([^>]*)>", "<$1$2/>");
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new ByteArrayInputStream(xml.getBytes(UTF_8)));
  }

  private static List<String> found(String regex, String text) {
    return Pattern.compile(regex).matcher(text).results().map(each -> each.group(1)).toList();
  }

  @Test
  void everyOperation_isOnThePageWithItsParametersAndErrors() throws Exception {
    String html = send("GET", "/docs/").body();
    Document page = parsed(html);
    int operations = 0;
    for (Map.Entry<String, JsonNode> path : document().path("paths").properties()) {
      for (Map.Entry<String, JsonNode> method : path.getValue().properties()) {
        if (!METHODS.contains(method.getKey())) {
          continue;
        }
        operations++;
        JsonNode operation = method.getValue();
        Element heading = byId(page, operation.path("operationId").asText());
        String call = method.getKey().toUpperCase(Locale.ROOT) + " " + path.getKey();
        assertThat(heading.getTextContent()).isEqualTo(call);
        String section = heading.getParentNode().getTextContent();
        assertThat(section).contains(operation.path("summary").asText());
        assertThat(section).contains(operation.path("description").asText());
        for (JsonNode code : operation.path("x-errors")) {
          assertThat(section).as(call).contains(code.asText());
        }
        for (String status : (Iterable<String>) operation.path("responses")::fieldNames) {
          assertThat(section).as(call).contains(status.equals("default") ? "any other" : status);
        }
        for (String name : found("\\{([a-z]+)}", path.getKey())) {
          assertThat(section).as(call).contains(name + " in the path: string");
        }
      }
    }
    assertThat(operations).isGreaterThan(35);
    String reserve = byId(page, "reserve").getParentNode().getTextContent();
    assertThat(reserve)
        .contains("lease in the query: Duration", "1s to 12h", "1 to 1000, default 1");
  }

  @Test
  void everySchema_isOnThePageWithItsFields() throws Exception {
    Document page = parsed(send("GET", "/docs/").body());
    Map<String, JsonNode> schemas = new java.util.TreeMap<>();
    document()
        .at("/components/schemas")
        .properties()
        .forEach(e -> schemas.put(e.getKey(), e.getValue()));
    assertThat(schemas).hasSizeGreaterThan(20);
    schemas.forEach(
        (name, schema) -> {
          String section = byId(page, "schema-" + name).getParentNode().getTextContent();
          schema
              .path("properties")
              .fieldNames()
              .forEachRemaining(field -> assertThat(section).contains(field));
          schema.path("enum").forEach(value -> assertThat(section).contains(value.asText()));
        });
  }

  @Test
  void links_leadSomewhere() throws Exception {
    String html = send("GET", "/docs/").body();
    List<String> ids = found(" id=\"([^\"]+)\"", html);
    assertThat(ids).doesNotHaveDuplicates();
    Set<String> outside = new HashSet<>();
    for (String href : found(" href=\"([^\"]+)\"", html)) {
      if (href.startsWith("#")) {
        assertThat(ids).contains(href.substring(1));
      } else if (href.startsWith("/")) {
        outside.add(href);
      } else {
        HttpResponse<String> file = send("GET", "/docs/" + href);
        assertThat(file.statusCode()).as(href).isEqualTo(200);
        assertThat(file.headers().firstValue("Cache-Control").orElse("")).contains("immutable");
      }
    }
    assertThat(outside).containsExactlyInAnyOrder("/", "/console/", "/openapi.yaml");
  }

  @Test
  void page_runsNothingAndSaysSo() throws Exception {
    HttpResponse<String> page = send("GET", "/docs/");
    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.headers().firstValue("Content-Type")).hasValue("text/html; charset=utf-8");
    assertThat(page.headers().firstValue("Content-Security-Policy").orElse(""))
        .startsWith("default-src 'none'; script-src 'self'; style-src 'self';")
        .doesNotContain("unsafe");
    assertThat(page.body()).doesNotContain("<script", "<style", " style=", " src=", "@version@");
    assertThat(page.body()).doesNotContainPattern(" on[a-z]+=");
  }

  @Test
  void texts_areNoMarkup() throws Exception {
    JsonNode root =
        YAMLMapper.builder()
            .build()
            .readTree("info: {title: '<b>&\"', summary: '<script>alert(1)</script>'}");
    Document page = parsed(ApiHtml.of(root));
    assertThat(page.getElementsByTagName("script").getLength()).isZero();
    assertThat(page.getElementsByTagName("h1").item(0).getTextContent()).startsWith("<b>&\" API");
  }

  @Test
  void otherPaths_areRefused() throws Exception {
    assertThat(send("GET", "/docs").headers().firstValue("Location")).hasValue("/docs/");
    assertThat(send("GET", "/docs/nothing").statusCode()).isEqualTo(404);
    assertThat(send("POST", "/docs/").statusCode()).isEqualTo(405);
    assertThat(send("GET", "/docsx").statusCode()).isEqualTo(404);
  }

  private static Element byId(Document page, String id) {
    var all = page.getElementsByTagName("*");
    for (int i = 0; i < all.getLength(); i++) {
      if (((Element) all.item(i)).getAttribute("id").equals(id)) {
        return (Element) all.item(i);
      }
    }
    throw new AssertionError("nothing on the page has the id " + id);
  }
}
