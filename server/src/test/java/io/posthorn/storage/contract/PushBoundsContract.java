package io.posthorn.storage.contract;

import static io.posthorn.storage.contract.EngineDriver.config;
import static io.posthorn.storage.contract.EngineDriver.message;
import static io.posthorn.storage.contract.EngineDriver.seconds;
import static io.posthorn.storage.contract.PushDriver.push;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.posthorn.message.MessageId;
import io.posthorn.message.RateLimit;
import io.posthorn.message.Receipt;
import io.posthorn.message.Settlement;
import io.posthorn.message.Settlement.Outcome;
import io.posthorn.storage.Change;
import io.posthorn.storage.Reserved;
import io.posthorn.storage.SettleResult;
import io.posthorn.storage.Sweep;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;

/** How many may be handed out at once, and how fast. */
interface PushBoundsContract extends PushDriver {
  /** One a second, at most two at once. */
  RateLimit SECOND = new RateLimit(1, seconds(1), 2);

  @Test
  default void maxConcurrency_boundsUnexpiredLeases() {
    createPush(push(2, null));
    putOnce("a", "b", "c", "d");
    assertThat(beginAll()).containsExactly("a", "b");
    assertThat(beginAll()).isEmpty();
    pass(30);
    assertThat(beginAll()).containsExactly("c", "d");
    assertThat(stats().leased()).isEqualTo(2);
    assertThat(stats().ready()).isEqualTo(2);
  }

  @Test
  default void maxConcurrency_isFreedByWhateverEndsALease() {
    createPush(push(1, null));
    putOnce("a", "b", "c", "d", "e");
    settle(Settlement.ack(begin().receipt()));
    settle(begin().receipt(), Outcome.RETRY, seconds(600));
    reject(begin().receipt(), "gone");
    MessageId cancelled = begin().message().id();
    assertThat(beginAll()).isEmpty();
    change(cancelled, Change.Kind.CANCEL);
    assertThat(beginAll()).containsExactly("e");
    assertThat(beginAll()).isEmpty();
    sweepAll(Sweep.Kind.PURGE);
    putOnce("f");
    assertThat(beginAll()).containsExactly("f");
  }

  @Test
  default void maxConcurrency_tellsWhenTheNextLeaseEnds() {
    createPush(push(2, null));
    putOnce("a", "b", "c");
    Receipt first = begin().receipt();
    pass(10);
    assertThat(begun(9).nextVisibleAt()).isEqualTo(now().plusSeconds(20));
    settle(first, Outcome.EXTEND);
    Reserved none = begun(9);
    assertThat(none.deliveries()).isEmpty();
    assertThat(none.nextVisibleAt()).isEqualTo(now().plusSeconds(30));
    settle(Settlement.ack(first));
    assertThat(begun(9).deliveries()).hasSize(1);
  }

  @Test
  default void maxConcurrency_withRoomLeftTellsThatThereIsMore() {
    createPush(push(2, null));
    putOnce("a", "b");
    assertThat(begun(1).nextVisibleAt()).isBeforeOrEqualTo(now());
    assertThat(begun(1).nextVisibleAt()).isEqualTo(now().plusSeconds(30));
  }

  @Test
  default void maxConcurrency_ofAScheduledMessageIsTheLaterOfTheTwo() {
    createPush(push(1, null));
    putOnce("a");
    put(message("b").task(ONCE).delay(seconds(10)).build());
    assertThat(begun(1).nextVisibleAt()).isEqualTo(now().plusSeconds(30));
  }

  @Test
  default void maxConcurrency_countsALateExtendAgain() {
    createPush(push(1, null));
    putOnce("a");
    Receipt receipt = begin().receipt();
    pass(40);
    putOnce("b");
    settle(receipt, Outcome.EXTEND);
    assertThat(beginAll()).isEmpty();
  }

  @Test
  default void maxConcurrency_isTheQueuesOfTheMoment() {
    createPush(push(1, null));
    putOnce("a", "b", "c", "d");
    beginAll();
    queues().update(Q, config().push(push(3, null)).build(), 0).join();
    assertThat(beginAll()).containsExactly("b", "c");
    queues().update(Q, config().push(push(2, null)).build(), 0).join();
    assertThat(beginAll()).isEmpty();
    queues().update(Q, config().push(push()).build(), 0).join();
    assertThat(beginAll()).containsExactly("d");
  }

  @Test
  default void settleCancelAndUpdate_tellTheListenerThatThereIsRoom() {
    createPush(push(1, null));
    putOnce("a", "b", "c", "d");
    Receipt receipt = begin().receipt();
    var heard = new ConcurrentLinkedQueue<Instant>();
    engine().onVisible((queue, at) -> heard.add(at));
    settle(Settlement.ack(receipt));
    await().untilAsserted(() -> assertThat(heard).contains(Instant.EPOCH));
    receipt = begin().receipt();
    heard.clear();
    settle(receipt, Outcome.RETRY, seconds(60));
    await().untilAsserted(() -> assertThat(heard).contains(Instant.EPOCH));
    MessageId id = begin().message().id();
    heard.clear();
    change(id, Change.Kind.CANCEL);
    await().untilAsserted(() -> assertThat(heard).contains(Instant.EPOCH));
    begin();
    heard.clear();
    queues().update(Q, config().push(push(2, null)).build(), 0).join();
    await().untilAsserted(() -> assertThat(heard).contains(Instant.EPOCH));
  }

