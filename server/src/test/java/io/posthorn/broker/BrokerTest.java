package io.posthorn.broker;

import static io.posthorn.broker.LongPollTest.bodies;
import static io.posthorn.broker.LongPollTest.failure;
import static io.posthorn.broker.LongPollTest.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.posthorn.message.Body;
import io.posthorn.message.MessageState;
import io.posthorn.message.NewMessage;
import io.posthorn.message.QueueConfig;
import io.posthorn.message.QueueMode;
import io.posthorn.message.QueueName;
import io.posthorn.message.Settlement;
import io.posthorn.storage.Atomicity;
import io.posthorn.storage.Browse;
import io.posthorn.storage.Change;
import io.posthorn.storage.ChangeResult;
import io.posthorn.storage.ConfigBuilder;
import io.posthorn.storage.EngineClock;
import io.posthorn.storage.EnqueueResult;
import io.posthorn.storage.HandOut;
import io.posthorn.storage.MessageRef;
import io.posthorn.storage.QueueStats;
import io.posthorn.storage.SettleResult;
import io.posthorn.storage.memory.MemoryStorageEngine;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The broker's verbs over the in-memory engine. */
class BrokerTest {
  private static final QueueName Q = QueueName.of("q");
  private static final QueueConfig PUSH = new ConfigBuilder().mode(QueueMode.PUSH).build();
  private static final Duration NONE = Duration.ZERO;

  private final MemoryStorageEngine engine = new MemoryStorageEngine(EngineClock.system());
  private final CountingMetrics metrics = new CountingMetrics();
  private final Broker broker =
      new Broker(engine, BrokerLimits.DEFAULT, BrokerOptions.DEFAULT, new Random(1), metrics);

  @AfterEach
  void close() {
    broker.close();
    engine.close();
  }

  @Test
  void enqueue_makesTheQueueThatIsMissing() {
    var config = new ConfigBuilder().capacity(2).build();

    EnqueueResult result = get(broker.enqueue(Q, message("a"), config));

    assertThat(result.status()).isEqualTo(EnqueueResult.Status.ENQUEUED);
    assertThat(get(broker.findQueue(Q)).orElseThrow().config()).isEqualTo(config);
    assertThat(metrics.enqueued.sum()).isOne();
  }

  @Test
  void enqueue_batchMakesTheQueueThatIsMissing() {
    var results = get(broker.enqueue(Q, messages(3), Atomicity.ALL, QueueConfig.PULL));

    assertThat(results)
        .extracting(EnqueueResult::status)
        .containsOnly(EnqueueResult.Status.ENQUEUED);
    assertThat(metrics.enqueued.sum()).isEqualTo(3);
  }

  @Test
  void enqueue_withoutCreationOnUseIsQueueNotFound() {
    try (var strict = new Broker(engine, BrokerLimits.DEFAULT, false, new Random(1))) {
      BrokerException one = failure(strict.enqueue(Q, message("a"), QueueConfig.PULL));
      assertThat(one.code()).isEqualTo(ErrorCode.QUEUE_NOT_FOUND);
      assertThat(one).hasMessageContaining("\"q\"");
      assertThat(failure(strict.enqueue(Q, messages(2), Atomicity.ALL, QueueConfig.PULL)).code())
          .isEqualTo(ErrorCode.QUEUE_NOT_FOUND);
      assertThat(get(strict.findQueue(Q))).isEmpty();
    }
  }

  @Test
  void enqueue_ofManyAtOnceToAMissingQueueLosesNone() {
    var all =
        IntStream.range(0, 100)
            .mapToObj(i -> broker.enqueue(Q, message("m" + i), QueueConfig.PULL))
            .toList();

    assertThat(all).allMatch(one -> get(one).status() == EnqueueResult.Status.ENQUEUED);
    assertThat(stats().ready()).isEqualTo(100);
  }

  @Test
  void enqueue_toAFullQueueIsAValue() {
    var small = new ConfigBuilder().capacity(1).build();
    get(broker.enqueue(Q, message("a"), small));

    assertThat(get(broker.enqueue(Q, message("b"), small)).status())
        .isEqualTo(EnqueueResult.Status.QUEUE_FULL);
  }

