package io.posthorn.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.posthorn.broker.Broker.ReservedFrom;
import io.posthorn.message.Body;
import io.posthorn.message.NewMessage;
import io.posthorn.message.QueueConfig;
import io.posthorn.message.QueueName;
import io.posthorn.message.Settlement;
import io.posthorn.storage.EngineClock;
import io.posthorn.storage.HandOut;
import io.posthorn.storage.Taken;
import io.posthorn.storage.memory.MemoryStorageEngine;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Long polls over the in-memory engine and real time. */
class LongPollTest {
  private static final QueueName Q = QueueName.of("q");
  private static final QueueName HIGH = QueueName.of("high");
  private static final QueueName LOW = QueueName.of("low");
  private static final Duration LONG = Duration.ofSeconds(30);
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
  void take_isWokenByArrival() {
    create(Q);
    var poll = broker.take(Q, 1, LONG);
    awaitWaiters(1);

    enqueue(Q, "a");

    assertThat(bodies(get(poll))).containsExactly("a");
    awaitWaiters(0);
  }

  @Test
  void take_isWokenWhenAMessageIsDue() {
    create(Q);
    var poll = broker.take(Q, 1, LONG);
    awaitWaiters(1);
    long start = System.nanoTime();

    get(broker.enqueue(Q, delayed("a", Duration.ofMillis(150)), QueueConfig.PULL));

    assertThat(bodies(get(poll))).containsExactly("a");
    assertThat(System.nanoTime() - start).isBetween(150_000_000L - 2_000_000, 2_000_000_000L);
  }

  @Test
  void take_isWokenByAMessageThatWaitedBeforeIt() {
    get(broker.enqueue(Q, delayed("a", Duration.ofMillis(100)), QueueConfig.PULL));

    assertThat(bodies(get(broker.take(Q, 1, LONG)))).containsExactly("a");
  }

  @Test
  void reserve_isWokenWhenALeaseEnds() {
    enqueue(Q, "a");
    var first =
        get(broker.reserve(List.of(Q), 1, Duration.ofSeconds(1), NONE))
            .reserved()
            .deliveries()
            .get(0);

    var again = get(broker.reserve(List.of(Q), 1, null, LONG)).reserved().deliveries().get(0);

    assertThat(again.message().id()).isEqualTo(first.message().id());
    assertThat(again.attempt()).isEqualTo(2);
  }

  @Test
  void reserve_isWokenByARetry() {
    enqueue(Q, "a");
    var first = get(broker.reserve(List.of(Q), 1, null, NONE)).reserved().deliveries().get(0);
    var poll = broker.reserve(List.of(Q), 1, null, LONG);
    awaitWaiters(1);

    var retry =
        new Settlement(
            first.receipt(), Settlement.Outcome.RETRY, Duration.ofMillis(50), null, null, 0);
    get(broker.settle(Q, List.of(retry)));

    assertThat(get(poll).reserved().deliveries()).hasSize(1);
  }

  @Test
  void take_givesNothingWhenTheWaitEnds() {
    create(Q);

    Taken taken = get(broker.take(Q, 1, Duration.ofMillis(50)));

    assertThat(taken.handOut()).isEqualTo(HandOut.OK);
    assertThat(taken.messages()).isEmpty();
    awaitWaiters(0);
  }