  @Test
  default void rateLimit_startsFullAndRefillsContinuously() {
    createPush(push(0, SECOND));
    pass(100);
    putOnce("a", "b", "c", "d");
    assertThat(beginAll()).containsExactly("a", "b");
    clock().advance(Duration.ofMillis(999));
    assertThat(beginAll()).isEmpty();
    clock().advance(Duration.ofMillis(1));
    assertThat(beginAll()).containsExactly("c");
    pass(1);
    assertThat(beginAll()).containsExactly("d");
    pass(100);
    putOnce("e", "f", "g");
    assertThat(beginAll()).containsExactly("a", "b");
  }

  @Test
  default void rateLimit_tellsWhenTheNextTokenComes() {
    createPush(push(0, new RateLimit(3, seconds(1), 2)));
    putOnce("a", "b", "c");
    assertThat(begun(1).nextVisibleAt()).isBeforeOrEqualTo(now());
    Instant next = now().plusMillis(334);
    assertThat(begun(9).nextVisibleAt()).isEqualTo(next);
    clock().advance(Duration.ofMillis(100));
    assertThat(begun(9).nextVisibleAt()).isEqualTo(next);
    clock().advance(Duration.ofMillis(234));
    Reserved last = begun(9);
    assertThat(last.deliveries()).hasSize(1);
    assertThat(last.nextVisibleAt()).isEqualTo(now().plusMillis(30_000 - 334));
  }

  @Test
  default void release_givesItsTokenBack() {
    createPush(push(0, new RateLimit(1, seconds(60), 2)));
    putOnce("a", "b", "c");
    Receipt a = begin().receipt();
    Receipt b = begin().receipt();
    assertThat(beginAll()).isEmpty();
    settle(a, Outcome.RELEASE, seconds(600));
    assertThat(beginAll()).containsExactly("c");
    assertThat(beginAll()).isEmpty();
    settle(b, Outcome.RETRY, seconds(0));
    assertThat(beginAll()).isEmpty();
  }

  @Test
  default void release_givesNoTokenBeyondTheBurst() {
    createPush(push(0, SECOND));
    putOnce("a", "b", "c");
    Receipt a = begin().receipt();
    pass(10);
    settle(a, Outcome.RELEASE);
    assertThat(beginAll()).containsExactly("b", "c");
    assertThat(beginAll()).isEmpty();
  }

  @Test
  default void rateLimit_changedKeepsItsTokensUpToTheNewBurst() {
    createPush(push(0, new RateLimit(1, seconds(60), 4)));
    putOnce("a", "b", "c", "d", "e", "f");
    begin();
    var tighter = new RateLimit(1, seconds(30), 2);
    queues().update(Q, config().push(push(0, tighter)).build(), 0).join();
    assertThat(beginAll()).containsExactly("b", "c");
    var wider = new RateLimit(1, seconds(10), 9);
    queues().update(Q, config().push(push(0, wider)).build(), 0).join();
    assertThat(beginAll()).isEmpty();
    pass(10);
    assertThat(beginAll()).containsExactly("d");
    queues().update(Q, config().push(push()).build(), 0).join();
    assertThat(beginAll()).containsExactly("e", "f");
  }

  @Test
  default void bothBounds_hold() {
    createPush(push(3, SECOND));
    putOnce("a", "b", "c", "d", "e");
    Receipt a = begin().receipt();
    begin();
    pass(1);
    assertThat(begun(9).nextVisibleAt()).isEqualTo(now().plusSeconds(29));
    pass(1);
    assertThat(beginAll()).isEmpty();
    settle(Settlement.ack(a));
    assertThat(beginAll()).containsExactly("d");
  }

  @Test
  default void bounds_leaveNoMarkOnAMessageNotHandedOut() {
    createPush(push(1, null));
    putOnce("a");
    MessageId b = putOnce("b");
    beginAll();
    beginAll();
    assertThat(view(b).attempt()).isZero();
    assertThat(view(b).deliveries()).isZero();
    assertThat(stats().reservedTotal()).isEqualTo(1);
  }

  @Test
  default void nextVisibleAt_ofAnEmptyQueueIsNoneWhateverItsBounds() {
    createPush(push(1, SECOND));
    putOnce("a");
    SettleResult result = settle(Settlement.ack(begin().receipt()));
    assertThat(result.status()).isEqualTo(SettleResult.Status.SETTLED);
    assertThat(begun(1).nextVisibleAt()).isNull();
  }
}
