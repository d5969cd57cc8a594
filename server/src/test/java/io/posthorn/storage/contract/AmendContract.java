package io.posthorn.storage.contract;

import static io.posthorn.storage.ChangeResult.CHANGED;
import static io.posthorn.storage.ChangeResult.CONFLICT;
import static io.posthorn.storage.ChangeResult.NOT_FOUND;
import static io.posthorn.storage.ChangeResult.WRONG_STATE;
import static io.posthorn.storage.contract.EngineDriver.config;
import static io.posthorn.storage.contract.EngineDriver.message;
import static io.posthorn.storage.contract.EngineDriver.seconds;
import static io.posthorn.storage.contract.PushDriver.push;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.posthorn.message.Attempt;
import io.posthorn.message.Body;
import io.posthorn.message.Delivery;
import io.posthorn.message.Message;
import io.posthorn.message.MessageId;
import io.posthorn.message.MessageState;
import io.posthorn.message.MessageView;
import io.posthorn.message.Receipt;
import io.posthorn.message.Run;
import io.posthorn.message.Settlement;
import io.posthorn.message.Settlement.Outcome;
import io.posthorn.message.Task;
import io.posthorn.storage.Change;
import io.posthorn.storage.Change.Amendment;
import io.posthorn.storage.EnqueueResult;
import io.posthorn.storage.MessageRef;
import io.posthorn.storage.SettleResult;
import io.posthorn.storage.SettleResult.Status;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;

/** Messages that become other ones under their old names. */
interface AmendContract extends PushDriver {
  Task OTHER = Task.to("http://localhost/other");

  @Test
  default void amend_replacesBodyTypeAndTaskInPlace() {
    createPush(push());
    MessageId id = putOnce("a");
    putOnce("b");
    pass(5);
    assertThat(amend(id, "longer than it was", OTHER, null)).isEqualTo(CHANGED);
    MessageView view = view(id);
    assertThat(view.body().utf8()).isEqualTo("longer than it was");
    assertThat(view.size()).isEqualTo(18);
    assertThat(view.contentType()).isEqualTo("text/new");
    assertThat(view.task()).isEqualTo(OTHER);
    assertThat(view.state()).isEqualTo(MessageState.READY);
    assertThat(view.visibleAt()).isEqualTo(now().minusSeconds(5));
    Message first = begin().message();
    assertThat(first.id()).isEqualTo(id);
    assertThat(first.body().utf8()).isEqualTo("longer than it was");
    assertThat(first.task()).isEqualTo(OTHER);
    assertThat(beginAll()).containsExactly("b");
  }

  @Test
  default void amend_ofAPlainMessageOfAPullQueue() {
    create();
    MessageId id = put("a");
    put("b");
    amend(id, "new", null, null);
    assertThat(takeAll()).containsExactly("new", "b");
  }

  @Test
  default void amend_withoutInstantLeavesAPauseAndAttemptsAlone() {
    create(config().push(push()).ttl(seconds(600)).build());
    MessageId id = putOnce("a");
    Instant first = now();
    settle(begin().receipt(), Outcome.RETRY, seconds(50));
    pass(10);
    amend(id, "new", OTHER, null);
    assertThat(state(id)).isEqualTo(MessageState.SCHEDULED);
    assertThat(view(id).visibleAt()).isEqualTo(first.plusSeconds(50));
    assertThat(view(id).expiresAt()).isEqualTo(first.plusSeconds(600));
    pass(40);
    Delivery second = begin();
    assertThat(second.attempt()).isEqualTo(2);
    assertThat(second.message().scheduledAt()).isEqualTo(first);
    assertThat(view(id).attempts()).hasSize(1);
  }

  @Test
  default void amend_withAnInstantStartsOverThere() {
    create(config().push(push()).ttl(seconds(600)).build());
    MessageId id = put(message("a").task(ONCE).key("k").build()).id();
    settle(begin().receipt(), Outcome.RETRY, seconds(50));
    clock().stepWall(seconds(100));
    Instant at = clock().wall().plusSeconds(5);
    assertThat(amend(id, "new", OTHER, at)).isEqualTo(CHANGED);
    MessageView view = findKey("k").orElseThrow();
    assertThat(view.id()).isEqualTo(id);
    assertThat(view.state()).isEqualTo(MessageState.SCHEDULED);
    assertThat(view.visibleAt()).isEqualTo(at);
    assertThat(view.expiresAt()).isEqualTo(at.plusSeconds(600));
    assertThat(view.attempt()).isZero();
    assertThat(view.attempts()).hasSize(1);
    assertThat(view.deliveries()).isEqualTo(1);
    pass(5);
    assertThat(begin().attempt()).isEqualTo(1);
  }

