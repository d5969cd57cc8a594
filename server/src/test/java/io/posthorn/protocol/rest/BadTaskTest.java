package io.posthorn.protocol.rest;

import static io.posthorn.protocol.rest.Problems.isProblem;
import static org.assertj.core.api.Assertions.assertThat;

import io.posthorn.protocol.rest.RestServer.Answer;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tasks and push queues that can't be: told why, by every route alike, and nothing is stored. */
class BadTaskTest {
  private static final String NDJSON = "application/x-ndjson";
  private static RestServer server;

  @BeforeAll
  static void start() throws IOException {
    server = new RestServer();
    server.send(
        "PUT", "/v1/queues/p", "{\"mode\":\"push\",\"target\":{\"url\":\"http://127.0.0.1:9/\"}}");
  }

  @AfterAll
  static void stop() {
    assertThat(server.get("/v1/queues/p").json().at("/statistics/enqueuedTotal").asInt()).isZero();
    assertThat(server.get("/v1/queues/new").status()).isEqualTo(404);
    server.close();
  }

  /** The problem that each way to store {@code task} answers. */
  private static void refused(String task, String code, String field, String detail) {
    for (String queue : List.of("p", "new")) {
      String tasks = "/v1/queues/" + queue + "/tasks";
      Answer batch =
          server.post(tasks + "/batch", "{\"url\":\"http://x/\"}\n" + task, "Content-Type", NDJSON);
      for (Answer answer :
          List.of(server.post(tasks, task), server.send("PUT", tasks + "/k", task), batch)) {
        isProblem(answer, 400, code);
        assertThat(answer.json().path("field").asText()).as(answer.text()).isEqualTo(field);
        assertThat(answer.json().get("detail").asText()).contains(detail);
      }
      assertThat(batch.json().get("line").asInt()).isEqualTo(2);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "example.com/a              | expected: http:// or https://",
        "//example.com/a            | expected: http:// or https://",
        "/a                         | expected: http:// or https://",
        "``                         | expected: http:// or https://",
        "file:///etc/passwd         | 'file:///etc/passwd' (expected: http:// or https://)",
        "ftp://example.com/         | 'ftp://example.com/' (expected: http:// or https://)",
        "javascript:alert(1)        | expected: http:// or https://",
        "unix:///run/docker.sock    | expected: http:// or https://",
        "http://                    | has no host",
        "http:///a                  | has no host",
        "http://u:p@example.com/    | credentials before '@example.com'",
        "http://u@example.com/      | credentials",
        "http://example.com:0/      | port '0'",
        "http://example.com:65536/  | port '65536'",
        "http://example.com:x/      | port 'x'",
        "http://exa mple.com/       | U+0020",
        "http://example.com/\\r\\nX: 1 | U+000D",
        "http://example.com\\\\a     | backslash",
        "http://a..b/               | labels",
        "http://300.1.1.1/          | IPv4",
        "http://[::1/               | host",
      })
  void urls(String url, String detail) {
    refused("{\"url\":\"" + url + "\"}", "bad-request", "url", detail);
    String target = "{\"mode\":\"push\",\"target\":{\"url\":\"" + url + "\"}}";
    for (String queue : List.of("p", "new")) {
      Answer put = server.send("PUT", "/v1/queues/" + queue, target);
      isProblem(put, 400, "bad-request");
      assertThat(put.json().get("field").asText()).isEqualTo("target.url");
      assertThat(put.json().get("detail").asText()).startsWith("target.url: ").contains(detail);
    }
    refused(
        "{\"url\":\"http://x/\",\"callback\":{\"url\":\"" + url + "\"}}",
        "bad-request",
        "callback.url",
        detail);
  }

  @Test
  void urls_upTo16KiBAndNotMore() {
    String longest = "http://x/" + "a".repeat((16 << 10) - 9);

    refused("{\"url\":\"" + longest + "a\"}", "limit-exceeded", "url", "16384");
    assertThat(server.post("/v1/queues/long/tasks", "{\"url\":\"" + longest + "\"}").status())
        .isEqualTo(201);
  }

