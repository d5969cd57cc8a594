package io.posthorn.storage.contract;

import static io.posthorn.storage.contract.EngineDriver.config;
import static io.posthorn.storage.contract.EngineDriver.message;
import static io.posthorn.storage.contract.EngineDriver.seconds;
import static io.posthorn.storage.contract.PushDriver.push;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.posthorn.message.Attempt;
import io.posthorn.message.AttemptReport;
import io.posthorn.message.Delivery;
import io.posthorn.message.Message;
import io.posthorn.message.MessageId;
import io.posthorn.message.MessageState;
import io.posthorn.message.MessageView;
import io.posthorn.message.Run;
import io.posthorn.message.Settlement;
import io.posthorn.message.Settlement.Outcome;
import io.posthorn.storage.Change;
import io.posthorn.storage.ChangeResult;
import io.posthorn.storage.SettleResult;
import io.posthorn.storage.SettleResult.Status;
import io.posthorn.storage.Sweep;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;

/** Tasks that run again after they ran. */
interface RepeatContract extends PushDriver {
  private MessageId putEvery(Instant at) {
    return put(message("a").task(EVERY).key("k").visibleAt(at).build()).id();
  }

  @Test
  default void firstRun_isForTheFirstVisibleAtOnTheWallClock() {
    createPush(push());
    clock().stepWall(seconds(100));
    Instant wall = clock().wall();
    MessageId at = put(message("a").task(EVERY).visibleAt(wall.plusSeconds(7)).build()).id();
    MessageId delayed = put(message("b").task(EVERY).delay(seconds(8)).build()).id();
    MessageId immediate = put(message("c").task(EVERY).build()).id();
    assertThat(view(at).run()).isEqualTo(new Run(0, wall.plusSeconds(7)));
    assertThat(view(delayed).run()).isEqualTo(new Run(0, wall.plusSeconds(8)));
    assertThat(view(immediate).run()).isEqualTo(new Run(0, wall));
    pass(3);
    Message message = begin().message();
    assertThat(message.run()).isEqualTo(new Run(0, wall));
    assertThat(message.scheduledAt()).isEqualTo(wall);
  }

  @Test
  default void repeat_waitsForTheNextRunOnTheWallClock() {
    createPush(push());
    MessageId id = putEvery(clock().wall());
    Delivery delivery = begin();
    pass(2);
    Instant next = clock().wall().plusSeconds(8);
    assertThat(repeat(delivery.receipt(), 1, next))
        .isEqualTo(new SettleResult(Status.SETTLED, next));
    MessageView view = findKey("k").orElseThrow();
    assertThat(view.id()).isEqualTo(id);
    assertThat(view.state()).isEqualTo(MessageState.SCHEDULED);
    assertThat(view.visibleAt()).isEqualTo(next);
    assertThat(view.run()).isEqualTo(new Run(1, next));
    assertThat(view.attempt()).isZero();
    assertThat(view.deliveries()).isEqualTo(1);
    assertThat(view.attempts())
        .containsExactly(new Attempt(1, now().minusSeconds(2), seconds(2), "repeat", null));
    pass(7);
    assertThat(beginAll()).isEmpty();
    clock().stepWall(seconds(1));
    Delivery second = begin();
    assertThat(second.attempt()).isEqualTo(1);
    assertThat(second.message().scheduledAt()).isEqualTo(next);
    assertThat(second.message().deliveries()).isEqualTo(2);
    assertThat(stats().reservedTotal()).isEqualTo(2);
    assertThat(stats().ackedTotal()).isZero();
  }

  @Test
  default void repeat_fencesItsReceiptAndKeepsItsReport() {
    createPush(push());
    MessageId id = putEvery(clock().wall());
    var receipt = begin().receipt();
    var report = new AttemptReport(Duration.ofMillis(5), 500, null, null);
    var run = new Run(3, clock().wall());
    settle(new Settlement(receipt, Outcome.REPEAT, null, null, "why", 0, run, report));
    assertThat(settle(Settlement.ack(receipt))).isEqualTo(SettleResult.STALE);
    assertThat(view(id).attempts())
        .containsExactly(new Attempt(1, now(), Duration.ZERO, "repeat", "why", report));
    assertThat(begin().message().run()).isEqualTo(run);
  }

  @Test
  default void repeat_isToldToTheListener() {
    createPush(push());
    clock().stepWall(seconds(100));
    putEvery(clock().wall());
    var receipt = begin().receipt();
    var heard = new ConcurrentLinkedQueue<Instant>();
    engine().onVisible((queue, at) -> heard.add(at));
    repeat(receipt, 1, clock().wall().plusSeconds(8));
    await().untilAsserted(() -> assertThat(heard).contains(now().plusSeconds(8)));
  }