  @Test
  default void amend_intoThePastIsReadyAtOnce() {
    createPush(push());
    MessageId id = put(message("a").task(ONCE).delay(seconds(60)).build()).id();
    putOnce("b");
    amend(id, "new", OTHER, clock().wall().minusSeconds(1));
    assertThat(beginAll()).containsExactly("new", "b");
  }

  @Test
  default void amend_toARepeatDropsItsLife() {
    create(config().push(push()).ttl(seconds(60)).retry(1, Duration.ZERO).build());
    MessageId id = putOnce("a");
    Instant first = clock().wall();
    pass(10);
    amend(id, "new", EVERY, null);
    assertThat(view(id).expiresAt()).isNull();
    assertThat(view(id).run()).isEqualTo(new Run(0, first));
    pass(100);
    assertThat(settle(begin().receipt(), Outcome.RETRY).status()).isEqualTo(Status.SETTLED);
  }

  @Test
  default void amend_ofARepeatKeepsItsRunUnlessItStartsOver() {
    createPush(push());
    MessageId id = put(message("a").task(EVERY).build()).id();
    Instant next = clock().wall().plusSeconds(60);
    repeat(begin().receipt(), 7, next);
    amend(id, "new", EVERY, null);
    assertThat(view(id).run()).isEqualTo(new Run(7, next));
    amend(id, "newer", EVERY, next.plusSeconds(1));
    assertThat(view(id).run()).isEqualTo(new Run(0, next.plusSeconds(1)));
  }

  @Test
  default void amend_ofARepeatThatEndsItGivesALifeOnlyWhenItStartsOver() {
    create(config().push(push()).ttl(seconds(60)).build());
    MessageId id = put(message("a").task(EVERY).build()).id();
    MessageId other = put(message("b").task(EVERY).build()).id();
    pass(5);
    amend(id, "new", OTHER, null);
    assertThat(view(id).run()).isNull();
    assertThat(view(id).expiresAt()).isNull();
    amend(other, "new", OTHER, clock().wall().plusSeconds(3));
    assertThat(view(other).run()).isNull();
    assertThat(view(other).expiresAt()).isEqualTo(now().plusSeconds(63));
    pass(5);
    assertThat(begin().message().scheduledAt()).isEqualTo(now().minusSeconds(10));
  }

  @Test
  default void amend_ofALeasedOneHoldsAfterTheLease() {
    createPush(push());
    MessageId id = putOnce("a");
    Receipt receipt = begin().receipt();
    assertThat(amend(id, "new", OTHER, null)).isEqualTo(CHANGED);
    assertThat(state(id)).isEqualTo(MessageState.LEASED);
    assertThat(view(id).task()).isEqualTo(OTHER);
    assertThat(settle(receipt, Outcome.EXTEND).status()).isEqualTo(Status.SETTLED);
    assertThat(settle(receipt, Outcome.RETRY, seconds(7)).until()).isEqualTo(now().plusSeconds(7));
    pass(7);
    Delivery second = begin();
    assertThat(second.attempt()).isEqualTo(2);
    assertThat(second.message().body().utf8()).isEqualTo("new");
    settle(Settlement.ack(second.receipt()));
    assertThat(find(id)).isEmpty();
  }

  @Test
  default void amend_ofALeasedOneToARepeatHasItRepeatOnExpiry() {
    create(config().push(push()).ttl(seconds(60)).retry(1, Duration.ZERO).build());
    MessageId id = putOnce("a");
    Instant first = clock().wall();
    begin();
    amend(id, "new", EVERY, null);
    pass(100);
    Delivery second = begin();
    assertThat(second.attempt()).isEqualTo(2);
    assertThat(second.message().run()).isEqualTo(new Run(0, first));
    assertThat(second.message().ttl()).isNull();
  }

