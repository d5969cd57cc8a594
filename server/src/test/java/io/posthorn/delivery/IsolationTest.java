package io.posthorn.delivery;

import static io.posthorn.delivery.DispatcherFixture.ordered;
import static io.posthorn.delivery.DispatcherFixture.push;
import static io.posthorn.delivery.FakeCaller.answered;
import static io.posthorn.delivery.FakeCaller.failed;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.posthorn.delivery.call.Failure;
import io.posthorn.message.QueueName;
import io.posthorn.message.RetryPolicy;
import io.posthorn.message.Task;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** One target's trouble is not another's. */
class IsolationTest {
  private static final String DEAD = "http://dead.test/hook";
  private static final String SLOW = "http://slow.test/hook";
  private static final String ALIVE = "http://alive.test/hook";

  /** Never gives up, tries again within the minute. */
  private static final RetryPolicy PATIENT =
      new RetryPolicy(0, Duration.ZERO, ofSeconds(1), ofSeconds(60), 2, false);

  private final DispatcherFixture fixture = new DispatcherFixture();
  private final FakeCaller caller = fixture.caller;

  @AfterEach
  void close() {
    fixture.close();
  }

  @Test
  void deadTarget_costsOneProbeAtATimeAndKeepsItsMessages() {
    AtomicBoolean dead = new AtomicBoolean(true);
    caller.answering(DEAD, call -> dead.get() ? failed(Failure.CONNECT, false) : answered(200, ""));
    fixture.start();
    QueueName queue = fixture.queue("dead", push(DEAD, false, 16, PATIENT));
    IntStream.range(0, 300).forEach(i -> fixture.enqueue(queue, "m" + i));

    long until = fixture.clock.elapsedNow() + Duration.ofHours(1).toMillis();
    fixture.advanceUntil(ofSeconds(20), () -> fixture.clock.elapsedNow() >= until);
    // Sixteen at once before anything is known, then at most one a pause of a minute in the end.
    assertThat(caller.calls.size()).isBetween(20, 120);

    dead.set(false);
    fixture.advanceUntil(ofSeconds(10), () -> fixture.stats(queue).ackedTotal() == 300);
    assertThat(caller.calls.stream().filter(call -> call.outcome().join().answered()).count())
        .isEqualTo(300);
  }

  @Test
  void topicLikeQueues_areDelayedByTheirOwnTargetAlone() {
    AtomicBoolean dead = new AtomicBoolean(true);
    caller.answering(DEAD, call -> dead.get() ? failed(Failure.CONNECT, false) : answered(200, ""));
    fixture.start();
    QueueName broken = fixture.queue("broken", ordered(DEAD));
    QueueName first = fixture.queue("first", ordered(ALIVE));
    QueueName second = fixture.queue("second", push(ALIVE + "2"));
    List<String> bodies = IntStream.range(0, 50).mapToObj(Integer::toString).toList();
    for (String body : bodies) {
      fixture.enqueue(broken, body);
      fixture.enqueue(first, body);
      fixture.enqueue(second, body);
    }
    // Without a step of the clock: they see no delay at all.
    await().until(() -> fixture.stats(first).ackedTotal() == 50);
    await().until(() -> fixture.stats(second).ackedTotal() == 50);

    long until = fixture.clock.elapsedNow() + Duration.ofHours(1).toMillis();
    fixture.advanceUntil(ofSeconds(30), () -> fixture.clock.elapsedNow() >= until);
    assertThat(fixture.stats(broken).ackedTotal()).isZero();
    dead.set(false);
    fixture.advanceUntil(ofSeconds(10), () -> fixture.stats(broken).ackedTotal() == 50);
    assertThat(
            caller.to(DEAD).stream()
                .filter(call -> call.outcome().join().answered())
                .map(FakeCaller.Begun::body))
        .containsExactlyElementsOf(bodies);
    assertThat(caller.to(ALIVE).stream().map(FakeCaller.Begun::body))
        .containsExactlyElementsOf(bodies);
  }

  @Test
  void deadTarget_doesNotHoldUpItsNeighboursInTheSameQueue() {
    caller.answering(DEAD, call -> failed(Failure.CONNECT, false));
    fixture.start();
    QueueName queue = fixture.queue("mixed", push(null, false, 4, PATIENT));
    for (int i = 0; i < 400; i++) {
      fixture.enqueue(queue, "m" + i, Task.to(i % 20 == 19 ? ALIVE : DEAD));
    }
    // The clock moves by less than any pause between probes.
    fixture.advanceUntil(ofMillis(1), () -> caller.to(ALIVE).size() == 20);
    assertThat(caller.to(DEAD).size()).isLessThan(40);
  }

  @Test
  void slowTarget_leavesRoomForTheOthers() {
    caller.answering(SLOW, call -> null);
    fixture.start();
    QueueName slow = fixture.queue("slow", push(SLOW, false, 0, PATIENT));
    IntStream.range(0, 200).forEach(i -> fixture.enqueue(slow, "s" + i));
    fixture.awaitCalls(4);
    QueueName fast = fixture.queue("fast", push(ALIVE));
    IntStream.range(0, 100).forEach(i -> fixture.enqueue(fast, "f" + i));

    await().until(() -> fixture.stats(fast).ackedTotal() == 100);
    assertThat(caller.to(SLOW).size()).isLessThanOrEqualTo(16);
  }

  @Test
  void manySlowTargets_leaveRoomForTheOthers() {
    caller.answering(call -> call.call().url().raw().startsWith(SLOW) ? null : answered(200, ""));
    fixture.start();
    QueueName queue = fixture.queue("mixed", push(null, false, 0, PATIENT));
    for (int i = 0; i < 600; i++) {
      fixture.enqueue(queue, "m" + i, Task.to(i % 3 == 2 ? ALIVE : SLOW + i % 30));
    }
    fixture.advanceUntil(ofMillis(300), () -> caller.to(ALIVE).size() == 200);
  }

  @Test
  void openTarget_closesAfterAProbeThatSucceeds() {
    AtomicBoolean dead = new AtomicBoolean(true);
    caller.answering(DEAD, call -> dead.get() ? answered(503, "") : answered(200, ""));
    fixture.start();
    QueueName queue = fixture.queue("dead", push(DEAD, false, 16, PATIENT));
    IntStream.range(0, 20).forEach(i -> fixture.enqueue(queue, "m" + i));
    await().until(() -> caller.to(DEAD).size() >= 5);
    dead.set(false);
    fixture.advanceUntil(ofMillis(100), () -> fixture.stats(queue).ackedTotal() == 20);
  }
}