  @Test
  void take_servesWaitersInTheOrderOfTheirArrival() {
    create(Q);
    List<CompletableFuture<Taken>> polls = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      polls.add(broker.take(Q, 1, LONG));
      awaitWaiters(i + 1);
    }
    for (int i = 0; i < 100; i++) {
      enqueue(Q, "m" + i);
    }
    for (int i = 0; i < 100; i++) {
      assertThat(bodies(get(polls.get(i)))).containsExactly("m" + i);
    }
  }

  @Test
  void take_servesABatchToSeveralWaiters() {
    create(Q);
    var first = broker.take(Q, 2, LONG);
    awaitWaiters(1);
    var second = broker.take(Q, 2, LONG);
    awaitWaiters(2);

    List<NewMessage> batch = List.of(message("a"), message("b"), message("c"));
    get(broker.enqueue(Q, batch, io.posthorn.storage.Atomicity.ALL, QueueConfig.PULL));

    assertThat(bodies(get(first))).containsExactly("a", "b");
    assertThat(bodies(get(second))).containsExactly("c");
  }

  @Test
  void take_ofAMissingQueueIsAnsweredAtOnce() {
    assertThat(get(broker.take(Q, 1, LONG)).handOut()).isEqualTo(HandOut.QUEUE_MISSING);
    assertThat(get(broker.reserve(List.of(HIGH, LOW), 1, null, LONG)).reserved().handOut())
        .isEqualTo(HandOut.QUEUE_MISSING);
  }

  @Test
  void deleteQueue_endsItsLongPolls() {
    create(Q);
    var take = broker.take(Q, 1, LONG);
    var reserve = broker.reserve(List.of(Q), 1, null, LONG);
    awaitWaiters(2);

    get(broker.deleteQueue(Q));

    assertThat(get(take).handOut()).isEqualTo(HandOut.QUEUE_MISSING);
    assertThat(get(reserve).reserved().handOut()).isEqualTo(HandOut.QUEUE_MISSING);
    awaitWaiters(0);
  }

  @Test
  void deleteQueue_letsAPollOfSeveralQueuesWaitOnTheOthers() {
    create(HIGH);
    create(LOW);
    var poll = broker.reserve(List.of(HIGH, LOW), 1, null, LONG);
    awaitWaiters(2);

    get(broker.deleteQueue(HIGH));
    enqueue(LOW, "a");

    ReservedFrom from = get(poll);
    assertThat(from.queue()).isEqualTo(LOW);
    assertThat(from.reserved().deliveries()).hasSize(1);
  }

  @Test
  void reserve_isWokenByAQueueThatIsMadeDuringTheWait() {
    create(LOW);
    var poll = broker.reserve(List.of(HIGH, LOW), 1, null, LONG);
    awaitWaiters(2);

    enqueue(HIGH, "a");

    assertThat(get(poll).queue()).isEqualTo(HIGH);
  }

  @Test
  void reserve_prefersTheFirstQueue() {
    enqueue(LOW, "low");
    enqueue(HIGH, "high");

    assertThat(get(broker.reserve(List.of(HIGH, LOW), 1, null, LONG)).queue()).isEqualTo(HIGH);
    assertThat(get(broker.reserve(List.of(HIGH, LOW), 1, null, LONG)).queue()).isEqualTo(LOW);
  }

  @Test
  void pause_letsWaitAndResumeWakes() {
    create(Q);
    get(broker.pause(Q, true));
    enqueue(Q, "a");
    var poll = broker.take(Q, 1, LONG);
    awaitWaiters(1);
    assertThat(get(broker.take(Q, 1, NONE)).handOut()).isEqualTo(HandOut.PAUSED);
    assertThat(poll).isNotDone();

    get(broker.pause(Q, false));

    assertThat(bodies(get(poll))).containsExactly("a");
  }

  @Test
  void take_beyondTheNumberOfWaitersIsOverload() {
    var limits = new BrokerLimits(1000, LONG, Duration.ofSeconds(1), LONG, 100, LONG, 1000, 1);
    try (var small = new Broker(engine, limits, true, new Random(1))) {
      create(Q);
      var first = small.take(Q, 1, LONG);
      var second = small.take(Q, 1, LONG);

      assertThat(failure(second).code()).isEqualTo(ErrorCode.OVERLOADED);
      first.cancel(true);
      var third = small.take(Q, 1, LONG);
      get(small.enqueue(Q, message("a"), QueueConfig.PULL));
      assertThat(bodies(get(third))).containsExactly("a");
    }
  }

  @Test
  void cancel_leavesTheMessageToTheNext() {
    create(Q);
    var gone = broker.take(Q, 1, LONG);
    awaitWaiters(1);
    var next = broker.take(Q, 1, LONG);
    awaitWaiters(2);

    gone.cancel(true);
    awaitWaiters(1);
    enqueue(Q, "a");

    assertThat(bodies(get(next))).containsExactly("a");
  }

  @Test
  void putBack_goesToWhoWaits() {
    enqueue(Q, "a");
    Taken taken = get(broker.take(Q, 1, NONE));
    var poll = broker.take(Q, 1, LONG);
    awaitWaiters(1);

    broker.putBack(Q, taken);

    assertThat(bodies(get(poll))).containsExactly("a");
  }

  @Test
  void putBack_returnsToTheQueue() {
    enqueue(Q, "a");
    broker.putBack(Q, get(broker.take(Q, 1, NONE)));
    await().until(() -> metrics.returned.sum() == 1);
    broker.putBack(get(broker.reserve(List.of(Q), 1, null, NONE)));
    await().until(() -> metrics.returned.sum() == 2);

    assertThat(bodies(get(broker.take(Q, 1, NONE)))).containsExactly("a");
  }

  @Test
  void close_answersLongPollsWithNothing() {
    create(Q);
    var take = broker.take(Q, 1, LONG);
    var reserve = broker.reserve(List.of(Q), 1, null, LONG);
    awaitWaiters(2);

    broker.close();

    assertThat(get(take)).isEqualTo(new Taken(HandOut.OK, List.of(), null));
    assertThat(get(reserve).reserved().deliveries()).isEmpty();
    assertThat(failure(broker.take(Q, 1, LONG)).code()).isEqualTo(ErrorCode.STOPPING);
    assertThat(failure(broker.enqueue(Q, message("a"), QueueConfig.PULL)).code())
        .isEqualTo(ErrorCode.STOPPING);
  }

  private void create(QueueName queue) {
    get(broker.createQueue(queue, QueueConfig.PULL));
  }

  private void enqueue(QueueName queue, String body) {
    get(broker.enqueue(queue, message(body), QueueConfig.PULL));
  }

  private void awaitWaiters(int n) {
    await().pollInterval(Duration.ofMillis(1)).until(() -> metrics.waiters.sum() == n);
  }

  private static NewMessage message(String body) {
    return NewMessage.of(Body.ofUtf8(body));
  }

  private static NewMessage delayed(String body, Duration delay) {
    return new NewMessage(Body.ofUtf8(body), null, delay, null, null, null, null);
  }

  static List<String> bodies(Taken taken) {
    return taken.messages().stream().map(message -> message.body().utf8()).toList();
  }

  static <T> T get(CompletableFuture<T> future) {
    return future.orTimeout(10, TimeUnit.SECONDS).join();
  }

  static BrokerException failure(CompletableFuture<?> future) {
    return (BrokerException)
        future.handle((value, thrown) -> thrown).orTimeout(10, TimeUnit.SECONDS).join();
  }
}