  @Test
  default void retriesOfARun_keepWhatItIsFor() {
    createPush(push());
    putEvery(clock().wall());
    Instant scheduledAt = clock().wall();
    settle(begin().receipt(), Outcome.RETRY, seconds(3));
    pass(3);
    assertThat(begin().message().scheduledAt()).isEqualTo(scheduledAt);
    pass(30);
    Delivery third = begin();
    assertThat(third.message().run()).isEqualTo(new Run(0, scheduledAt));
    assertThat(third.attempt()).isEqualTo(3);
  }

  @Test
  default void ttlAgeAndAttempts_neverEndARepeat() {
    create(config().push(push()).ttl(seconds(5)).retry(1, seconds(5)).build());
    MessageId id = put(message("a").task(EVERY).ttl(seconds(3)).build()).id();
    assertThat(view(id).expiresAt()).isNull();
    pass(10);
    sweepAll(Sweep.Kind.EXPIRE);
    Delivery delivery = begin();
    assertThat(delivery.message().ttl()).isNull();
    assertThat(settle(delivery.receipt(), Outcome.RETRY).status()).isEqualTo(Status.SETTLED);
    pass(1);
    begin();
    pass(30);
    sweepAll(Sweep.Kind.EXPIRE);
    assertThat(state(id)).isEqualTo(MessageState.READY);
    assertThat(begin().attempt()).isEqualTo(3);
  }

  @Test
  default void runNowAndReschedule_moveTheRunThatComesNext() {
    createPush(push());
    MessageId id = putEvery(clock().wall());
    repeat(begin().receipt(), 4, clock().wall().plusSeconds(60));
    pass(5);
    clock().stepWall(seconds(9));
    assertThat(change(id, Change.Kind.RUN_NOW)).isEqualTo(ChangeResult.CHANGED);
    assertThat(view(id).run()).isEqualTo(new Run(4, clock().wall()));
    assertThat(view(id).visibleAt()).isEqualTo(now());
    Instant later = clock().wall().plusSeconds(30);
    assertThat(reschedule(id, later)).isEqualTo(ChangeResult.CHANGED);
    assertThat(view(id).run()).isEqualTo(new Run(4, later));
    pass(30);
    assertThat(begin().message().scheduledAt()).isEqualTo(later);
  }

  @Test
  default void rejectedRepeat_isDeadAndRedrivenWithItsRun() {
    createPush(push());
    MessageId id = putEvery(clock().wall());
    var run = new Run(2, clock().wall().plusSeconds(1));
    repeat(begin().receipt(), 2, run.scheduledAt());
    pass(1);
    reject(begin().receipt(), "gone");
    assertThat(state(id)).isEqualTo(MessageState.DEAD);
    assertThat(view(id).run()).isEqualTo(run);
    pass(5);
    change(id, Change.Kind.REDRIVE);
    assertThat(begin().message().run()).isEqualTo(run);
  }

  @Test
  default void acked_isItsEnd() {
    createPush(push());
    MessageId id = putEvery(clock().wall());
    settle(Settlement.ack(begin().receipt()));
    assertThat(find(id)).isEmpty();
    assertThat(stats().unfinished()).isZero();
  }

  @Test
  default void repeat_ofAMessageThatDoesNotRepeatWaitsOnceMore() {
    create(config().push(push()).ttl(seconds(40)).build());
    MessageId id = putOnce("a");
    Instant next = clock().wall().plusSeconds(60);
    assertThat(repeat(begin().receipt(), 1, next).status()).isEqualTo(Status.SETTLED);
    assertThat(view(id).run()).isNull();
    assertThat(view(id).attempt()).isZero();
    assertThat(view(id).expiresAt()).isEqualTo(next.plusSeconds(40));
    pass(60);
    assertThat(begin().message().scheduledAt()).isEqualTo(now());
  }

  @Test
  default void repeat_ofACancelledOneIsStale() {
    createPush(push());
    MessageId id = putEvery(clock().wall());
    var receipt = begin().receipt();
    change(id, Change.Kind.CANCEL);
    assertThat(repeat(receipt, 1, clock().wall())).isEqualTo(SettleResult.STALE);
    assertThat(find(id)).isEmpty();
  }

  @Test
  default void instants_areCutToMilliseconds() {
    createPush(push());
    MessageId id = putEvery(clock().wall());
    Instant fine = clock().wall().plusNanos(5_999_999);
    repeat(begin().receipt(), 1, fine);
    assertThat(view(id).run().scheduledAt()).isEqualTo(clock().wall().plusMillis(5));
  }
}
