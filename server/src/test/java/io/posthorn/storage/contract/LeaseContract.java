package io.posthorn.storage.contract;

import static io.posthorn.storage.contract.EngineDriver.config;
import static io.posthorn.storage.contract.EngineDriver.message;
import static io.posthorn.storage.contract.EngineDriver.seconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.posthorn.message.Attempt;
import io.posthorn.message.Delivery;
import io.posthorn.message.MessageId;
import io.posthorn.message.MessageState;
import io.posthorn.message.MessageView;
import io.posthorn.message.Receipt;
import io.posthorn.message.Settlement;
import io.posthorn.message.Settlement.Outcome;
import io.posthorn.storage.Change;
import io.posthorn.storage.SettleResult;
import io.posthorn.storage.SettleResult.Status;
import io.posthorn.storage.Sweep;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Leases: who holds a message, until when, and whose settlement counts. */
interface LeaseContract extends EngineDriver {
  @Test
  default void reserve_hidesMessageUntilLeaseEnds() {
    create();
    MessageId id = put("a");
    Delivery delivery = reserve();
    assertThat(delivery.leaseUntil()).isEqualTo(now().plusSeconds(30));
    assertThat(delivery.attempt()).isEqualTo(1);
    assertThat(delivery.receipt()).isEqualTo(new Receipt(id.incarnation(), 1, 1));
    clock().advance(seconds(30).minusMillis(1));
    assertThat(state(id)).isEqualTo(MessageState.LEASED);
    assertThat(reserveAll()).isEmpty();
    clock().advance(Duration.ofMillis(1));
    assertThat(state(id)).isEqualTo(MessageState.READY);
    assertThat(reserve().receipt()).isEqualTo(new Receipt(id.incarnation(), 1, 2));
  }

  @Test
  default void lease_isShownAndThatOfAnExpiredOneNotAnyMore() {
    create();
    MessageId id = put("a");
    Delivery delivery = reserve();
    assertThat(view(id).leaseUntil()).isEqualTo(delivery.leaseUntil());
    assertThat(view(id).visibleAt()).isEqualTo(delivery.leaseUntil());
    assertThat(stats().leased()).isEqualTo(1);
    assertThat(stats().nextVisibleAt()).isEqualTo(delivery.leaseUntil());
    pass(40);
    assertThat(view(id).leaseUntil()).isNull();
    assertThat(view(id).visibleAt()).isEqualTo(delivery.leaseUntil());
    assertThat(stats().ready()).isEqualTo(1);
    assertThat(stats().oldestReadyAt()).isEqualTo(delivery.leaseUntil());
  }

  @Test
  default void lease_maySayHowLong() {
    create();
    put("a");
    assertThat(reserved(1, seconds(7)).deliveries().get(0).leaseUntil())
        .isEqualTo(now().plusSeconds(7));
  }

  @Test
  default void expiredLease_comesBackInOrderOfItsEnd() {
    create();
    put("a");
    reserve();
    pass(20);
    put("b");
    pass(20);
    put("c");
    assertThat(takeAll()).containsExactly("b", "a", "c");
  }

  @Test
  default void ack_consumes() {
    create();
    MessageId id = put("a");
    Instant enqueuedAt = now();
    pass(3);
    assertThat(settle(Settlement.ack(reserve().receipt())))
        .isEqualTo(SettleResult.done(enqueuedAt));
    assertThat(find(id)).isEmpty();
    assertThat(stats().ackedTotal()).isEqualTo(1);
    assertThat(stats().reservedTotal()).isEqualTo(1);
    assertThat(stats().unfinished()).isZero();
  }

  @Test
  default void ack_twiceIsStale() {
    create();
    put("a");
    Receipt receipt = reserve().receipt();
    assertThat(
            messages().settle(Q, List.of(Settlement.ack(receipt), Settlement.ack(receipt))).join())
        .extracting(SettleResult::status)
        .containsExactly(Status.SETTLED, Status.STALE);
  }

  @Test
  default void lateAck_countsWhileNobodyTookOver() {
    create();
    MessageId id = put("a");
    Receipt receipt = reserve().receipt();
    pass(300);
    assertThat(settle(Settlement.ack(receipt)).status()).isEqualTo(Status.SETTLED);
    assertThat(find(id)).isEmpty();
  }

  @Test
  default void lateAck_isStaleOnceReservedAgain() {
    create();
    put("a");
    Receipt first = reserve().receipt();
    pass(30);
    Receipt second = reserve().receipt();
    assertThat(settle(Settlement.ack(first))).isEqualTo(SettleResult.STALE);
    assertThat(settle(Settlement.ack(second)).status()).isEqualTo(Status.SETTLED);
  }

  @Test
  default void lateAck_isStaleOnceTaken() {
    create(config().retainConsumed(10L, null, null).build());
    put("a");
    Receipt receipt = reserve().receipt();
    pass(30);
    assertThat(take().attempt()).isEqualTo(1);
    assertThat(settle(Settlement.ack(receipt))).isEqualTo(SettleResult.STALE);
    assertThat(stats().ackedTotal()).isZero();
  }

  @Test
  default void receipt_isStaleAfterCancelPurgeAndDelete() {
    create();
    MessageId id = put("a");
    Receipt cancelled = reserve().receipt();
    change(id, Change.Kind.CANCEL);
    assertThat(settle(Settlement.ack(cancelled))).isEqualTo(SettleResult.STALE);

    put("b");
    Receipt purged = reserve().receipt();
    sweepAll(Sweep.Kind.PURGE);
    assertThat(settle(Settlement.ack(purged))).isEqualTo(SettleResult.STALE);

    put("c");
    Receipt deleted = reserve().receipt();
    queues().delete(Q).join();
    assertThat(settle(Settlement.ack(deleted))).isEqualTo(SettleResult.STALE);
    create();
    put("d", "e", "f");
    reserveAll();
    assertThat(settle(Settlement.ack(deleted))).isEqualTo(SettleResult.STALE);
    assertThat(stats().leased()).isEqualTo(3);
  }

