package io.posthorn.storage.contract;

import static io.posthorn.storage.contract.EngineDriver.config;
import static io.posthorn.storage.contract.EngineDriver.message;
import static io.posthorn.storage.contract.EngineDriver.seconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.posthorn.message.Attempt;
import io.posthorn.message.MessageId;
import io.posthorn.message.MessageState;
import io.posthorn.message.MessageView;
import io.posthorn.message.QueueConfig;
import io.posthorn.message.RetryPolicy;
import io.posthorn.message.Settlement;
import io.posthorn.message.Settlement.Outcome;
import io.posthorn.storage.Change;
import io.posthorn.storage.SettleResult;
import io.posthorn.storage.SettleResult.Status;
import io.posthorn.storage.Sweep;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Pauses before the next attempt, and when there is none. */
interface RetryContract extends EngineDriver {
  @Test
  default void retry_waitsAsThePolicySays() {
    create();
    MessageId id = put("a");
    assertThat(settle(reserve().receipt(), Outcome.RETRY))
        .isEqualTo(new SettleResult(Status.SETTLED, now().plusSeconds(1)));
    assertThat(state(id)).isEqualTo(MessageState.SCHEDULED);
    assertThat(view(id).visibleAt()).isEqualTo(now().plusSeconds(1));
    pass(1);
    assertThat(settle(reserve().receipt(), Outcome.RETRY).until()).isEqualTo(now().plusSeconds(2));
    pass(2);
    assertThat(settle(reserve().receipt(), Outcome.RETRY).until()).isEqualTo(now().plusSeconds(4));
  }

  @Test
  default void retry_drawsJitterFromTheSettlement() {
    var policy = new RetryPolicy(0, Duration.ZERO, seconds(8), seconds(60), 2, true);
    QueueConfig c = config().build();
    create(
        new QueueConfig(
            c.mode(),
            c.durability(),
            c.capacity(),
            c.lease(),
            c.ttl(),
            c.retainConsumed(),
            c.dead(),
            c.deduplicationWindow(),
            policy,
            c.ring(),
            c.push(),
            c.attributes()));
    put("a");
    var settlement = new Settlement(reserve().receipt(), Outcome.RETRY, null, null, null, 0.25);
    assertThat(settle(settlement).until()).isEqualTo(now().plusSeconds(6));
  }

  @Test
  default void retry_mayNameItsPause() {
    create();
    put("a");
    assertThat(settle(reserve().receipt(), Outcome.RETRY, seconds(77)).until())
        .isEqualTo(now().plusSeconds(77));
  }

  @Test
  default void retry_withAttemptsSpentIsDead() {
    create(config().retry(2, Duration.ZERO).build());
    MessageId id = put("a");
    assertThat(settle(reserve().receipt(), Outcome.RETRY, seconds(0)).status())
        .isEqualTo(Status.SETTLED);
    assertThat(settle(reserve().receipt(), Outcome.RETRY, seconds(0)))
        .isEqualTo(new SettleResult(Status.DEAD, null));
    assertThat(view(id).reason()).isEqualTo("attempts");
    assertThat(view(id).attempt()).isEqualTo(2);
    assertThat(view(id).attempts()).extracting(Attempt::outcome).containsExactly("retry", "retry");
  }

  @Test
  default void retry_withAgeSpentIsDead() {
    create(config().retry(0, seconds(100)).build());
    MessageId id = put("a");
    pass(99);
    assertThat(settle(reserve().receipt(), Outcome.RETRY, seconds(0)).status())
        .isEqualTo(Status.SETTLED);
    var receipt = reserve().receipt();
    pass(1);
    assertThat(settle(receipt, Outcome.RETRY, seconds(0)).status()).isEqualTo(Status.DEAD);
    assertThat(view(id).reason()).isEqualTo("age");
  }

  @Test
  default void age_countsFromFirstVisibleAtNotFromEnqueue() {
    create(config().retry(0, seconds(100)).build());
    put(message("a").delay(seconds(1000)).build());
    pass(1099);
    assertThat(settle(reserve().receipt(), Outcome.RETRY, seconds(0)).status())
        .isEqualTo(Status.SETTLED);
  }

  @Test
  default void age_countsFromTheInstantTheWallClockReached() {
    create(config().retry(0, seconds(100)).build());
    MessageId id = put(message("a").visibleAt(clock().wall().plusSeconds(600)).build()).id();
    clock().stepWall(seconds(600));
    pass(99);
    settle(reserve().receipt(), Outcome.RETRY, seconds(0));
    var receipt = reserve().receipt();
    pass(1);
    assertThat(settle(receipt, Outcome.RETRY, seconds(0)).status()).isEqualTo(Status.DEAD);
    assertThat(view(id).reason()).isEqualTo("age");
  }

