package io.posthorn.broker;

import static io.posthorn.broker.LongPollTest.bodies;
import static io.posthorn.broker.LongPollTest.failure;
import static io.posthorn.broker.LongPollTest.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.posthorn.message.QueueName;
import io.posthorn.message.Settlement;
import io.posthorn.storage.HandOut;
import io.posthorn.storage.StorageException;
import io.posthorn.storage.Taken;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Each race of arrival, answer, cancellation and the end of the wait, in a chosen order. */
class WaiterRaceTest {
  private static final QueueName Q = QueueName.of("q");
  private static final QueueName HIGH = QueueName.of("high");
  private static final QueueName LOW = QueueName.of("low");
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final Duration NONE = Duration.ZERO;

  private final ScriptedEngine engine = new ScriptedEngine();
  private final CountingMetrics metrics = new CountingMetrics();
  private final Broker broker =
      new Broker(
          engine,
          BrokerLimits.DEFAULT,
          new BrokerOptions(true, null, Duration.ofSeconds(1)),
          new Random(1),
          metrics);

  @AfterEach
  void close() {
    answerNothingUntilQuiet();
    broker.close();
  }

  @Test
  void arrival_betweenEmptyAnswerAndRegistrationIsSeen() {
    var poll = broker.take(Q, 1, LONG);
    engine.arrive(Q); // nobody is in line yet: nothing happens
    assertThat(engine.asks).hasSize(1);

    engine.last().answer();
    assertThat(engine.asks).hasSize(2);
    engine.last().answer("a");

    assertThat(bodies(get(poll))).containsExactly("a");
    assertThat(metrics.waiters.sum()).isZero();
  }

  @Test
  void arrivals_duringATryMakeOneMore() {
    waitInLine(Q);
    engine.arrive(Q);
    assertThat(engine.asks).hasSize(3);
    for (int i = 0; i < 5; i++) {
      engine.arrive(Q);
    }
    assertThat(engine.asks).hasSize(3);

    engine.last().answer();
    assertThat(engine.asks).hasSize(4);
    engine.last().answer();
    assertThat(engine.asks).hasSize(4);
  }

  @Test
  void arrival_wakesOneOfMany() {
    List<CompletableFuture<Taken>> polls = waitInLine(Q, 10);
    int before = engine.asks.size();

    engine.arrive(Q);

    assertThat(engine.asks).hasSize(before + 1);
    assertThat(engine.last().limit()).isEqualTo(1);
    engine.last().answer("a");
    assertThat(bodies(get(polls.get(0)))).containsExactly("a");
    engine.last().answer();
    assertThat(polls.subList(1, 10)).noneMatch(CompletableFuture::isDone);
  }

  @Test
  void burst_isServedByFewTries() {
    List<CompletableFuture<Taken>> polls = waitInLine(Q, 10);
    engine.arrive(Q);
    for (int i = 0; i < 4; i++) {
      engine.arrive(Q);
    }
    engine.last().answer("a");

    assertThat(engine.last().limit()).isEqualTo(4);
    engine.last().answer("b", "c", "d", "e");

    for (int i = 0; i < 5; i++) {
      assertThat(bodies(get(polls.get(i)))).containsExactly("" + (char) ('a' + i));
    }
    assertThat(engine.last().limit())
        .as("filled, so twice as wide, but for those left")
        .isEqualTo(4);
    engine.last().answer();
  }

  @Test
  void cancel_duringATryLeavesTheMessageToTheNext() {
    List<CompletableFuture<Taken>> polls = waitInLine(Q, 2);
    engine.arrive(Q);

    polls.get(0).cancel(true);
    engine.last().answer("a");

    assertThat(bodies(get(polls.get(1)))).containsExactly("a");
    assertThat(engine.putBack).isEmpty();
  }

  @Test
  void cancel_duringATryPutsTheMessageBackWhenNobodyElseWaits() {
    var poll = waitInLine(Q);
    engine.arrive(Q);

    poll.cancel(true);
    engine.last().answer("a");

    assertThat(engine.putBack).containsExactly("a");
    assertThat(metrics.taken.sum()).isOne();
    assertThat(metrics.returned.sum()).isOne();
  }

  @Test
  void cancel_ofAPollThatDoesNotWaitPutsTheMessageBack() {
    var poll = broker.take(Q, 1, NONE);

    poll.cancel(true);
    engine.last().answer("a");

    assertThat(engine.putBack).containsExactly("a");
  }

