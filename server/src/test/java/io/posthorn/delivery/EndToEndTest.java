package io.posthorn.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.posthorn.Server;
import io.posthorn.config.ConfigLoader;
import io.posthorn.delivery.call.RawReceiver;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A whole server on disk, asked over HTTP, calling real sockets. */
@Timeout(120)
class EndToEndTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Where nothing may be sent. */
  private static final String DENIED = "127.0.0.66";

  /** Far below the 45 s of a lease, far above what a busy computer needs. */
  private static final Duration AT_ONCE = Duration.ofSeconds(20);

  private final HttpClient client = HttpClient.newHttpClient();

  @TempDir Path folder;

  @Test
  void task_isRetried_delivered_told_andItsAttemptsAreReadBack() throws Exception {
    var refusals = new AtomicInteger(2);
    try (var receiver =
            RawReceiver.running(
                with -> {
                  for (String r = with.request(); r != null; r = with.request()) {
                    boolean refuse = r.startsWith("POST /hook ") && refusals.getAndDecrement() > 0;
                    with.send(refuse ? answer("500 No", "", "later") : answer("200 OK", "", "ok"));
                  }
                });
        Server server = serve(folder)) {
      String id =
          post(
              server,
              """
              {"url":"%s","json":{"to":"ann"},"key":"mail-1","headers":{"X-Tenant":"7","posthorn-attempt":"99"},
               "retry":{"first":"10ms"},"callback":{"url":"%s"}}
              """
                  .formatted(receiver.url("/hook"), receiver.url("/told")));
      await().until(() -> view(server, id).path("state").asText().equals("consumed"));
      await().until(() -> receiver.requests().size() == 4);

      for (int i = 0; i < 3; i++) {
        assertThat(receiver.requests().get(i))
            .startsWith("POST /hook HTTP/1.1\r\n")
            .contains("\r\nX-Tenant: 7\r\n", "\r\nContent-Type: application/json\r\n")
            .contains("\r\nPosthorn-Queue: mails\r\n", "\r\nPosthorn-Message-Id: " + id + "\r\n")
            .contains("\r\nwebhook-id: " + id + "\r\n")
            .contains("\r\nPosthorn-Attempt: " + (i + 1) + "\r\n")
            .doesNotContain("posthorn-attempt: 99")
            .endsWith("\r\n\r\n{\"to\":\"ann\"}");
      }
      JsonNode attempts = view(server, id).path("attempts");
      assertThat(attempts.findValuesAsText("status")).containsExactly("500", "500", "200");
      assertThat(attempts.findValuesAsText("outcome")).containsExactly("retry", "retry", "ack");
      assertThat(attempts.findValuesAsText("answer")).containsExactly("later", "later", "ok");

      String told = receiver.requests().get(3);
      assertThat(told).startsWith("POST /told HTTP/1.1\r\n");
      JsonNode outcome = JSON.readTree(told.substring(told.indexOf("\r\n\r\n") + 4));
      assertThat(outcome.path("id").asText()).isEqualTo(id);
      assertThat(outcome.path("key").asText()).isEqualTo("mail-1");
      assertThat(outcome.path("outcome").asText()).isEqualTo("delivered");
      assertThat(outcome.path("attempt").asInt()).isEqualTo(3);
    }
  }

  @Test
  void gone_endsIt() throws Exception {
    try (var receiver = RawReceiver.answering(answer("410 Gone", "", "moved out"));
        Server server = serve(folder)) {
      String id = post(server, task(receiver.url("/hook")));
      await().until(() -> view(server, id).path("state").asText().equals("dead"));
      assertThat(view(server, id).path("reason").asText()).isEqualTo("gone");
      assertThat(receiver.requests()).hasSize(1);
    }
  }

  @Test
  void retryAfter_isKeptTo() throws Exception {
    try (var receiver = RawReceiver.answering(answer("503 Busy", "Retry-After: 3000\r\n", ""));
        Server server = serve(folder)) {
      String id = post(server, task(receiver.url("/hook")));
      await().until(() -> view(server, id).path("attempts").size() == 1);
      JsonNode view = view(server, id);
      assertThat(view.path("state").asText()).isEqualTo("scheduled");
      Instant asked = Instant.parse(view.path("enqueuedAt").asText()).plusSeconds(3000);
      assertThat(Instant.parse(view.path("visibleAt").asText()))
          .isBetween(asked, asked.plusSeconds(60));
      assertThat(receiver.requests()).hasSize(1);
    }
  }

  @Test
  void deniedAddress_seesNoByte_andTheReasonIsRecorded() throws Exception {
    try (var denied = RawReceiver.at(DENIED, RawReceiver.Conversation::awaitEnd);
        Server server = serve(folder)) {
      for (String host : List.of(DENIED, "[::ffff:" + DENIED + "]")) {
        String id = post(server, task("http://" + host + ":" + denied.port() + "/"));
        await().until(() -> view(server, id).path("state").asText().equals("dead"));
        JsonNode view = view(server, id);
        assertThat(view.path("reason").asText()).isEqualTo("denied");
        assertThat(view.path("attempts").path(0).path("detail").asText())
            .contains(DENIED, "is denied", "(configured)");
      }
      assertThat(denied.accepted()).isZero();
      assertThat(denied.bytes()).isZero();
    }
  }

  @Test
  void inFlightAtACrash_isDeliveredAgainAtOnce_andWhatWasWaitingIsKept() throws Exception {
    var mute = new CountDownLatch(1);
    try (var receiver =
            RawReceiver.running(
                with -> {
                  while (with.request() != null) {
                    mute.await();
                    with.send(answer("200 OK", "", "ok"));
                  }
                });
        Server first = serve(folder.resolve("first"))) {
      String id = post(first, task(receiver.url("/hook")));
      String later =
          post(first, "{\"url\":\"" + receiver.url("/later") + "\",\"delay\":\"1000s\"}");
      await().until(() -> receiver.requests().size() == 1);

      // What a power cut now would leave.
      copy(folder.resolve("first"), folder.resolve("second"));
      try (Server second = serve(folder.resolve("second"))) {
        await().atMost(AT_ONCE).until(() -> receiver.requests().size() == 2);
        assertThat(receiver.requests().get(1))
            .contains("\r\nPosthorn-Attempt: 2\r\n", "\r\nwebhook-id: " + id + "\r\n");
        mute.countDown();
        await().until(() -> view(second, id).path("state").asText().equals("consumed"));
        assertThat(view(second, id).path("attempts").findValuesAsText("outcome"))
            .containsExactly("expired", "ack");
        assertThat(view(second, later).path("state").asText()).isEqualTo("scheduled");
        assertThat(view(second, later).path("visibleAt"))
            .isEqualTo(view(first, later).path("visibleAt"));
      }
    }
  }

  @Test
  void stoppedServer_goesOnWhereItWas() throws Exception {
    var status = new AtomicInteger(503);
    try (var receiver =
        RawReceiver.running(
            with -> {
              while (with.request() != null) {
                with.send(answer(status.get() + " X", "", ""));
              }
            })) {
      String id;
      try (Server server = serve(folder)) {
        id =
            post(
                server,
                """
                {"url":"%s","retry":{"first":"3s","jitter":"none"}}
                """
                    .formatted(receiver.url("/hook")));
        await().until(() -> view(server, id).path("attempts").size() == 1);
        status.set(200);
      }
      try (Server server = serve(folder)) {
        await()
            .atMost(Duration.ofSeconds(30))
            .until(() -> view(server, id).path("state").asText().equals("consumed"));
        assertThat(view(server, id).path("attempts").findValuesAsText("status"))
            .containsExactly("503", "200");
        assertThat(receiver.requests().get(1)).contains("\r\nPosthorn-Attempt: 2\r\n");
      }
    }
  }

  @Test
  void everySecretOfTheQueue_signsWhatIsSent() throws Exception {
    try (var receiver = RawReceiver.answering(answer("200 OK", "", "ok"));
        Server server = serve(folder)) {
      byte[] old = "0123456789012345678901234".getBytes(UTF_8);
      byte[] young = "abcdefghabcdefghabcdefgh".getBytes(UTF_8);
      queue(server, "PUT", "{\"mode\":\"push\",\"target\":{\"secrets\":[\"%s\"]}}", secret(old));
      post(server, task(receiver.url("/hook")));
      await().until(() -> receiver.requests().size() == 1);
      assertThat(signatures(receiver.requests().get(0)))
          .containsExactly(signature(receiver.requests().get(0), old));

      queue(
          server,
          "PATCH",
          "{\"target\":{\"secrets\":[\"%s\",\"%s\"]}}",
          secret(young),
          secret(old));
      post(server, task(receiver.url("/hook")));
      await().until(() -> receiver.requests().size() == 2);
      String second = receiver.requests().get(1);
      assertThat(signatures(second))
          .containsExactly(signature(second, young), signature(second, old));
      assertThat(get(server, "/v1/queues/mails"))
          .doesNotContain(secret(old), secret(young))
          .contains("\"secrets\":[{\"id\":");
    }
  }

  private static String secret(byte[] key) {
    return "whsec_" + Base64.getEncoder().encodeToString(key);
  }

  private static List<String> signatures(String request) {
    return List.of(header(request, "webhook-signature").split(" "));
  }

  /** What Standard Webhooks has for {@code request}, counted out here once more. */
  private static String signature(String request, byte[] key) throws Exception {
    String signed =
        header(request, "webhook-id")
            + "."
            + header(request, "webhook-timestamp")
            + "."
            + request.substring(request.indexOf("\r\n\r\n") + 4);
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(key, "HmacSHA256"));
    return "v1," + Base64.getEncoder().encodeToString(mac.doFinal(signed.getBytes(UTF_8)));
  }

  private static String header(String request, String name) {
    int at = request.indexOf("\r\n" + name + ": ");
    assertThat(at).as(name + " of " + request).isPositive();
    return request.substring(at + name.length() + 4, request.indexOf("\r\n", at + 2));
  }

  private void queue(Server server, String method, String json, Object... secrets)
      throws Exception {
    HttpRequest request =
        request(server, "/v1/queues/mails")
            .method(method, BodyPublishers.ofString(json.formatted(secrets)))
            .build();
    HttpResponse<String> response = client.send(request, BodyHandlers.ofString());
    assertThat(response.statusCode()).as(response.body()).isIn(200, 201);
  }

  private String get(Server server, String path) throws Exception {
    return client.send(request(server, path).build(), BodyHandlers.ofString()).body();
  }

  private static Server serve(Path data) {
    ConfigLoader config =
        new ConfigLoader()
            .assignment("data=" + data)
            .assignment("listen.port=0")
            .assignment("http.eventLoops=1")
            .assignment("delivery.addresses.deny=" + DENIED);
    return Server.start(config.load().config(), Server.Front.ALL);
  }

  private static String task(String url) {
    return "{\"url\":\"" + url + "\",\"body\":\"x\",\"retry\":{\"first\":\"10ms\"}}";
  }

  private static String answer(String status, String header, String body) {
    return "HTTP/1.1 "
        + status
        + "\r\n"
        + header
        + "Content-Length: "
        + body.length()
        + "\r\n\r\n"
        + body;
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(from.relativize(file).toString()));
      }
    }
  }

  /** Posts a task; answers its id. */
  private String post(Server server, String json) throws Exception {
    HttpRequest request =
        request(server, "/v1/queues/mails/tasks").POST(BodyPublishers.ofString(json)).build();
    HttpResponse<String> response = client.send(request, BodyHandlers.ofString());
    assertThat(response.statusCode()).as(response.body()).isEqualTo(201);
    return JSON.readTree(response.body()).path("id").asText();
  }

  private JsonNode view(Server server, String id) throws Exception {
    HttpRequest request = request(server, "/v1/queues/mails/messages/" + id).build();
    HttpResponse<String> response = client.send(request, BodyHandlers.ofString());
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return JSON.readTree(response.body());
  }

  private static HttpRequest.Builder request(Server server, String path) {
    return HttpRequest.newBuilder(URI.create(server.address() + path))
        .timeout(Duration.ofSeconds(30));
  }
}
