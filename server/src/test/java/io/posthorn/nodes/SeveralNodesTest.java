package io.posthorn.nodes;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.posthorn.message.Body;
import io.posthorn.message.HttpTarget;
import io.posthorn.message.NewMessage;
import io.posthorn.message.Push;
import io.posthorn.message.QueueConfig;
import io.posthorn.message.QueueMode;
import io.posthorn.message.QueueName;
import io.posthorn.message.RateLimit;
import io.posthorn.message.Repeat;
import io.posthorn.message.StatusSet;
import io.posthorn.message.Task;
import io.posthorn.nodes.Receiver.Received;
import io.posthorn.redis.RedisServer;
import io.posthorn.storage.Atomicity;
import io.posthorn.storage.ConfigBuilder;
import io.posthorn.storage.HandOut;
import io.posthorn.storage.MessageBuilder;
import io.posthorn.storage.Taken;
import io.posthorn.storage.redis.RedisOptions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Three nodes over one Redis: what one does, the others hear; bounds hold for all together. */
@Timeout(180)
class SeveralNodesTest {
  /** How far below its limit a queue may stay; 0.05 is what was claimed, on a quiet machine. */
  private static final double SLACK = Double.parseDouble(System.getProperty("nodes.slack", "0.4"));

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** Far less than a poll that heard no hint would take. */
  private static final Duration SOON = Duration.ofSeconds(5);

  private final RedisServer redis = RedisServer.start();
  private final RedisOptions options =
      new RedisOptions("redis://127.0.0.1:" + redis.port(), Duration.ofSeconds(10));
  private final List<Node> nodes = new ArrayList<>();
  private @Nullable Receiver receiver;

  @BeforeEach
  void start() throws Exception {
    for (int i = 0; i < 3; i++) {
      Node node = Node.delivering(options, "node-" + i);
      nodes.add(node);
      node.queue("q", QueueConfig.PULL);
    }
    // All of them hear each other.
    await().until(() -> redis.call("PUBSUB", "NUMSUB", "posthorn:hints").endsWith(":3]"));
  }

  @AfterEach
  void stop() {
    if (receiver != null) {
      receiver.close();
    }
    nodes.forEach(Node::close);
    redis.close();
  }

  @Test
  void longPoll_isWokenByWhatAnotherNodeDoes() throws Exception {
    QueueName queue = QueueName.of("q");
    assertThat(hears(queue, () -> put(0, queue, message("a")))).isEqualTo(List.of("a"));

    NewMessage delayed = new MessageBuilder("b").delay(Duration.ofMillis(200)).build();
    assertThat(hears(queue, () -> put(0, queue, delayed))).isEqualTo(List.of("b"));

    nodes.get(0).broker.pause(queue, true).get(30, TimeUnit.SECONDS);
    put(0, queue, message("c"));
    assertThat(hears(queue, () -> nodes.get(2).broker.pause(queue, false).join()))
        .isEqualTo(List.of("c"));

    CompletableFuture<Taken> poll = waits(queue);
    nodes.get(0).broker.deleteQueue(queue).get(30, TimeUnit.SECONDS);
    assertThat(poll)
        .succeedsWithin(SOON)
        .extracting(Taken::handOut)
        .isEqualTo(HandOut.QUEUE_MISSING);
  }

  @Test
  void hintsThatAreLost_costAPoll_andNoMessage() throws Exception {
    QueueName queue = QueueName.of("q");
    redis.call("ACL", "SETUSER", "default", "resetchannels");
    CompletableFuture<Taken> poll = waits(queue);
    put(0, queue, message("a"));
    assertThat(poll).succeedsWithin(PATIENCE);
    assertThat(bodies(poll.join())).containsExactly("a");
  }

  @Test
  void rateLimit_holdsForAllTogether() throws Exception {
    receiver = new Receiver(Duration.ZERO);
    var rate = new RateLimit(500, Duration.ofSeconds(1), 10);
    QueueName queue = push(0, "paced", new Push(target(), false, 64, rate, 0));
    int count = 2_000;
    put(queue, count);
    await().atMost(PATIENCE).until(() -> receiver.received.size() >= count);

    List<Received> all = List.copyOf(receiver.received);
    double seconds = (all.get(count - 1).nanos() - all.get(0).nanos()) / 1e9;
    System.out.printf("rateLimit 500/s over three nodes: %.1f/s%n", (count - 10) / seconds);
    // More would break the limit; less is a busy machine's.
    assertThat((count - 10) / seconds).isBetween(500.0 * (1 - SLACK), 525.0);
    assertThat(receiver.bodies()).doesNotHaveDuplicates().hasSize(count);
    assertThat(all.stream().map(Received::node).distinct()).hasSizeGreaterThan(1);
  }

  @Test
  void maxConcurrency_holdsForAllTogether() throws Exception {
    receiver = new Receiver(Duration.ofMillis(5));
    QueueName queue = push(1, "single", new Push(target(), false, 1, null, 0));
    put(queue, 200);
    await().atMost(PATIENCE).until(() -> receiver.received.size() >= 200);
    assertThat(receiver.mostAtOnce).hasValue(1);
    assertThat(receiver.bodies()).doesNotHaveDuplicates().hasSize(200);
  }

  @Test
  void order_holdsForAllTogether() throws Exception {
    receiver = new Receiver(Duration.ofMillis(2));
    QueueName queue = push(2, "ordered", new Push(target(), true, 1, null, 0));
    put(queue, 200);
    await().atMost(PATIENCE).until(() -> receiver.received.size() >= 200);
    assertThat(receiver.bodies())
        .containsExactlyElementsOf(IntStream.range(0, 200).mapToObj(i -> "m" + i).toList());
  }

