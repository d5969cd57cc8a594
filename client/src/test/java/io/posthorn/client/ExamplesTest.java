package io.posthorn.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The examples of the Javadoc, which {@link JavadocExamplesTest} compares with it. */
@Timeout(120)
class ExamplesTest {
  private final List<String> sent = Collections.synchronizedList(new ArrayList<>());
  private TestServer server;
  private String address;
  private PosthornClient posthorn;

  @BeforeEach
  void open() {
    server = TestServer.start();
    address = server.address();
    posthorn = PosthornClient.of(address);
  }

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void client() {
    PosthornClient posthorn = PosthornClient.of(address);
    posthorn.producer("mail").enqueue(NewMessage.text("hello"));
    for (LeasedMessage message : posthorn.consumer("mail").reserve(Poll.one())) {
      send(message.text());
      posthorn.consumer("mail").settle(message, Outcome.ack());
    }
    assertThat(sent).containsExactly("hello");
    assertThat(statistics("mail").totals().acked()).isEqualTo(1);
  }

  @Test
  void consumer() {
    posthorn.producer("mail").enqueueAll(List.of(NewMessage.text("a"), NewMessage.text("b")));
    Consumer mail = posthorn.consumer("mail");
    try (LeaseKeeper keeper = mail.keeper(Duration.ofSeconds(30))) {
      List<LeasedMessage> messages = mail.reserve(Poll.upTo(10).leasing(keeper.lease()));
      messages.forEach(keeper::keep);
      for (LeasedMessage message : messages) {
        send(message.text());
        keeper.release(message);
        mail.settle(message, Outcome.ack());
      }
    }
    assertThat(sent).containsExactly("a", "b");
    assertThat(statistics("mail").totals().acked()).isEqualTo(2);
  }

  @Test
  void worker() {
    posthorn.producer("mail").enqueue(NewMessage.text("hello"));
    Worker worker =
        posthorn.work(
            WorkerOptions.on("mail").concurrency(8),
            message -> {
              send(message.text());
              return Outcome.ack();
            });
    Runtime.getRuntime().addShutdownHook(new Thread(worker::close));
    await().atMost(Duration.ofSeconds(60)).until(() -> sent.contains("hello"));
    worker.close();
    assertThat(statistics("mail").totals().acked()).isEqualTo(1);
  }

  @Test
  void messagesAndPolls() {
    NewMessage message =
        NewMessage.text("close order 1001").delay(Duration.ofMinutes(30)).key("order-1001");
    posthorn.producer("orders").enqueue(message);
    assertThat(posthorn.messages("orders").find(MessageRef.key("order-1001"))).isPresent();
    posthorn.messages("orders").run(MessageRef.key("order-1001"));
    Poll poll = Poll.upTo(10).waiting(Duration.ofSeconds(20)).leasing(Duration.ofMinutes(2));
    assertThat(posthorn.consumer("orders").reserve(poll)).hasSize(1);
  }

  @Test
  void tasks() {
    Task close =
        Task.to("https://shop.example/orders/close")
            .json("{\"order\":1001}")
            .delay(Duration.ofMinutes(30))
            .key("order-1001")
            .retry(RetryPolicy.attempts(5).first(Duration.ofSeconds(10)));
    assertThat(posthorn.tasks("orders").enqueue(close).sequence()).isEqualTo(1);
    Task report =
        Task.to("https://shop.example/report")
            .repeat(Repeat.cron("0 9 * * MON-FRI", ZoneId.of("Asia/Shanghai")));
    assertThat(posthorn.tasks("reports").put("daily", report).visibleAt()).isNotNull();
  }

  @Test
  void queueSettings() {
    QueueSettings settings =
        QueueSettings.pull().lease(Duration.ofMinutes(2)).retry(RetryPolicy.attempts(5));
    assertThat(posthorn.queues().put("q", settings).settings().text("lease")).isEqualTo("2m");
  }

  @Test
  void webhook() {
    assertThat(answer(new Request())).isEqualTo(401);
  }

  @Test
  void delayer() {
    try (RedisProcess process = RedisProcess.start()) {
      String redis = process.uri();
      process.moveWhenPushed("order-1001", "close_order");
      try (DelayerClient delayer = DelayerClient.of(redis)) {
        delayer.push(
            DelayerJob.of("order-1001", "close_order", "{\"order\":1001}"), Duration.ofMinutes(30));
        Optional<DelayerJob> job = delayer.bPop("close_order", Duration.ofSeconds(20));
      }
      assertThat(process.redis().keys("*")).isEmpty();
    }
  }

  private static int answer(Request request) {
    WebhookVerifier verifier = WebhookVerifier.of("whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIz");
    if (!verifier.isValid(request::header, request.body())) {
      return 401;
    }
    return 200;
  }

  private void send(String text) {
    sent.add(text);
  }

  private QueueStatistics statistics(String queue) {
    return posthorn.queues().find(queue).orElseThrow().statistics();
  }

  /** A request as some framework has it. */
  private static final class Request {
    String header(String name) {
      return name;
    }

    byte[] body() {
      return "x".getBytes(UTF_8);
    }
  }
}
