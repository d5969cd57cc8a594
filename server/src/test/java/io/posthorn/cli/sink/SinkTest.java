package io.posthorn.cli.sink;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.posthorn.StartException;
import io.posthorn.message.SigningSecret;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SinkTest {
  private static final InstantSource CLOCK =
      InstantSource.fixed(Instant.parse("2026-11-21T08:09:10.123Z"));

  private static final SigningSecret SECRET =
      new SigningSecret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", null);

  private final HttpClient client = HttpClient.newHttpClient();
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private Sink sink;

  @AfterEach
  void close() {
    if (sink != null) {
      sink.close();
    }
  }

  @Test
  void request_isAnsweredPrintedAndCounted() throws Exception {
    start(options(List.of(200), Duration.ZERO, 0, null));
    HttpResponse<String> answer =
        send(
            request("/hook?a=b", "hello")
                .header("Posthorn-Message-Id", "m1")
                .header("Posthorn-Attempt", "2"));
    send(request("/hook", "").header("webhook-id", "m1"));
    send(request("/hook", ""));

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo("done");
    JsonNode stats = stats();
    assertThat(stats.path("requests").asInt()).isEqualTo(3);
    assertThat(stats.path("distinctIds").asInt()).isEqualTo(1);
    assertThat(stats.path("duplicates").asInt()).isEqualTo(1);
    assertThat(stats.path("withoutId").asInt()).isEqualTo(1);
    assertThat(stats.path("byStatus").path("200").asInt()).isEqualTo(3);
    assertThat(stats.path("firstRequestAt").asText()).isEqualTo("2026-11-21T08:09:10.123Z");
    sink.close();
    assertThat(out.toString(UTF_8))
        .startsWith(
            "2026-11-21T08:09:10.123Z POST /hook?a=b 200 id m1 attempt 2 5 bytes: hello\n"
                + "2026-11-21T08:09:10.123Z POST /hook 200 id m1 attempt - 0 bytes\n")
        .contains("3 requests: 1 distinct ids, 1 that came again, 1 without an id\n");
  }

  @Test
  void status_isTakenInTurn() throws Exception {
    start(options(List.of(200, 500, 204), Duration.ZERO, 0, null));
    assertThat(List.of(status("/", "a"), status("/", "a"), status("/", "a"), status("/", "a")))
        .containsExactly(200, 500, 204, 200);
  }

  @Test
  void failFirst_countsForEachIdByItself() throws Exception {
    start(options(List.of(200), Duration.ZERO, 2, null));
    assertThat(List.of(status("/", "a"), status("/", "b"), status("/", "a"), status("/", "a")))
        .containsExactly(503, 503, 503, 200);
    assertThat(List.of(status("/", "b"), status("/", "b"))).containsExactly(503, 200);
    assertThat(List.of(status("/", null), status("/", null), status("/", null)))
        .containsExactly(503, 503, 200);
  }

  @Test
  void delay_holdsAnswersBackWithoutHoldingUpOthers() throws Exception {
    start(options(List.of(200), Duration.ofHours(1), 0, null));
    CompletableFuture<HttpResponse<String>> held =
        client.sendAsync(request("/", "x").build(), BodyHandlers.ofString());
    await().until(() -> stats().path("requests").asInt() == 1);
    assertThat(held).isNotDone();
    held.cancel(true);
  }

  @Test
  void delay_endsWithTheAnswer() throws Exception {
    start(options(List.of(201), Duration.ofMillis(30), 0, null));
    long before = System.nanoTime();
    assertThat(status("/", "a")).isEqualTo(201);
    assertThat(System.nanoTime() - before).isGreaterThanOrEqualTo(30_000_000);
  }

  @Test
  void signature_isPrintedAndCounted() throws Exception {
    start(options(List.of(200), Duration.ZERO, 0, SECRET));
    send(request("/", "x"));
    assertThat(stats().path("signatures").path("invalid").asInt()).isEqualTo(1);
    sink.close();
    assertThat(out.toString(UTF_8))
        .contains("attempt - signature INVALID (not signed) 1 bytes: x\n")
        .contains("signatures: 0 valid, 1 INVALID\n");
  }

  @Test
  void options_thatMakeNoSense_areNamed() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> options(List.of(200, 100), Duration.ZERO, 0, null))
        .withMessage("status: 100 (expected: 200 to 599)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> options(List.of(200), Duration.ZERO, -1, null))
        .withMessage("fail-first: -1 (expected: at least 0)");
  }

  @Test
  void start_onATakenPort_namesIt() throws Exception {
    try (var taken = new ServerSocket(0)) {
      var options = SinkOptions.on("127.0.0.1", taken.getLocalPort());
      assertThatThrownBy(() -> Sink.start(options, new PrintStream(out), CLOCK))
          .isInstanceOf(StartException.class)
          .hasMessageStartingWith("cannot listen on 127.0.0.1:" + taken.getLocalPort() + ": ");
    }
  }

  private void start(SinkOptions options) {
    sink = Sink.start(options, new PrintStream(out, true, UTF_8), CLOCK);
  }

  private static SinkOptions options(
      List<Integer> statuses, Duration delay, int failFirst, SigningSecret secret) {
    return new SinkOptions("127.0.0.1", 0, statuses, delay, failFirst, secret, false, "done");
  }

  private HttpRequest.Builder request(String target, String body) {
    return HttpRequest.newBuilder(URI.create(sink.address() + target))
        .POST(BodyPublishers.ofString(body));
  }

  private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return client.send(request.build(), BodyHandlers.ofString());
  }

  private int status(String target, String id) throws Exception {
    HttpRequest.Builder request = request(target, "x");
    return send(id == null ? request : request.header("webhook-id", id)).statusCode();
  }

  private JsonNode stats() throws Exception {
    return new ObjectMapper()
        .readTree(send(HttpRequest.newBuilder(URI.create(sink.address() + "/sink/stats"))).body());
  }
}