  @Test
  void pushQueue_refusesPlainMessagesAndConsumers() {
    get(broker.createQueue(Q, PUSH));

    assertThat(failure(broker.enqueue(Q, message("a"), QueueConfig.PULL)).code())
        .isEqualTo(ErrorCode.QUEUE_MODE);
    assertThat(failure(broker.take(Q, 1, NONE)).code()).isEqualTo(ErrorCode.QUEUE_MODE);
    assertThat(failure(broker.take(Q, 1, Duration.ofSeconds(20))).code())
        .isEqualTo(ErrorCode.QUEUE_MODE);
    assertThat(failure(broker.reserve(List.of(Q), 1, null, NONE)).code())
        .isEqualTo(ErrorCode.QUEUE_MODE);
  }

  @Test
  void take_ofAMissingQueueMakesNone() {
    assertThat(get(broker.take(Q, 1, NONE)).handOut()).isEqualTo(HandOut.QUEUE_MISSING);
    assertThat(get(broker.findQueue(Q))).isEmpty();
  }

  @Test
  void settle_endsLeasesAndCountsWhatIsNotStale() {
    get(broker.enqueue(Q, message("a"), QueueConfig.PULL));
    var delivery = get(broker.reserve(List.of(Q), 1, null, NONE)).reserved().deliveries().get(0);
    var ack = List.of(Settlement.ack(delivery.receipt()));

    assertThat(get(broker.settle(Q, ack)).get(0).status()).isEqualTo(SettleResult.Status.SETTLED);
    assertThat(get(broker.settle(Q, ack)).get(0).status()).isEqualTo(SettleResult.Status.STALE);
    assertThat(metrics.settled.sum()).isOne();
    assertThat(metrics.reserved.sum()).isOne();
  }

  @Test
  void redrive_bringsDeadMessagesBackByFilterAndLimit() {
    kill("bad", 3);
    kill("worse", 2);

    assertThat(get(broker.redrive(Q, "worse", null, 1000, 0))).isEqualTo(2);
    assertThat(get(broker.redrive(Q, null, null, 1, 0))).isEqualTo(1);
    assertThat(stats().dead()).isEqualTo(2);
    assertThat(stats().ready()).isEqualTo(3);
  }

  @Test
  void redrive_byIdAnswersEach() {
    kill("bad", 1);
    var dead = get(broker.browse(browse(MessageState.DEAD))).messages().get(0);
    var redrive = List.of(new Change(MessageRef.of(dead.id()), Change.Kind.REDRIVE, null));

    assertThat(get(broker.change(Q, redrive))).containsExactly(ChangeResult.CHANGED);
    assertThat(get(broker.change(Q, redrive))).containsExactly(ChangeResult.WRONG_STATE);
    assertThat(bodies(get(broker.take(Q, 1, NONE)))).containsExactly("m0");
  }

  @Test
  void redrive_keepsItsPace() {
    kill("bad", 40);
    long start = System.nanoTime();

    assertThat(get(broker.redrive(Q, null, null, 1000, 100))).isEqualTo(40);

    assertThat(System.nanoTime() - start).isGreaterThan(290_000_000L);
  }

  @Test
  void redrive_endsWhenItIsCancelled() {
    kill("bad", 40);
    var slow = broker.redrive(Q, null, null, 1000, 20);
    org.awaitility.Awaitility.await().until(() -> stats().ready() > 0);

    slow.cancel(true);

    long left = stats().dead();
    org.awaitility.Awaitility.await()
        .during(Duration.ofMillis(200))
        .until(() -> stats().dead() >= left - 2);
    assertThat(stats().dead()).isPositive();
  }

  @Test
  void redrive_isEndedByClose() {
    kill("bad", 10);
    var slow = broker.redrive(Q, null, null, 1000, 0.1);
    org.awaitility.Awaitility.await().until(() -> stats().ready() > 0);

    broker.close();

    assertThat(failure(slow))
        .hasMessageContaining("1 messages")
        .extracting("code")
        .isEqualTo(ErrorCode.STOPPING);
  }