  @Test
  void killingTheNodeThatRunsASchedule_skipsNoRun() throws Exception {
    receiver = new Receiver(Duration.ZERO);
    QueueName queue = push(0, "jobs", new Push(target(), false, 16, null, 0));
    Task every = Task.NONE.withRepeat(new Repeat.Every(Duration.ofSeconds(1), Instant.EPOCH));
    nodes.get(0).broker.tasks().enqueue(queue, task(every)).get(30, TimeUnit.SECONDS);
    for (int runs = 2; runs <= 6; runs += 2) {
      int wanted = runs;
      await().atMost(PATIENCE).until(() -> receiver.received.size() >= wanted);
      if (nodes.size() > 1) {
        awaitNoLease(queue);
        killTheLastToRun();
      }
    }
    List<Instant> runs =
        receiver.received.stream().map(run -> Instant.parse(run.scheduledAt())).toList();
    Instant first = runs.get(0);
    assertThat(runs)
        .containsExactlyElementsOf(
            IntStream.range(0, runs.size()).mapToObj(first::plusSeconds).toList());
    assertThat(receiver.received).extracting(Received::id).doesNotHaveDuplicates();
  }

  @Test
  void runInFlightAtAKill_isRepeated_underTheSameIdAndInstant() throws Exception {
    receiver = new Receiver(Duration.ofMillis(500));
    QueueName queue = push(0, "jobs", new Push(target(), false, 16, null, 0));
    Task hourly = Task.NONE.withRepeat(new Repeat.Every(Duration.ofHours(1), Instant.EPOCH));
    NewMessage now = new MessageBuilder("job").visibleAt(Instant.now()).task(hourly).build();
    nodes.get(0).broker.tasks().enqueue(queue, now).get(30, TimeUnit.SECONDS);
    await().atMost(PATIENCE).until(() -> receiver.received.size() == 1);
    killTheLastToRun();
    // As if the lease of the dead had ended: that takes most of a minute.
    nodes.get(0).broker.deliveries().endLeases(queue).get(30, TimeUnit.SECONDS);

    await().atMost(PATIENCE).until(() -> receiver.received.size() == 2);
    List<Received> runs = List.copyOf(receiver.received);
    assertThat(runs.get(1).node()).isNotEqualTo(runs.get(0).node());
    assertThat(runs.get(1).id()).isEqualTo(runs.get(0).id());
    assertThat(runs.get(1).scheduledAt()).isEqualTo(runs.get(0).scheduledAt());
  }

  private void awaitNoLease(QueueName queue) {
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(2))
        .until(
            () ->
                nodes.get(0).broker.stats(List.of(queue)).join().get(0).orElseThrow().leased()
                    == 0);
  }

  private void killTheLastToRun() {
    List<Received> all = List.copyOf(receiver.received);
    String name = all.get(all.size() - 1).node();
    Node last = nodes.stream().filter(node -> node.name.equals(name)).findFirst().orElseThrow();
    nodes.remove(last);
    last.kill();
  }

  /** What a long poll at node 1 gets because of what {@code change} does elsewhere. */
  private List<String> hears(QueueName queue, Action change) throws Exception {
    CompletableFuture<Taken> poll = waits(queue);
    change.run();
    assertThat(poll).succeedsWithin(SOON);
    return bodies(poll.join());
  }

  private interface Action {
    void run() throws Exception;
  }

  /** A long poll that has found nothing. */
  private CompletableFuture<Taken> waits(QueueName queue) {
    int before = takes();
    CompletableFuture<Taken> poll = nodes.get(1).broker.take(queue, 1, Duration.ofSeconds(50));
    await().until(() -> takes() > before);
    return poll;
  }

  /** Scripts that Redis ran with a cost of its own: whatever asks for messages. */
  private int takes() {
    String calls = redis.call("INFO", "commandstats");
    int at = calls.indexOf("cmdstat_evalsha:calls=");
    return at < 0 ? 0 : Integer.parseInt(calls.substring(at + 22, calls.indexOf(',', at)));
  }

  private void put(int node, QueueName queue, NewMessage message) throws Exception {
    nodes.get(node).broker.enqueue(queue, message, QueueConfig.PULL).get(30, TimeUnit.SECONDS);
  }

  private void put(QueueName queue, int count) throws Exception {
    for (int from = 0; from < count; from += 500) {
      List<NewMessage> batch =
          IntStream.range(from, Math.min(from + 500, count))
              .mapToObj(i -> message("m" + i))
              .toList();
      nodes
          .get(0)
          .broker
          .enqueue(queue, batch, Atomicity.ALL, QueueConfig.PUSH)
          .get(30, TimeUnit.SECONDS);
    }
  }

  private QueueName push(int node, String name, Push push) throws Exception {
    QueueConfig config = new ConfigBuilder().mode(QueueMode.PUSH).push(push).build();
    return nodes.get(node).queue(name, config);
  }

  private HttpTarget target() {
    HttpTarget to = HttpTarget.DEFAULT;
    return new HttpTarget(
        receiver.url(),
        "POST",
        List.of(),
        to.connectTimeout(),
        Duration.ofSeconds(1),
        StatusSet.SUCCESS,
        to.retryOn(),
        0,
        List.of());
  }

  private static NewMessage message(String body) {
    return NewMessage.of(Body.of(body.getBytes(UTF_8)));
  }

  private static NewMessage task(Task task) {
    return new MessageBuilder("job").task(task).build();
  }

  private static List<String> bodies(Taken taken) {
    return taken.messages().stream()
        .map(message -> new String(message.body().bytes(), UTF_8))
        .toList();
  }
}
