package io.posthorn.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.posthorn.client.Proxy.Fate;
import java.io.IOException;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A worker does each message once, whatever happens to the server and to the handler. */
@Timeout(120)
@SuppressWarnings("try") // a worker works while its block waits
class WorkerTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final WorkerOptions ONE = WorkerOptions.on("work").lease(Duration.ofSeconds(10));

  private final Queue<String> done = new ConcurrentLinkedQueue<>();
  private final AtomicInteger last = new AtomicInteger();
  private TestServer server;
  private Proxy proxy;
  private PosthornClient posthorn;

  @BeforeEach
  void open() throws IOException {
    server = TestServer.start();
    proxy = new Proxy(server.address());
    posthorn = PosthornClient.of(proxy.address());
  }

  @AfterEach
  void close() {
    proxy.close();
    server.close();
  }

  @Test
  void work_isDoneByAsManyThreadsAsAllowed_eachMessageOnce() {
    posthorn
        .producer("work")
        .enqueueAll(IntStream.range(0, 20).mapToObj(i -> NewMessage.text("m" + i)).toList());
    var under = new AtomicInteger();
    var most = new AtomicInteger();
    // Passes only when four are there at once.
    var four = new CyclicBarrier(4);
    try (Worker worker =
        posthorn.work(
            ONE.concurrency(4),
            message -> {
              most.accumulateAndGet(under.incrementAndGet(), Math::max);
              four.await(60, TimeUnit.SECONDS);
              done.add(message.text());
              under.decrementAndGet();
              return Outcome.ack();
            })) {
      await().atMost(PATIENCE).until(() -> statistics().totals().acked() == 20);
    }
    assertThat(done).hasSize(20).doesNotHaveDuplicates();
    assertThat(most.get()).isEqualTo(4);
  }

  @Test
  void exception_retries_andDeadLetterEnds() {
    enqueue("bad");
    enqueue("worse");
    posthorn.queues().change("work", QueueSettings.change().retry(quick()));
    try (Worker worker =
        posthorn.work(
            ONE,
            message -> {
              done.add(message.text() + message.attempt());
              if (message.text().equals("worse")) {
                return Outcome.deadLetter("beyond repair");
              }
              if (message.attempt() == 1) {
                throw new IllegalStateException("not today");
              }
              return Outcome.ack();
            })) {
      await().atMost(PATIENCE).until(() -> done.contains("bad2"));
      await().atMost(PATIENCE).until(() -> statistics().dead() == 1);
    }
    assertThat(done).containsExactlyInAnyOrder("bad1", "bad2", "worse1");
    MessageView dead = posthorn.messages("work").browse(Browse.ALL.state("dead")).items().get(0);
    assertThat(dead.reason()).isEqualTo("beyond repair");
    assertThat(proxy.seen("not today")).hasSize(1);
  }

  @Test
  void longWork_keepsItsLease() {
    enqueue("long");
    try (Worker worker =
        posthorn.work(
            ONE.lease(Duration.ofSeconds(1)),
            message -> {
              // Each third of a second: the lease would have ended long since.
              await().atMost(PATIENCE).until(() -> proxy.seen("\"extend\"").size() >= 6);
              done.add(message.text() + message.attempt());
              return Outcome.ack();
            })) {
      await().atMost(PATIENCE).until(() -> statistics().totals().acked() == 1);
    }
    assertThat(done).containsExactly("long1");
    assertThat(statistics().totals().reserved()).isEqualTo(1);
  }

  @Test
  void lostLease_isNotSettled() {
    enqueue("lost");
    try (Worker worker =
        posthorn.work(
            ONE.lease(Duration.ofSeconds(1)),
            message -> {
              posthorn.messages("work").cancel(MessageRef.id(message.id()));
              // What is stale is extended no more.
              await()
                  .during(Duration.ofSeconds(1))
                  .atMost(PATIENCE)
                  .until(() -> proxy.seen("\"extend\"").size(), this::isSame);
              done.add(message.text());
              return Outcome.ack();
            })) {
      await().atMost(PATIENCE).until(() -> !done.isEmpty());
    }
    assertThat(proxy.seen("\"ack\"")).isEmpty();
  }

  @Test
  void serverAway_worksAgainWhenItIsBack() {
    enqueue("later");
    proxy.next(3, "/reserve", Fate.CUT_BEFORE);
    try (Worker worker = posthorn.work(ONE, this::ack)) {
      await().atMost(PATIENCE).until(() -> done.contains("later"));
    }
    assertThat(proxy.seen("/reserve")).hasSizeGreaterThanOrEqualTo(4);
  }

  @Test
  void refusal_isTriedAgainAfterAPause() {
    enqueue("later");
    proxy.next(1, "/reserve", Fate.REFUSE);
    long start = System.nanoTime();
    try (Worker worker = posthorn.work(ONE, this::ack)) {
      await().atMost(PATIENCE).until(() -> done.contains("later"));
    }
    // Retry-After: 1.
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(950));
  }

  @Test
  void settlementWithoutAnswer_isRepeated_andCountsOnce() {
    enqueue("once");
    proxy.next(1, "/settle", Fate.CUT_AFTER);
    try (Worker worker = posthorn.work(ONE, this::ack)) {
      await().atMost(PATIENCE).until(() -> proxy.seen("\"ack\"").size() == 2);
    }
    assertThat(proxy.seen("\"ack\"")).hasSize(2);
    assertThat(proxy.seen("\"ack\"").stream().distinct()).hasSize(1);
    assertThat(statistics().totals().acked()).isEqualTo(1);
    assertThat(done).containsExactly("once");
  }

  @Test
  void settlement_outlastsAServerThatIsAway() {
    enqueue("done");
    proxy.next(3, "/settle", Fate.CUT_BEFORE);
    try (Worker worker = posthorn.work(ONE, this::ack)) {
      await().atMost(PATIENCE).until(() -> statistics().totals().acked() == 1);
    }
    assertThat(done).containsExactly("done");
  }

  @Test
  void settlement_outlastsAProxyWithoutServer() {
    enqueue("done");
    proxy.next(2, "/settle", Fate.BAD_GATEWAY);
    try (Worker worker = posthorn.work(ONE.lease(Duration.ofMinutes(10)), this::ack)) {
      await().atMost(PATIENCE).until(() -> statistics().totals().acked() == 1);
    }
    assertThat(done).containsExactly("done");
  }

  @Test
  void handlerThatLeavesItsThreadInterrupted_isSettledAllTheSame() {
    enqueue("done");
    // One that is aborted may have arrived all the same.
    proxy.next(1, "/settle", Fate.CUT_BEFORE);
    try (Worker worker =
        posthorn.work(
            ONE.lease(Duration.ofMinutes(10)),
            message -> {
              Thread.currentThread().interrupt();
              return ack(message);
            })) {
      await().atMost(PATIENCE).until(() -> statistics().totals().acked() == 1);
    }
    assertThat(done).containsExactly("done");
  }

  @Test
  void failureOfManyWords_isRetriedLikeAnyOther() {
    enqueue("bad");
    posthorn.queues().change("work", QueueSettings.change().retry(quick()));
    try (Worker worker =
        posthorn.work(
            ONE.lease(Duration.ofMinutes(10)),
            message -> {
              if (message.attempt() == 1) {
                // Short enough in characters, not in bytes.
                throw new IllegalStateException("失败".repeat(400) + "\uD83D\uDE00".repeat(100));
              }
              return ack(message);
            })) {
      await().atMost(PATIENCE).until(() -> statistics().totals().acked() == 1);
    }
    assertThat(proxy.seen("失败")).hasSize(1);
  }

  @Test
  void options_areChecked() {
    assertThatThrownBy(() -> ONE.longPoll(Duration.ZERO))
        .hasMessage("longPoll: PT0S (expected: 1s to 3600s)");
    assertThatThrownBy(() -> ONE.lease(Duration.ofMillis(999)))
        .hasMessage("lease: PT0.999S (expected: 1s or longer)");
    assertThatThrownBy(() -> ONE.grace(Duration.ofSeconds(Long.MAX_VALUE)))
        .hasMessageContaining("grace: ");
  }

  @Test
  void close_letsWorkEnd_andReservesNothingMore() throws Exception {
    enqueue("first");
    enqueue("second");
    var started = new CountDownLatch(1);
    var mayEnd = new CountDownLatch(1);
    Worker worker =
        posthorn.work(
            ONE,
            message -> {
              started.countDown();
              mayEnd.await();
              return ack(message);
            });
    started.await();
    var closed = CompletableFuture.runAsync(worker::close);
    await()
        .during(Duration.ofMillis(300))
        .atMost(PATIENCE)
        .until(() -> !closed.isDone() && statistics().leased() == 1);
    mayEnd.countDown();
    closed.get(60, TimeUnit.SECONDS);
    assertThat(done).containsExactly("first");
    assertThat(statistics().ready()).isEqualTo(1);
    assertThat(statistics().totals().acked()).isEqualTo(1);
  }

  @Test
  void close_afterItsGrace_interrupts_andSettlesNothing() throws Exception {
    enqueue("stuck");
    var started = new CountDownLatch(1);
    var interrupted = new CountDownLatch(1);
    Worker worker =
        posthorn.work(
            ONE.grace(Duration.ofMillis(200)),
            message -> {
              started.countDown();
              try {
                new CountDownLatch(1).await();
              } catch (InterruptedException e) {
                interrupted.countDown();
              }
              return Outcome.ack();
            });
    started.await();
    worker.close();
    assertThat(interrupted.await(60, TimeUnit.SECONDS)).isTrue();
    assertThat(statistics().leased()).isEqualTo(1);
    assertThat(proxy.seen("\"ack\"")).isEmpty();
  }

  @Test
  void severalQueues_theMostUrgentFirst() {
    posthorn.producer("low").enqueue(NewMessage.text("low"));
    posthorn.producer("high, or so").enqueue(NewMessage.text("high"));
    try (Worker worker = posthorn.work(WorkerOptions.on("high, or so", "low"), this::ack)) {
      await().atMost(PATIENCE).until(() -> done.size() == 2);
    }
    assertThat(done).containsExactly("high", "low");
  }

  @Test
  void missingQueue_isWaitedFor() {
    try (Worker worker = posthorn.work(ONE, this::ack)) {
      await().atMost(PATIENCE).until(() -> proxy.seen("/reserve").size() >= 2);
      enqueue("there");
      await().atMost(PATIENCE).until(() -> done.contains("there"));
    }
  }

  private boolean isSame(int count) {
    return count > 0 && count == last.getAndSet(count);
  }

  private Outcome ack(LeasedMessage message) {
    done.add(message.text());
    return Outcome.ack();
  }

  private void enqueue(String text) {
    posthorn.producer("work").enqueue(NewMessage.text(text));
  }

  private static RetryPolicy quick() {
    return RetryPolicy.attempts(5).first(Duration.ofMillis(1)).jitter(false);
  }

  private QueueStatistics statistics() {
    return posthorn.queues().find("work").orElseThrow().statistics();
  }
}
