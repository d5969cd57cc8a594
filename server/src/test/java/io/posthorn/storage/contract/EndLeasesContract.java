package io.posthorn.storage.contract;

import static io.posthorn.storage.contract.EngineDriver.message;
import static io.posthorn.storage.contract.EngineDriver.seconds;
import static io.posthorn.storage.contract.PushDriver.push;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.posthorn.message.Attempt;
import io.posthorn.message.MessageId;
import io.posthorn.message.MessageState;
import io.posthorn.message.Receipt;
import io.posthorn.message.Settlement;
import io.posthorn.message.Settlement.Outcome;
import io.posthorn.storage.SettleResult;
import io.posthorn.storage.SettleResult.Status;
import io.posthorn.storage.Sweep;
import io.posthorn.storage.Sweep.Kind;
import io.posthorn.storage.Swept;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;

/** The end of leases whose holders are known to be gone. */
interface EndLeasesContract extends PushDriver {
  @Test
  default void endLeases_makesLeasedMessagesReadyAsIfTheirTimeWereOver() {
    createPush(push());
    MessageId id = putOnce("a");
    Instant begun = now();
    begin();
    pass(10);
    assertThat(sweepAll(Kind.END_LEASES)).isEqualTo(1);
    assertThat(state(id)).isEqualTo(MessageState.READY);
    assertThat(view(id).visibleAt()).isEqualTo(now());
    assertThat(stats().leased()).isZero();
    assertThat(stats().ready()).isEqualTo(1);
    pass(5);
    assertThat(begin().attempt()).isEqualTo(2);
    assertThat(view(id).attempts())
        .containsExactly(new Attempt(1, begun, seconds(10), "expired", null));
  }

  @Test
  default void endLeases_leavesOthersAlone() {
    createPush(push());
    MessageId ready = putOnce("ready");
    MessageId scheduled = put(message("s").task(ONCE).delay(seconds(60)).build()).id();
    assertThat(sweepAll(Kind.END_LEASES)).isZero();
    begin();
    pass(30);
    assertThat(sweepAll(Kind.END_LEASES)).isZero();
    assertThat(view(ready).visibleAt()).isEqualTo(now());
    assertThat(state(scheduled)).isEqualTo(MessageState.SCHEDULED);
  }

  @Test
  default void endLeases_worksInSlices() {
    createPush(push());
    putOnce("a", "b", "c", "d", "e");
    beginAll();
    Swept first = sweep(Kind.END_LEASES, 2);
    assertThat(first.count()).isEqualTo(2);
    assertThat(first.next()).isNotZero();
    assertThat(stats().leased()).isEqualTo(3);
    assertThat(sweepAll(Sweep.of(Kind.END_LEASES, 2))).isEqualTo(3);
    assertThat(stats().leased()).isZero();
    assertThat(beginAll()).containsExactly("a", "b", "c", "d", "e");
  }

  @Test
  default void endedLease_isSettledLateUntilItIsTakenOver() {
    createPush(push());
    putOnce("a", "b");
    Receipt a = begin().receipt();
    Receipt b = begin().receipt();
    sweepAll(Kind.END_LEASES);
    assertThat(settle(Settlement.ack(a)).status()).isEqualTo(Status.SETTLED);
    assertThat(beginAll()).containsExactly("b");
    assertThat(settle(Settlement.ack(b))).isEqualTo(SettleResult.STALE);
  }

  @Test
  default void endedLease_withAttemptsSpentIsDeadWhenMet() {
    create(EngineDriver.config().push(push()).retry(1, Duration.ZERO).build());
    MessageId id = putOnce("a");
    begin();
    sweepAll(Kind.END_LEASES);
    assertThat(beginAll()).isEmpty();
    assertThat(view(id).reason()).isEqualTo("attempts");
  }

  @Test
  default void endLeases_givesTheRestOfLifeBack() {
    createPush(push());
    MessageId id = put(message("a").task(ONCE).ttl(seconds(20)).build()).id();
    pass(5);
    begin();
    pass(10);
    sweepAll(Kind.END_LEASES);
    assertThat(view(id).expiresAt()).isEqualTo(now().plusSeconds(15));
  }

  @Test
  default void endLeases_makesRoomAndTellsTheListener() {
    createPush(push(1, null));
    putOnce("a", "b");
    begin();
    var heard = new ConcurrentLinkedQueue<Instant>();
    engine().onVisible((queue, at) -> heard.add(at));
    sweepAll(Kind.END_LEASES);
    await().untilAsserted(() -> assertThat(heard).contains(Instant.EPOCH));
    assertThat(begun(9).deliveries()).hasSize(1);
  }

  @Test
  default void endLeases_returnsOrderedAndAmendedOnesToTheirPlaces() {
    createPush(PushDriver.ordered());
    MessageId a = putOnce("a");
    putOnce("b");
    begin();
    sweepAll(Kind.END_LEASES);
    assertThat(beginAll()).containsExactly("a");
    amend(a, "new a", ONCE, clock().wall().plusSeconds(60));
    sweepAll(Kind.END_LEASES);
    assertThat(beginAll()).containsExactly("b");
    assertThat(view(a).visibleAt()).isEqualTo(clock().wall().plusSeconds(60));
    assertThat(settle(leased("b"), Outcome.ACK).status()).isEqualTo(Status.SETTLED);
  }
}