  @Test
  default void age_ofAMessagePutBackCountsFromItsVisibleAt() {
    create(config().retry(0, seconds(100)).build());
    put("a");
    pass(60);
    messages().putBack(Q, List.of(take())).join();
    pass(39);
    assertThat(settle(reserve().receipt(), Outcome.RETRY, seconds(0)).status())
        .isEqualTo(Status.SETTLED);
    pass(1);
    assertThat(settle(reserve().receipt(), Outcome.RETRY, seconds(0)).status())
        .isEqualTo(Status.DEAD);
  }

  @Test
  default void age_doesNotEndAMessageThatWasNeverTried() {
    create(config().retry(0, seconds(100)).build());
    put("a");
    pass(1000);
    assertThat(takeAll()).containsExactly("a");
  }

  @Test
  default void release_isNotRefusedByAttempts() {
    create(config().retry(1, Duration.ZERO).build());
    put("a");
    assertThat(settle(reserve().receipt(), Outcome.RELEASE).status()).isEqualTo(Status.SETTLED);
    assertThat(reserve().attempt()).isEqualTo(1);
  }

  @Test
  default void expiredLease_withAttemptsSpentIsDeadWhenMet() {
    create(config().retry(1, Duration.ZERO).build());
    MessageId id = put("a");
    reserve();
    pass(30);
    assertThat(state(id)).isEqualTo(MessageState.READY);
    assertThat(stats().ready()).isEqualTo(1);
    assertThat(reserveAll()).isEmpty();
    MessageView dead = view(id);
    assertThat(dead.reason()).isEqualTo("attempts");
    assertThat(dead.attempts())
        .containsExactly(new Attempt(1, now().minusSeconds(30), seconds(30), "expired", null));
    assertThat(stats().deadTotal()).isEqualTo(1);
  }

  @Test
  default void expiredLease_withAttemptsSpentIsDeadForTakeAndSweepToo() {
    create(config().retry(1, Duration.ZERO).build());
    MessageId taken = put("a");
    reserve();
    pass(30);
    assertThat(takeAll()).isEmpty();
    MessageId swept = put("b");
    reserve();
    pass(30);
    assertThat(sweepAll(Sweep.Kind.EXPIRE)).isEqualTo(1);
    assertThat(view(taken).reason()).isEqualTo("attempts");
    assertThat(view(swept).reason()).isEqualTo("attempts");
  }

  @Test
  default void expiredLease_withAgeSpentIsDeadWhenMet() {
    create(config().retry(0, seconds(20)).build());
    MessageId id = put("a");
    reserve();
    pass(30);
    assertThat(takeAll()).isEmpty();
    assertThat(view(id).reason()).isEqualTo("age");
  }

  @Test
  default void expiredLease_withAttemptsSpentIsStillAckedLate() {
    create(config().retry(1, Duration.ZERO).build());
    put("a");
    var receipt = reserve().receipt();
    pass(30);
    assertThat(settle(Settlement.ack(receipt)).status()).isEqualTo(Status.SETTLED);
    assertThat(stats().dead()).isZero();
  }

  @Test
  default void deadOnTheWay_doNotCountTowardsTheLimit() {
    create(config().retry(1, Duration.ZERO).build());
    put("dead 1", "dead 2");
    reserveAll();
    pass(30);
    put("alive");
    assertThat(reserve().message().body().utf8()).isEqualTo("alive");
    assertThat(stats().dead()).isEqualTo(2);
  }

  @Test
  default void attempt_startsAgainWithRedriveAndDeliveriesDoNot() {
    create(config().retry(1, Duration.ZERO).build());
    MessageId id = put("a");
    settle(reserve().receipt(), Outcome.RETRY);
    assertThat(change(id, Change.Kind.REDRIVE).name()).isEqualTo("CHANGED");
    assertThat(view(id).attempt()).isZero();
    assertThat(view(id).deliveries()).isEqualTo(1);
    assertThat(view(id).attempts()).hasSize(1);
    assertThat(reserve().attempt()).isEqualTo(1);
    assertThat(view(id).deliveries()).isEqualTo(2);
  }

  @Test
  default void policy_isTheQueuesOfTheMoment() {
    create(config().retry(1, Duration.ZERO).build());
    put("a");
    var receipt = reserve().receipt();
    queues().update(Q, config().retry(5, Duration.ZERO).build(), 0).join();
    assertThat(settle(receipt, Outcome.RETRY).status()).isEqualTo(Status.SETTLED);
  }
}