  @Test
  default void instantOfALeasedOne_goesBeforeWhateverItsSettlementAsks() {
    createPush(push());
    for (Outcome outcome : Outcome.values()) {
      MessageId id = put(message("a").task(EVERY).key("k" + outcome).build()).id();
      Receipt receipt = begin().receipt();
      Instant at = clock().wall().plusSeconds(60);
      assertThat(amend(id, "new", EVERY, at)).isEqualTo(CHANGED);
      assertThat(view(id).leaseUntil()).isEqualTo(now().plusSeconds(30));
      if (outcome == Outcome.EXTEND) {
        assertThat(settle(receipt, outcome).until()).isEqualTo(now().plusSeconds(30));
        assertThat(state(id)).isEqualTo(MessageState.LEASED);
        continue;
      }
      SettleResult result =
          outcome == Outcome.REPEAT
              ? repeat(receipt, 9, at.plusSeconds(9))
              : settle(receipt, outcome, outcome == Outcome.RETRY ? seconds(3) : null);
      assertThat(result).as("%s", outcome).isEqualTo(new SettleResult(Status.SETTLED, at));
      MessageView view = findKey("k" + outcome).orElseThrow();
      assertThat(view.state()).isEqualTo(MessageState.SCHEDULED);
      assertThat(view.visibleAt()).isEqualTo(at);
      assertThat(view.attempt()).isZero();
      assertThat(view.run()).isEqualTo(new Run(0, at));
      List<String> recorded = outcome == Outcome.RELEASE ? List.of() : List.of(outcome.label());
      assertThat(view.attempts()).extracting(Attempt::outcome).containsExactlyElementsOf(recorded);
      assertThat(settle(receipt, Outcome.ACK)).isEqualTo(SettleResult.STALE);
    }
    assertThat(stats().ackedTotal()).isEqualTo(1);
    assertThat(stats().deadTotal()).isZero();
    assertThat(stats().scheduled()).isEqualTo(Outcome.values().length - 1);
  }

  @Test
  default void instantOfALeasedOne_givesTheNewLife() {
    create(config().push(push()).ttl(seconds(60)).build());
    MessageId id = putOnce("a");
    Receipt receipt = begin().receipt();
    amend(id, "new", EVERY, clock().wall().plusSeconds(10));
    amend(id, "newer", OTHER, null);
    settle(Settlement.ack(receipt));
    assertThat(view(id).body().utf8()).isEqualTo("newer");
    assertThat(view(id).run()).isNull();
    assertThat(view(id).expiresAt()).isEqualTo(now().plusSeconds(70));
  }

  @Test
  default void instantOfALeasedOne_holdsWhenItsExpiredLeaseIsMet() {
    create(config().push(push()).retry(1, Duration.ZERO).build());
    MessageId id = putOnce("a");
    begin();
    amend(id, "new", OTHER, clock().wall().plusSeconds(60));
    pass(30);
    assertThat(state(id)).isEqualTo(MessageState.READY);
    assertThat(begun(1).deliveries()).isEmpty();
    MessageView view = view(id);
    assertThat(view.state()).isEqualTo(MessageState.SCHEDULED);
    assertThat(view.visibleAt()).isEqualTo(now().plusSeconds(30));
    assertThat(view.attempt()).isZero();
    assertThat(view.attempts()).extracting(Attempt::outcome).containsExactly("expired");
    pass(30);
    assertThat(begin().attempt()).isEqualTo(1);
  }

  @Test
  default void instantOfALeasedOne_thatPassedBeforeItsExpiredLeaseIsMet() {
    create(config().push(push()).retry(1, Duration.ZERO).build());
    MessageId id = putOnce("a");
    begin();
    putOnce("b");
    amend(id, "new", OTHER, clock().wall().plusSeconds(10));
    pass(30);
    putOnce("c");
    assertThat(beginAll()).containsExactly("b", "new", "c");
  }

  @Test
  default void instantOfALeasedOne_holdsForALateSettlement() {
    createPush(push());
    MessageId id = putOnce("a");
    Receipt receipt = begin().receipt();
    amend(id, "new", OTHER, clock().wall().plusSeconds(60));
    pass(40);
    assertThat(settle(Settlement.ack(receipt)).until()).isEqualTo(now().plusSeconds(20));
    assertThat(state(id)).isEqualTo(MessageState.SCHEDULED);
    assertThat(stats().ackedTotal()).isEqualTo(1);
  }

  @Test
  default void amend_withAnInstantTakesAnExpiredLeaseOver() {
    createPush(push());
    MessageId id = putOnce("a");
    Receipt receipt = begin().receipt();
    pass(30);
    amend(id, "new", OTHER, clock().wall().plusSeconds(5));
    assertThat(settle(Settlement.ack(receipt))).isEqualTo(SettleResult.STALE);
    assertThat(state(id)).isEqualTo(MessageState.SCHEDULED);
    assertThat(view(id).attempts()).extracting(Attempt::outcome).containsExactly("expired");
  }