  @Test
  default void receipt_ofAnUnknownMessageOrAMessageNotLeasedIsStale() {
    create();
    MessageId id = put("a");
    assertThat(settle(Settlement.ack(new Receipt(id.incarnation(), 1, 0))))
        .isEqualTo(SettleResult.STALE);
    assertThat(settle(Settlement.ack(new Receipt(id.incarnation(), 99, 1))))
        .isEqualTo(SettleResult.STALE);
    assertThat(settle(Settlement.ack(new Receipt(1, 1, 1)))).isEqualTo(SettleResult.STALE);
  }

  @Test
  default void extend_movesTheEndFromNow() {
    create();
    MessageId id = put("a");
    Receipt receipt = reserve().receipt();
    pass(20);
    assertThat(settle(receipt, Outcome.EXTEND))
        .isEqualTo(new SettleResult(Status.SETTLED, now().plusSeconds(30)));
    pass(29);
    assertThat(state(id)).isEqualTo(MessageState.LEASED);
    assertThat(settle(new Settlement(receipt, Outcome.EXTEND, null, seconds(5), null, 0)).until())
        .isEqualTo(now().plusSeconds(5));
    pass(5);
    assertThat(state(id)).isEqualTo(MessageState.READY);
    assertThat(view(id).attempts()).isEmpty();
  }

  @Test
  default void extend_revivesAnExpiredLeaseThatNobodyTookOver() {
    create();
    MessageId id = put("a");
    Receipt receipt = reserve().receipt();
    pass(40);
    assertThat(settle(receipt, Outcome.EXTEND).status()).isEqualTo(Status.SETTLED);
    assertThat(state(id)).isEqualTo(MessageState.LEASED);
    assertThat(takeAll()).isEmpty();
  }

  @Test
  default void release_takesItsAttemptBackAndLeavesNoRecord() {
    create();
    MessageId id = put("a");
    put("b");
    pass(5);
    assertThat(settle(reserve().receipt(), Outcome.RELEASE))
        .isEqualTo(new SettleResult(Status.SETTLED, now()));
    MessageView view = view(id);
    assertThat(view.state()).isEqualTo(MessageState.READY);
    assertThat(view.visibleAt()).isEqualTo(now());
    assertThat(view.attempt()).isZero();
    assertThat(view.deliveries()).isEqualTo(1);
    assertThat(view.attempts()).isEmpty();
    assertThat(takeAll()).containsExactly("b", "a");
  }

  @Test
  default void release_mayDelay() {
    create();
    MessageId id = put("a");
    assertThat(settle(reserve().receipt(), Outcome.RELEASE, seconds(9)).until())
        .isEqualTo(now().plusSeconds(9));
    assertThat(state(id)).isEqualTo(MessageState.SCHEDULED);
  }

  @Test
  default void deadLetter_keepsReasonDetailAndBody() {
    create();
    MessageId id = put(message("a").key("k").build()).id();
    Delivery delivery = reserve();
    pass(3);
    assertThat(reject(delivery.receipt(), "no such user"))
        .isEqualTo(new SettleResult(Status.DEAD, null));
    MessageView dead = view(id);
    assertThat(dead.state()).isEqualTo(MessageState.DEAD);
    assertThat(dead.reason()).isEqualTo("no such user");
    assertThat(dead.body().utf8()).isEqualTo("a");
    assertThat(dead.key()).isEqualTo("k");
    assertThat(dead.attempts())
        .containsExactly(
            new Attempt(1, now().minusSeconds(3), seconds(3), "deadLetter", "no such user"));
    assertThat(stats().dead()).isEqualTo(1);
    assertThat(settle(Settlement.ack(delivery.receipt()))).isEqualTo(SettleResult.STALE);
  }

  @Test
  default void deadLetter_withoutReasonIsRejected() {
    create();
    MessageId id = put("a");
    settle(reserve().receipt(), Outcome.DEAD_LETTER);
    assertThat(view(id).reason()).isEqualTo("rejected");
  }

  @Test
  default void attempts_recordWhatHappened() {
    create();
    MessageId id = put("a");
    var start = now();
    Receipt receipt = reserve().receipt();
    pass(2);
    settle(new Settlement(receipt, Outcome.RETRY, seconds(0), null, "busy", 0));
    reserve();
    pass(31);
    reserve();
    assertThat(view(id).attempts())
        .containsExactly(
            new Attempt(1, start, seconds(2), "retry", "busy"),
            new Attempt(2, start.plusSeconds(2), seconds(30), "expired", null));
    assertThat(view(id).attempt()).isEqualTo(3);
  }

  @Test
  default void attempts_ofAnAckedMessageAreReadWhileItIsRetained() {
    create(config().retainConsumed(10L, null, null).build());
    MessageId id = put("a");
    settle(new Settlement(reserve().receipt(), Outcome.ACK, null, null, "200", 0));
    assertThat(state(id)).isEqualTo(MessageState.CONSUMED);
    assertThat(view(id).attempts())
        .containsExactly(new Attempt(1, now(), Duration.ZERO, "ack", "200"));
  }

  @Test
  default void attempts_keepTheLast() {
    create();
    MessageId id = put("a");
    for (int i = 0; i < Attempt.KEPT + 3; i++) {
      settle(reserve().receipt(), Outcome.RETRY, Duration.ZERO);
    }
    assertThat(view(id).attempts()).extracting(Attempt::number).startsWith(4).hasSize(10);
  }
}
