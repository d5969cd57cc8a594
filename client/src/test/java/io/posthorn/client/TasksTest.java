package io.posthorn.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Tasks from the client through a real server to a receiver that verifies them. */
@Timeout(120)
class TasksTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String SECRET = "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIz";

  private final Queue<String> received = new ConcurrentLinkedQueue<>();
  private TestServer server;
  private PosthornClient posthorn;
  private HttpServer receiver;
  private String url;

  @BeforeEach
  void open() throws IOException {
    server = TestServer.start();
    posthorn = server.client();
    receiver = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    receiver.createContext("/", this::receive);
    receiver.start();
    url = "http://127.0.0.1:" + receiver.getAddress().getPort();
  }

  @AfterEach
  void close() {
    receiver.stop(0);
    server.close();
  }

  @Test
  void task_isCalledAsItSays_andItsOutcomeTold() {
    posthorn.queues().put("calls", QueueSettings.push().secrets(SECRET));
    posthorn.queues().put("told", QueueSettings.pull());
    Task task =
        Task.to(url + "/mail")
            .method("PUT")
            .header("X-One", "1")
            .header("X-Two", "2")
            .json("{\n \"to\": \"ann\" }")
            .timeout(Duration.ofSeconds(20))
            .successStatus("2xx", "304")
            .retry(RetryPolicy.attempts(3).first(Duration.ofMillis(10)))
            .ttl(Duration.ofHours(1))
            .callbackQueue("told")
            .idempotencyKey("t1");
    Enqueued first = posthorn.tasks("calls").enqueue(task);
    assertThat(posthorn.tasks("calls").enqueue(task).id()).isEqualTo(first.id());

    List<Message> told = posthorn.consumer("told").take(Poll.one().waiting(Duration.ofSeconds(60)));
    assertThat(told.get(0).text()).contains(first.id(), "\"outcome\":\"delivered\"");
    assertThat(received).containsExactly("PUT /mail 12 {  \"to\": \"ann\" } true");
  }

  @Test
  void batch_ofTasksOfAllKinds_isStored() {
    List<Enqueued> stored =
        posthorn
            .tasks("batch")
            .enqueueAll(
                List.of(
                    Task.to(url + "/a").body(Body.of(new byte[] {-1})).contentType("x/y"),
                    Task.to(url + "/b").body("two").at(Instant.now().minusSeconds(5)),
                    Task.to(url + "/c").delay(Duration.ofHours(1)).key("c").callbackUrl(url)));
    assertThat(stored).hasSize(3);
    await().atMost(PATIENCE).until(() -> received.size() == 2);
    assertThat(received)
        .containsExactlyInAnyOrder("POST /a null \uFFFD null", "POST /b null two null");
  }

  @Test
  void schedule_isPutPausedChangedAndEnded() {
    Tasks tasks = posthorn.tasks("reports");
    Task report =
        Task.to(url + "/report").repeat(Repeat.cron("0 9 * * MON-FRI", ZoneId.of("Asia/Shanghai")));
    Enqueued made = tasks.put("daily/1", report);
    assertThat(tasks.put("daily/1", report)).isEqualTo(made);

    MessageRef daily = MessageRef.key("daily/1");
    assertThat(tasks.pause(daily).orElseThrow().isPaused()).isTrue();
    assertThat(tasks.resume(daily).orElseThrow().visibleAt()).isAfter(Instant.now());
    MessageView changed = tasks.change(daily, Task.to(url + "/v2").body("x")).orElseThrow();
    assertThat(changed.toJson()).contains("/v2", "Asia/Shanghai");

    posthorn.messages("reports").run(daily);
    await().atMost(PATIENCE).until(() -> received.contains("POST /v2 null x null"));
    assertThat(posthorn.messages("reports").cancel(daily)).isTrue();

    tasks.put("every", Task.to(url).repeat(Repeat.every(Duration.ofMinutes(10))));
    tasks.put(
        "adaptive",
        Task.to(url)
            .delay(Duration.ofHours(1))
            .repeat(Repeat.adaptive(Duration.ofSeconds(10), Duration.ofMinutes(10))));
    tasks.put("utc", Task.to(url).repeat(Repeat.cron("@daily")));
    assertThat(posthorn.messages("reports").browse(Browse.ALL).items()).hasSize(3);
  }

  @Test
  void mistakes_areNamed() {
    assertThatThrownBy(() -> posthorn.tasks("bad").enqueue(Task.to("ftp://example.com/")))
        .isInstanceOfSatisfying(
            PosthornException.class,
            e -> {
              assertThat(e.code()).isEqualTo("bad-request");
              assertThat(e.field()).isEqualTo("url");
              assertThat(e).hasMessage("url: 'ftp://example.com/' (expected: http:// or https://)");
            });
    assertThatThrownBy(() -> Task.ofQueue().json("{\"a\":}"))
        .hasMessage("no JSON: '}' at character 5 (expected: a value)");
    assertThatThrownBy(() -> Task.ofQueue().delay(Duration.ofSeconds(-1)))
        .hasMessage("delay: PT-1S (expected: 0 or longer)");
  }

  private void receive(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readAllBytes();
    var headers = exchange.getRequestHeaders();
    String one = headers.getFirst("X-One");
    String signed =
        one == null
            ? null
            : String.valueOf(WebhookVerifier.of(SECRET).isValid(headers::getFirst, body));
    received.add(
        exchange.getRequestMethod()
            + " "
            + exchange.getRequestURI()
            + " "
            + (one == null ? null : one + headers.getFirst("X-Two"))
            + " "
            + new String(body, UTF_8)
            + " "
            + signed);
    exchange.sendResponseHeaders(200, -1);
    exchange.close();
  }
}