  @Test
  void credentialsInAUrl_areNotEchoed() {
    Answer answer = server.post("/v1/queues/new/tasks", "{\"url\":\"http://u:hush@x/\"}");
    Answer otherScheme = server.post("/v1/queues/new/tasks", "{\"url\":\"ftp://u:hush@x/\"}");

    assertThat(answer.text() + otherScheme.text()).doesNotContain("hush");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "`\"method\":\"FROB\"` | bad-request | method | expected: one of",
        "`\"method\":\"\"` | bad-request | method | expected: one of",
        "`\"method\":\"CONNECT\"` | bad-request | method | 'CONNECT'",
        "`\"method\":5` | bad-request | method | a number (expected: a string)",
        "`\"headers\":{\"X\":\"a\\r\\nEvil: 1\"}` | bad-request | headers.X | U+000D",
        "`\"headers\":{\"X Y\":\"a\"}` | bad-request | headers.X Y | 'X Y'",
        "`\"headers\":{\"\":\"a\"}` | bad-request | headers. | header ''",
        "`\"headers\":{\"Host\":\"a\"}` | bad-request | headers.Host | frames the request",
        "`\"headers\":{\"content-length\":\"1\"}` | bad-request | headers.content-length | frames",
        "`\"headers\":{\"X\":1}` | bad-request | headers.X | no string",
        "`\"headers\":{\"X\":\"1\",\"x\":\"2\"}` | bad-request | headers | twice",
        "`\"headers\":[]` | bad-request | headers | no object",
        "`\"headers\":{\"X\":\"\\ud800\"}` | bad-request | headers.X | surrogate",
        "`\"headers\":{\"Authorization\":\"***\"}` | bad-request | headers.Authorization | none that could be kept",
        "`\"timeout\":\"0s\"` | bad-request | timeout | at least 1ms",
        "`\"timeout\":\"2h\"` | limit-exceeded | timeout | at most 1h",
        "`\"timeout\":\"soon\"` | bad-request | timeout | 'soon' is no duration",
        "`\"successStatus\":[]` | bad-request | successStatus | expected",
        "`\"successStatus\":\"2xx\"` | bad-request | successStatus | no array",
        "`\"successStatus\":[\"6xx\"]` | bad-request | successStatus | '6xx'",
        "`\"successStatus\":[{}]` | bad-request | successStatus | strings or numbers",
        "`\"retry\":5` | bad-request | retry | an object",
        "`\"retry\":{\"maxAtempts\":5}` | unknown-field | retry.maxAtempts | did you mean 'retry.maxAttempts'?",
        "`\"retry\":{\"first\":\"3654d\"}` | limit-exceeded | retry.first | at most 3653d",
        "`\"repeat\":{}` | bad-request | repeat | exactly one",
        "`\"repeat\":\"daily\"` | bad-request | repeat | an object",
        "`\"repeat\":{\"cron\":\"* * * * *\",\"every\":\"5m\"}` | bad-request | repeat | exactly one",
        "`\"repeat\":{\"cron\":\"0 0 30 2 *\"}` | bad-request | repeat.cron | never fires",
        "`\"repeat\":{\"cron\":\"0 0 30 2 *\"},\"delay\":\"1s\"` | bad-request | repeat.cron | never fires",
        "`\"repeat\":{\"cron\":\"* * *\"}` | bad-request | repeat.cron | expected",
        "`\"repeat\":{\"cron\":\"61 * * * *\"}` | bad-request | repeat.cron | 61",
        "`\"repeat\":{\"cron\":\"@every 1ms\"}` | bad-request | repeat.cron | at least 1s",
        "`\"repeat\":{\"cron\":5}` | bad-request | repeat.cron | a string",
        "`\"repeat\":{\"cron\":\"* * * * *\",\"zone\":\"Mars/Olympus\"}` | bad-request | repeat.zone | 'Mars/Olympus'",
        "`\"repeat\":{\"every\":\"5m\",\"zone\":\"UTC\"}` | bad-request | repeat.zone | only with cron",
        "`\"repeat\":{\"every\":\"500ms\"}` | bad-request | repeat.every | at least 1s",
        "`\"repeat\":{\"every\":\"3654d\"}` | limit-exceeded | repeat.every | at most 3653d",
        "`\"repeat\":{\"adaptive\":{}}` | bad-request | repeat.adaptive.step | missing",
        "`\"repeat\":{\"adaptive\":{\"step\":\"0s\"}}` | bad-request | repeat.adaptive.step | at least 1s",
        "`\"repeat\":{\"adaptive\":{\"stp\":\"1s\"}}` | unknown-field | repeat.adaptive.stp | repeat.adaptive.step",
        "`\"repeat\":{\"every\":\"5m\"},\"ttl\":\"1h\"` | bad-request | ttl | does not expire",
        "`\"callback\":{}` | bad-request | callback | exactly one",
        "`\"callback\":{\"url\":\"http://x/\",\"queue\":\"q\"}` | bad-request | callback | exactly one",
        "`\"callback\":{\"queue\":\"\"}` | bad-queue-name | callback.queue | 0 bytes",
        "`\"delay\":\"3654d\"` | limit-exceeded | delay | at most 3653d",
        "`\"visibleAt\":\"2999-01-01T00:00:00Z\"` | limit-exceeded | visibleAt | ahead",
        "`\"delay\":1,\"visibleAt\":\"2030-01-01T00:00:00Z\"` | bad-request | visibleAt | both given",
        "`\"ttl\":0` | bad-request | ttl | more than 0",
        "`\"body\":\"x\",\"json\":1` | bad-request | json | at most one",
        "`\"body\":\"x\",\"bodyBase64\":\"eA==\"` | bad-request | bodyBase64 | at most one",
        "`\"contentType\":\"a\\r\\nEvil: 1\"` | bad-request | contentType | character",
        "`\"traceparent\":\"\"` | bad-request | traceparent | '' (expected: as W3C Trace Context has it",
        "`\"traceparent\":\"00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01\"` | bad-request | traceparent | 4BF92",
        "`\"traceparent\":{}` | bad-request | traceparent | an object (expected: a string)",
        "`\"traceparent\":\"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01\",\"tracestate\":\"a\"` | bad-request | tracestate | 'a'",
        "`\"tracestate\":\"a=1\"` | bad-request | tracestate | without traceparent",
        "`\"hedaers\":{}` | unknown-field | hedaers | did you mean 'headers'?",
        "`\"url\":\"http://y/\"` | bad-request | url | twice",
      })
  void fields(String fields, String code, String field, String detail) {
    refused("{\"url\":\"http://x/\"," + fields + "}", code, field, detail);
  }

  @Test
  void headersAndSecrets_areCountedBeforeTheyAreCompared() {
    var headers = new StringBuilder("{\"x\":\"1\",\"X\":\"2\"");
    var secrets = new StringBuilder("[\"hush\"");
    for (int i = 0; i < 100; i++) {
      headers.append(",\"X-").append(i).append("\":null");
      secrets.append(",\"hush\"");
    }
    headers.append('}');
    String target = "{\"mode\":\"push\",\"target\":{\"headers\":" + headers + "}}";
    String signed = "{\"mode\":\"push\",\"target\":{\"secrets\":" + secrets + "]}}";

    refused(
        "{\"url\":\"http://x/\",\"headers\":" + headers + "}",
        "limit-exceeded",
        "headers",
        "headers: 102 (expected: at most 100)");
    for (String queue : List.of("p", "new")) {
      Answer many = server.send("PUT", "/v1/queues/" + queue, target);
      isProblem(many, 400, "limit-exceeded");
      assertThat(many.json().get("detail").asText())
          .isEqualTo("target.headers: 102 (expected: at most 100)");
      Answer much = server.send("PUT", "/v1/queues/" + queue, signed);
      isProblem(much, 400, "limit-exceeded");
      assertThat(much.json().get("detail").asText())
          .isEqualTo("target.secrets: 101 (expected: at most 10)");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"\"user:hush\"", "[\"hush\"]", "{\"user\":\"u\",\"password\":[\"hush\"]}"})
  void basic_thatIsNone_isNotEchoed(String basic) {
    Answer answer =
        server.send(
            "PUT", "/v1/queues/new", "{\"mode\":\"push\",\"target\":{\"basic\":" + basic + "}}");

    isProblem(answer, 400, "bad-request");
    assertThat(answer.json().get("field").asText()).startsWith("target.basic");
    assertThat(answer.text()).doesNotContain("hush");
  }

  @Test
  void headers_tooManyOrTooLarge() {
    var many = new StringBuilder("{\"url\":\"http://x/\",\"headers\":{\"H\":\"1\"");
    for (int i = 0; i < 100; i++) {
      many.append(",\"H").append(i).append("\":\"1\"");
    }
    var large = new StringBuilder("{\"url\":\"http://x/\",\"headers\":{\"H\":\"1\"");
    for (int i = 0; i < 9; i++) {
      large.append(",\"H").append(i).append("\":\"").append("v".repeat(8000)).append('"');
    }

    refused(many + "}}", "limit-exceeded", "headers", "101");
    refused(large + "}}", "limit-exceeded", "headers", "at most 65536");
  }

  @Test
  void put_refusesAnotherKeyAndDeduplication() {
    isProblem(
        server.send("PUT", "/v1/queues/p/tasks/k", "{\"key\":\"other\"}"), 400, "bad-request");
    isProblem(
        server.send("PUT", "/v1/queues/p/tasks/k", "{\"idempotencyKey\":\"i\"}"),
        400,
        "bad-request");
    isProblem(
        server.send("PUT", "/v1/queues/p/tasks/" + "k".repeat(257), "{}"), 400, "limit-exceeded");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "[]", "{", "{}{}", "\"x\"", "{\"json\":}", "{\"json\":[}"})
  void malformed(String body) {
    isProblem(server.post("/v1/queues/p/tasks", body), 400, "malformed-json");
    isProblem(server.send("PUT", "/v1/queues/p/tasks/k", body), 400, "malformed-json");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "`\"target\":5` | bad-request | target | an object",
        "`\"target\":{\"ulr\":\"http://x/\"}` | unknown-field | target.ulr | target.url",
        "`\"target\":{\"url\":5}` | bad-request | target.url | a string",
        "`\"target\":{\"method\":\"FROB\"}` | bad-request | target.method | expected: one of",
        "`\"target\":{\"headers\":{\"A\":\"\\n\"}}` | bad-request | target.headers.A | U+000A",
        "`\"target\":{\"headers\":{\"Cookie\":\"***\"}}` | bad-request | target | masked",
        "`\"target\":{\"timeout\":\"2h\"}` | limit-exceeded | target.timeout | at most 1h",
        "`\"target\":{\"connectTimeout\":0}` | bad-request | target.connectTimeout | at least 1ms",
        "`\"target\":{\"successStatus\":[\"2x\"]}` | bad-request | target.successStatus | '2x'",
        "`\"target\":{\"retryOn\":\"never\"}` | bad-request | target.retryOn | failure, unreached, always",
        "`\"target\":{\"redirects\":21}` | bad-request | target.redirects | 0 to 20",
        "`\"target\":{\"secrets\":\"whsec_AAAA\"}` | bad-request | target.secrets | no array",
        "`\"target\":{\"secrets\":[\"hush\"]}` | bad-request | target.secrets[0] | whsec_",
        "`\"target\":{\"secrets\":[{\"secret\":7}]}` | bad-request | target.secrets[0].secret | no string",
        "`\"target\":{\"secrets\":[{}]}` | bad-request | target.secrets[0] | exactly one",
        "`\"target\":{\"secrets\":[{\"id\":\"01234567\"}]}` | bad-request | target | ids of secrets",
        "`\"target\":{\"basic\":\"x\"}` | bad-request | target.basic | an object",
        "`\"target\":{\"basic\":{\"user\":\"a:b\",\"password\":\"c\"}}` | bad-request | target.basic.user | colon",
        "`\"target\":{\"basic\":{\"user\":\"a\"}}` | bad-request | target.basic.password | no string",
        "`\"target\":{\"bearer\":\"a\",\"basic\":{\"user\":\"a\",\"password\":\"c\"}}` | bad-request | target.bearer | beside",
        "`\"target\":{\"bearer\":\"a\",\"headers\":{\"authorization\":\"b\"}}` | bad-request | target.headers | at most one",
        "`\"ordered\":1` | bad-request | ordered | true or false",
        "`\"ordered\":true,\"maxConcurrency\":2` | bad-request | maxConcurrency | 1 where ordered is true",
        "`\"maxConcurrency\":-1` | bad-request | maxConcurrency | 0 to 100000",
        "`\"rateLimit\":100` | bad-request | rateLimit | an object",
        "`\"rateLimit\":{\"per\":\"1s\"}` | bad-request | rateLimit.permits | missing",
        "`\"rateLimit\":{\"permits\":0}` | bad-request | rateLimit.permits | 1 to",
        "`\"rateLimit\":{\"permits\":1,\"per\":\"2d\"}` | bad-request | rateLimit.per | 1ms to 1d",
        "`\"history\":101` | bad-request | history | 0 to 100",
      })
  void pushQueues(String fields, String code, String field, String detail) {
    Answer answer = server.send("PUT", "/v1/queues/new", "{\"mode\":\"push\"," + fields + "}");

    isProblem(answer, 400, code);
    assertThat(answer.json().get("field").asText()).as(answer.text()).isEqualTo(field);
    assertThat(answer.json().get("detail").asText()).contains(detail).doesNotContain("hush");
  }
}