  @Test
  void purge_dropsWhatIsUnfinishedAndDeadWhenAsked() {
    kill("bad", 2);
    for (int i = 0; i < 3; i++) {
      get(broker.enqueue(Q, messages(1000), Atomicity.ALL, QueueConfig.PULL));
    }

    assertThat(get(broker.purge(Q, false))).isEqualTo(3000);
    assertThat(stats().dead()).isEqualTo(2);
    assertThat(get(broker.purge(Q, true))).isEqualTo(2);
    assertThat(stats().dead()).isZero();
  }

  @Test
  void verbsOnAMissingQueue_areQueueNotFound() {
    assertThat(failure(broker.purge(Q, false)).code()).isEqualTo(ErrorCode.QUEUE_NOT_FOUND);
    assertThat(failure(broker.redrive(Q, null, null, 1, 0)).code())
        .isEqualTo(ErrorCode.QUEUE_NOT_FOUND);
    assertThat(failure(broker.pause(Q, true)).code()).isEqualTo(ErrorCode.QUEUE_NOT_FOUND);
    assertThat(get(broker.deleteQueue(Q))).isFalse();
    assertThat(get(broker.updateQueue(Q, QueueConfig.PULL, 0)).queue()).isNull();
    assertThat(get(broker.stats(List.of(Q)))).allMatch(java.util.Optional::isEmpty);
  }

  @Test
  void updateQueue_keepsModeAndRing() {
    get(broker.createQueue(Q, QueueConfig.HTTPSQS));

    var updated = get(broker.updateQueue(Q, QueueConfig.PULL, 0));

    assertThat(updated.updated()).isTrue();
    assertThat(updated.queue().config()).isEqualTo(QueueConfig.PULL.withRing());
    assertThat(failure(broker.updateQueue(Q, PUSH, 0)))
        .hasMessageContaining("PUSH")
        .extracting("code")
        .isEqualTo(ErrorCode.QUEUE_MODE);
  }

  @Test
  void housekeeping_expiresWhatNobodyAsksFor() {
    var options = new BrokerOptions(true, Duration.ofMillis(5), Duration.ofSeconds(1));
    var message = new NewMessage(Body.EMPTY, null, null, null, Duration.ofMillis(1), null, null);
    try (var tidy = new Broker(engine, BrokerLimits.DEFAULT, options, new Random(1), metrics)) {
      for (int i = 0; i < 150; i++) {
        get(tidy.enqueue(QueueName.of("q" + i), message, QueueConfig.PULL));
      }

      org.awaitility.Awaitility.await()
          .until(
              () ->
                  IntStream.range(0, 150)
                      .allMatch(
                          i ->
                              get(tidy.stats(List.of(QueueName.of("q" + i))))
                                      .get(0)
                                      .orElseThrow()
                                      .dead()
                                  == 1));
    }
  }

  @Test
  void closedEngine_isUnavailable() {
    engine.close();

    assertThat(failure(broker.take(Q, 1, NONE)).code()).isEqualTo(ErrorCode.UNAVAILABLE);
    assertThat(failure(broker.enqueue(Q, message("a"), QueueConfig.PULL)).code())
        .isEqualTo(ErrorCode.UNAVAILABLE);
    assertThat(failure(broker.findQueue(Q)).code()).isEqualTo(ErrorCode.UNAVAILABLE);
  }

  private void kill(String reason, int n) {
    get(broker.enqueue(Q, messages(n), Atomicity.ALL, QueueConfig.PULL));
    var settlements =
        get(broker.reserve(List.of(Q), n, null, NONE)).reserved().deliveries().stream()
            .map(
                d ->
                    new Settlement(
                        d.receipt(), Settlement.Outcome.DEAD_LETTER, null, null, reason, 0))
            .toList();
    get(broker.settle(Q, settlements));
  }

  private QueueStats stats() {
    // Not through the broker: it may be closed.
    return get(engine.queues().stats(List.of(Q))).get(0).orElseThrow();
  }

  private static Browse browse(MessageState state) {
    return new Browse(Q, state, Browse.By.SEQUENCE, 0, false, 10, 1000, true);
  }

  private static NewMessage message(String body) {
    return NewMessage.of(Body.ofUtf8(body));
  }

  private static List<NewMessage> messages(int n) {
    return IntStream.range(0, n).mapToObj(i -> message("m" + i)).toList();
  }
}