  @Test
  void cancel_ofTheFirstTryDoesNotJoinTheLine() {
    var poll = broker.take(Q, 1, LONG);

    poll.cancel(true);
    engine.last().answer();

    assertThat(engine.asks).hasSize(1);
    assertThat(metrics.waiters.sum()).isZero();
  }

  @Test
  void cancel_ofAReserveReleasesTheLease() {
    var poll = broker.reserve(List.of(Q), 1, null, LONG);
    engine.last().answer();
    poll.cancel(true);
    engine.last().answer("a");

    assertThat(engine.settled)
        .extracting(Settlement::outcome)
        .containsExactly(Settlement.Outcome.RELEASE);
    assertThat(engine.putBack).isEmpty();
  }

  @Test
  void cancel_ofATakeDoesNotGiveItsMessageToAReserve() {
    var take = waitInLine(Q);
    var reserve = broker.reserve(List.of(Q), 1, null, LONG);
    engine.last().answer(); // its joining makes a try for the head of the line
    engine.arrive(Q);
    take.cancel(true);

    engine.last().answer("a");

    assertThat(engine.putBack).containsExactly("a");
    assertThat(reserve).isNotDone();
    assertThat(engine.last().reserve()).as("the message put back wakes the next").isNotDone();
    engine.last().answer("a");
    assertThat(get(reserve).reserved().deliveries()).hasSize(1);
  }

  @Test
  void tries_areMadeForPollsOfOneKindAtATime() {
    var take = waitInLine(Q);
    var reserve = broker.reserve(List.of(Q), 1, null, LONG);
    engine.arrive(Q);
    engine.arrive(Q);
    engine.last().answer("a");

    assertThat(bodies(get(take))).containsExactly("a");
    engine.last().answer("b");
    assertThat(get(reserve).reserved().deliveries()).hasSize(1);
  }

  @Test
  void hint_missedBecauseOfAnotherQueuesTryIsMadeUpFor() {
    var poll = broker.reserve(List.of(HIGH, LOW), 1, null, LONG);
    answerNothingUntilQuiet();
    int before = engine.asks.size();
    engine.arrive(HIGH);
    engine.arrive(LOW);
    assertThat(engine.asks).as("one try at a time for one waiter").hasSize(before + 1);

    engine.last().answer();

    assertThat(engine.asks).hasSize(before + 2);
    assertThat(engine.last().queue()).isEqualTo(LOW);
    engine.last().answer("a");
    assertThat(get(poll).queue()).isEqualTo(LOW);
  }

  @Test
  void hint_missedIsForgottenWhenTheTryBroughtSomething() {
    var poll = broker.reserve(List.of(HIGH, LOW), 1, null, LONG);
    answerNothingUntilQuiet();
    int before = engine.asks.size();
    engine.arrive(HIGH);
    engine.arrive(LOW);

    engine.last().answer("a");

    assertThat(get(poll).queue()).isEqualTo(HIGH);
    assertThat(engine.asks).hasSize(before + 1);
  }

  @Test
  void hint_goesToTheNextWhileTheFirstIsTriedElsewhere() {
    var first = broker.reserve(List.of(HIGH, LOW), 1, null, LONG);
    answerNothingUntilQuiet();
    var second = broker.reserve(List.of(LOW), 1, null, LONG);
    answerNothingUntilQuiet();
    engine.arrive(HIGH);
    ScriptedEngine.Ask high = engine.last();

    engine.arrive(LOW);
    assertThat(engine.last().queue()).isEqualTo(LOW);
    engine.last().answer("a");

    assertThat(get(second).queue()).isEqualTo(LOW);
    assertThat(first).isNotDone();
    high.answer("b");
    assertThat(get(first).queue()).isEqualTo(HIGH);
  }

  @Test
  void waitThatEndsDuringATryStillGetsItsMessage() {
    var poll = broker.take(Q, 1, Duration.ofMillis(200));
    engine.last().answer();
    await().during(Duration.ofMillis(400)).until(() -> !poll.isDone());

    engine.last().answer("a");

    assertThat(bodies(get(poll))).containsExactly("a");
  }

