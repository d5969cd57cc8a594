package io.posthorn.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.posthorn.ServerFixture;
import io.posthorn.delivery.call.RawReceiver;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A trace from the request that enqueues, by whatever protocol, to the one that delivers. */
@Timeout(120)
class TraceEndToEndTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final String SPAN = "00f067aa0ba902b7";
  private static final String PARENT = "00-" + TRACE + "-" + SPAN + "-01";
  private static final String OTHER_TRACE = "0af7651916cd43dd8448eb211c80319c";
  private static final String OTHER = "00-" + OTHER_TRACE + "-b7ad6b7169203331-00";

  private static final Pattern SENT =
      Pattern.compile("\r\ntraceparent: 00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})\r\n");

  @TempDir Path folder;

  private final AtomicInteger refusals = new AtomicInteger();
  private RawReceiver receiver;
  private ServerFixture server;

  @BeforeEach
  void start() throws IOException {
    receiver =
        RawReceiver.running(
            with -> {
              while (with.request() != null) {
                String status = refusals.getAndDecrement() > 0 ? "500 No" : "200 OK";
                with.send("HTTP/1.1 " + status + "\r\nContent-Length: 0\r\n\r\n");
              }
            });
    server = ServerFixture.start(folder, List.of(), "htq.appKey=k", "htq.appToken=t");
  }

  @AfterEach
  void stop() {
    server.close();
    receiver.close();
  }

  private JsonNode call(String method, String target, String body, String... headers)
      throws IOException {
    HttpResponse<String> answer = server.send((String) null, method, target, body, headers);
    assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 299);
    return JSON.readTree(answer.body());
  }

  private String task(String more) {
    return "{\"url\":\"" + receiver.url("/hook") + "\",\"retry\":{\"first\":\"10ms\"}" + more + "}";
  }

  private List<String> received(int count) {
    await().until(() -> receiver.requests().size() == count);
    return receiver.requests();
  }

  /** The trace ids that were sent, and all spans, each of which must be new. */
  private static List<String> traces(List<String> requests) {
    List<String> traces = new ArrayList<>();
    List<String> spans = new ArrayList<>(List.of(SPAN));
    for (String request : requests) {
      Matcher sent = SENT.matcher(request);
      assertThat(sent.find()).as(request).isTrue();
      traces.add(sent.group(1));
      spans.add(sent.group(2));
    }
    assertThat(spans).doesNotHaveDuplicates();
    return traces;
  }

  @Test
  void task_andItsRetries_andItsCallbackAreOfTheTrace() throws IOException {
    refusals.set(2);
    String told = ",\"callback\":{\"url\":\"" + receiver.url("/told") + "\"}";
    JsonNode stored =
        call(
            "POST",
            "/v1/queues/mails/tasks",
            task(told),
            "traceparent",
            PARENT,
            "tracestate",
            "a=1",
            "tracestate",
            "b=2");
    List<String> requests = received(4);
    assertThat(traces(requests)).containsExactly(TRACE, TRACE, TRACE, TRACE);
    assertThat(requests)
        .allSatisfy(
            request -> assertThat(request).contains("\r\ntracestate: a=1,b=2\r\n", "-01\r\n"));
    assertThat(requests.get(3)).startsWith("POST /told ");

    JsonNode view = call("GET", "/v1/queues/mails/messages/" + stored.path("id").asText(), null);
    assertThat(view.path("traceparent").asText()).isEqualTo(PARENT);
    assertThat(view.path("tracestate").asText()).isEqualTo("a=1,b=2");
  }

  @Test
  void batch_isOfTheRequestsTraceButWhereAMessageSaysItsOwn() throws IOException {
    String lines = task("") + "\n" + task(",\"traceparent\":\"" + OTHER + "\"") + "\n";
    call(
        "POST",
        "/v1/queues/mails/tasks/batch",
        lines,
        "Content-Type",
        "application/x-ndjson",
        "traceparent",
        PARENT,
        "tracestate",
        "a=1");
    List<String> requests = received(2);
    assertThat(traces(requests)).containsExactlyInAnyOrder(TRACE, OTHER_TRACE);
    assertThat(requests)
        .anySatisfy(
            request ->
                assertThat(request).contains(OTHER_TRACE, "-00\r\n").doesNotContain("tracestate"));
  }

  @Test
  void topic_isOfTheTraceInEachQueue() throws IOException {
    for (String queue : List.of("north", "south")) {
      String push =
          "{\"mode\":\"push\",\"target\":{\"url\":\"" + receiver.url("/" + queue) + "\"}}";
      call("PUT", "/v1/queues/" + queue, push);
    }
    call("PUT", "/v1/topics/all", "{\"queues\":[\"north\",\"south\"]}");
    call("POST", "/v1/topics/all/messages", "changed", "traceparent", PARENT);
    assertThat(traces(received(2))).containsExactly(TRACE, TRACE);
  }

  @Test
  void replacedTask_isOfTheTraceOfTheLastRequest_andAnAmendedOneOfItsOwn() throws IOException {
    String later = task(",\"delay\":\"1h\"");
    JsonNode stored = call("PUT", "/v1/queues/mails/tasks/k", later, "traceparent", OTHER);
    assertThat(call("PUT", "/v1/queues/mails/tasks/k", later, "traceparent", PARENT).path("id"))
        .isEqualTo(stored.path("id"));
    String message = "/v1/queues/mails/messages/key:k";
    JsonNode amended = call("PATCH", message, "{\"body\":\"x\"}", "traceparent", OTHER);
    assertThat(amended.path("traceparent").asText()).isEqualTo(PARENT);
    call("POST", message + "/run", "");
    assertThat(traces(received(1))).containsExactly(TRACE);
  }

  @Test
  void repeatingTask_showsTheTrace_andItsRunsSendNone() throws IOException {
    String every = task(",\"repeat\":{\"adaptive\":{\"step\":\"1h\"}}");
    JsonNode stored = call("POST", "/v1/queues/mails/tasks", every, "traceparent", PARENT);
    assertThat(received(1).get(0)).doesNotContain("traceparent");
    JsonNode view = call("GET", "/v1/queues/mails/messages/" + stored.path("id").asText(), null);
    assertThat(view.path("traceparent").asText()).isEqualTo(PARENT);
  }

  @Test
  void malformedHeader_isIgnored() throws IOException {
    String[][] malformed = {
      {"traceparent", "00-" + TRACE + "-" + SPAN},
      {"traceparent", PARENT.toUpperCase(java.util.Locale.ROOT)},
      {"traceparent", PARENT, "traceparent", OTHER},
      {"tracestate", "a=1"},
    };
    for (int i = 0; i < malformed.length; i++) {
      call("POST", "/v1/queues/mails/tasks", task(""), malformed[i]);
      assertThat(received(i + 1).get(i)).doesNotContain("traceparent", "tracestate");
    }
  }

  @Test
  void consumers_areToldTheTrace() throws IOException {
    for (int i = 0; i < 3; i++) {
      call("POST", "/v1/queues/pull/messages", "hello", "traceparent", PARENT, "tracestate", "a=1");
    }
    HttpResponse<String> raw = server.send(null, "POST", "/v1/queues/pull/take", null);
    assertThat(raw.headers().firstValue("traceparent")).hasValue(PARENT);
    assertThat(raw.headers().firstValue("tracestate")).hasValue("a=1");
    JsonNode taken = call("POST", "/v1/queues/pull/take?limit=1", "").at("/messages/0");
    JsonNode reserved = call("POST", "/v1/queues/pull/reserve", "").at("/messages/0");
    for (JsonNode message : List.of(taken, reserved)) {
      assertThat(message.path("traceparent").asText()).isEqualTo(PARENT);
      assertThat(message.path("tracestate").asText()).isEqualTo("a=1");
    }
  }

  @Test
  void olderProtocols_takeTheTraceFromTheHeader() throws IOException {
    HttpResponse<String> put =
        server.send((String) null, "GET", "/?name=old&opt=put&data=x", null, "traceparent", PARENT);
    assertThat(put.body()).isEqualTo("HTTPSQS_PUT_OK");
    JsonNode taken = call("POST", "/v1/queues/old/take?limit=1", "").at("/messages/0");
    assertThat(taken.path("traceparent").asText()).isEqualTo(PARENT);

    String fields = "app_key=k&app_token=t&queue_name=htq&url=" + receiver.url("/p");
    for (String header : List.of("traceparent", "X-Other")) {
      server.send(
          (String) null,
          "POST",
          "/api/addTask",
          fields,
          "Content-Type",
          "application/x-www-form-urlencoded",
          header,
          PARENT);
    }
    List<String> requests = received(2);
    assertThat(requests.stream().filter(request -> SENT.matcher(request).find())).hasSize(1);
    assertThat(requests.stream().filter(request -> request.contains("trace"))).hasSize(1);
  }
}