  @Test
  default void amend_withoutAnInstantLeavesAnExpiredLeaseAlone() {
    createPush(push());
    MessageId id = putOnce("a");
    Receipt receipt = begin().receipt();
    pass(30);
    amend(id, "new", OTHER, null);
    assertThat(settle(Settlement.ack(receipt)).status()).isEqualTo(Status.SETTLED);
    assertThat(find(id)).isEmpty();
  }

  @Test
  default void amend_wantsAnUnfinishedMessage() {
    create(config().push(push()).retainConsumed(10L, null, null).build());
    MessageId dead = putOnce("a");
    reject(begin().receipt(), "gone");
    MessageId consumed = putOnce("b");
    settle(Settlement.ack(begin().receipt()));
    assertThat(amend(dead, "new", OTHER, null)).isEqualTo(WRONG_STATE);
    assertThat(amend(consumed, "new", OTHER, null)).isEqualTo(WRONG_STATE);
    assertThat(amend(new MessageId(dead.incarnation(), 99), "new", OTHER, null))
        .isEqualTo(NOT_FOUND);
    assertThat(view(dead).body().utf8()).isEqualTo("a");
  }

  @Test
  default void amend_byKeyKeepsKeyAndDeduplicationId() {
    createPush(push());
    MessageId id = put(message("a").task(ONCE).key("k").deduplicationId("d").build()).id();
    var amendment = new Amendment(Body.ofUtf8("new"), null, OTHER, null);
    assertThat(change(new Change(MessageRef.ofKey("k"), Change.Kind.AMEND, null, amendment)))
        .isEqualTo(CHANGED);
    assertThat(findKey("k").orElseThrow().contentType()).isNull();
    assertThat(put(message("b").task(ONCE).key("k").build()).status())
        .isEqualTo(EnqueueResult.Status.KEY_CONFLICT);
    assertThat(put(message("a").task(ONCE).deduplicationId("d").build()).id()).isEqualTo(id);
  }

  @Test
  default void amend_ofWhatWasExpectedAlone() {
    createPush(push());
    var first = new Amendment(Body.ofUtf8("b"), null, ONCE, null);
    var second = new Amendment(Body.ofUtf8("c"), null, OTHER, null);
    MessageId ready = putOnce("a");
    MessageId waiting = put(message("a").task(ONCE).delay(seconds(60)).build()).id();
    for (MessageId id : List.of(ready, waiting)) {
      MessageRef ref = MessageRef.of(id);
      var found = new Amendment(view(id).body(), view(id).contentType(), view(id).task(), null);
      assertThat(change(new Change(ref, Change.Kind.AMEND, null, first, found))).isEqualTo(CHANGED);
      assertThat(change(new Change(ref, Change.Kind.AMEND, null, second, found)))
          .isEqualTo(CONFLICT);
      assertThat(change(new Change(ref, Change.Kind.AMEND, now(), second, found)))
          .isEqualTo(CONFLICT);
      assertThat(view(id).body().utf8()).isEqualTo("b");
      assertThat(view(id).task()).isEqualTo(ONCE);
      assertThat(change(new Change(ref, Change.Kind.AMEND, null, second, first)))
          .isEqualTo(CHANGED);
      assertThat(view(id).task()).isEqualTo(OTHER);
    }
    assertThat(state(waiting)).isEqualTo(MessageState.SCHEDULED);
  }

  @Test
  default void amend_toWhatItIsChangesNothing() {
    createPush(push());
    MessageId id = put(message("a").task(EVERY).build()).id();
    repeat(begin().receipt(), 7, clock().wall().plusSeconds(60));
    MessageView before = view(id);
    var same = new Amendment(before.body(), before.contentType(), before.task(), null);
    assertThat(change(new Change(MessageRef.of(id), Change.Kind.AMEND, null, same, same)))
        .isEqualTo(CHANGED);
    assertThat(view(id)).isEqualTo(before);
  }

  @Test
  default void amend_isToldToTheListener() {
    createPush(push());
    MessageId id = putOnce("a");
    var heard = new ConcurrentLinkedQueue<Instant>();
    engine().onVisible((queue, at) -> heard.add(at));
    amend(id, "new", OTHER, clock().wall().plusSeconds(9));
    await().untilAsserted(() -> assertThat(heard).contains(now().plusSeconds(9)));
  }
}