  @Test
  void waitThatEndsDuringATryEndsWithIt() {
    var poll = broker.take(Q, 1, Duration.ofMillis(200));
    engine.last().answer();
    await().during(Duration.ofMillis(400)).until(() -> !poll.isDone());

    engine.last().answer();

    assertThat(get(poll)).isEqualTo(new Taken(HandOut.OK, List.of(), null));
  }

  @Test
  void overload_isTriedAgainWithoutTellingTheWaiter() {
    var poll = waitInLine(Q);
    engine.arrive(Q);
    engine.last().fail(new StorageException(StorageException.Kind.OVERLOADED, "busy"));

    await().until(() -> engine.asks.size() == 4);
    engine.last().answer("a");

    assertThat(bodies(get(poll))).containsExactly("a");
  }

  @Test
  void failure_isToldToThoseTheTryWasMadeForAndTheNextIsTriedLater() {
    List<CompletableFuture<Taken>> polls = waitInLine(Q, 2);
    engine.arrive(Q);
    int before = engine.asks.size();
    engine
        .last()
        .fail(new StorageException(StorageException.Kind.CORRUPT, "000012.sst is damaged"));

    assertThat(failure(polls.get(0)).code()).isEqualTo(ErrorCode.STORAGE_CORRUPT);
    assertThat(polls.get(1)).isNotDone();
    await().until(() -> engine.asks.size() == before + 1);
    engine.last().answer("a");
    assertThat(bodies(get(polls.get(1)))).containsExactly("a");
  }

  @Test
  void messageThatIsDueButNotHandedOutIsNotAskedForInACircle() {
    waitInLine(Q);
    engine.arrive(Q);
    Instant start = Instant.now();
    int before = engine.asks.size();

    await()
        .pollInterval(Duration.ofMillis(1))
        .until(
            () -> {
              // The broker's clock need not be this one to the millisecond.
              engine.last().answer(Instant.now().minusSeconds(10));
              return Instant.now().isAfter(start.plusMillis(300));
            });

    assertThat(engine.asks.size() - before).isBetween(3, 30);
  }

  @Test
  void dueTime_ofAHintMakesATryThen() {
    var poll = waitInLine(Q);
    engine.due(Q, Instant.now().plusMillis(50));
    engine.due(Q, Instant.now().plusSeconds(3600));
    assertThat(engine.asks).hasSize(2);

    await().until(() -> engine.asks.size() == 3);
    engine.last().answer("a");

    assertThat(bodies(get(poll))).containsExactly("a");
  }

  @Test
  void close_waitsForTheTryUnderWay() {
    var poll = waitInLine(Q);
    engine.arrive(Q);
    var closed = CompletableFuture.runAsync(broker::close);
    await().until(() -> broker.take(Q, 1, NONE).isCompletedExceptionally());
    assertThat(poll).isNotDone();
    assertThat(closed).isNotDone();

    engine.last().answer("a");

    assertThat(bodies(get(poll))).containsExactly("a");
    get(closed);
  }

  @Test
  void close_waitsForMessagesOnTheirWayBack() {
    engine.putBackDone = new CompletableFuture<>();
    var poll = broker.take(Q, 1, NONE);
    poll.cancel(true);
    engine.last().answer("a");
    var closed = CompletableFuture.runAsync(broker::close);
    await().during(Duration.ofMillis(50)).until(() -> !closed.isDone());

    engine.putBackDone.complete(true);

    get(closed);
  }

  @Test
  void close_doesNotWaitForEver() {
    broker.take(Q, 1, NONE); // never answered

    get(CompletableFuture.runAsync(broker::close));
  }

  /** A poll that stands in line, its own two tries answered with nothing. */
  private CompletableFuture<Taken> waitInLine(QueueName queue) {
    var poll = broker.take(queue, 1, LONG);
    answerNothingUntilQuiet();
    assertThat(engine.asks).hasSize(2);
    return poll;
  }

  private List<CompletableFuture<Taken>> waitInLine(QueueName queue, int n) {
    List<CompletableFuture<Taken>> polls = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      polls.add(broker.take(queue, 1, LONG));
      answerNothingUntilQuiet();
    }
    assertThat(metrics.waiters.sum()).isEqualTo(n);
    return polls;
  }

  private void answerNothingUntilQuiet() {
    int answered = 0;
    while (answered < engine.asks.size()) {
      engine.asks.get(answered++).answer();
    }
  }
}
