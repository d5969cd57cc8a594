package io.posthorn.storage.contract;

import static io.posthorn.storage.contract.EngineDriver.config;
import static io.posthorn.storage.contract.EngineDriver.message;
import static io.posthorn.storage.contract.EngineDriver.seconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.posthorn.message.Delivery;
import io.posthorn.message.MessageId;
import io.posthorn.message.MessageState;
import io.posthorn.message.MessageView;
import io.posthorn.message.Settlement.Outcome;
import io.posthorn.storage.Change;
import io.posthorn.storage.Sweep;
import org.junit.jupiter.api.Test;

/** ttl: from the first visibleAt, paused under a lease, never for the dead. */
interface LifeContract extends EngineDriver {
  private MessageId putForMinute(String body) {
    return put(message(body).ttl(seconds(60)).build()).id();
  }

  @Test
  default void life_overMeansDeadWhenTakeMeetsIt() {
    create();
    MessageId id = putForMinute("a");
    put("b");
    pass(60);
    assertThat(state(id)).isEqualTo(MessageState.READY);
    assertThat(takeAll()).containsExactly("b");
    MessageView dead = view(id);
    assertThat(dead.state()).isEqualTo(MessageState.DEAD);
    assertThat(dead.reason()).isEqualTo("expired");
    assertThat(dead.finishedAt()).isEqualTo(now());
    assertThat(dead.visibleAt()).isNull();
    assertThat(dead.expiresAt()).isNull();
    assertThat(stats().deadTotal()).isEqualTo(1);
  }

  @Test
  default void life_overMeansDeadWhenReserveMeetsIt() {
    create();
    MessageId id = putForMinute("a");
    pass(60);
    assertThat(reserveAll()).isEmpty();
    assertThat(view(id).reason()).isEqualTo("expired");
  }

  @Test
  default void life_overMeansDeadWhenASweepMeetsIt() {
    create();
    MessageId id = putForMinute("a");
    pass(59);
    assertThat(sweepAll(Sweep.Kind.EXPIRE)).isZero();
    pass(1);
    assertThat(sweepAll(Sweep.Kind.EXPIRE)).isEqualTo(1);
    assertThat(view(id).reason()).isEqualTo("expired");
  }

  @Test
  default void life_endsOfASleepingMessageToo() {
    create();
    MessageId id = putForMinute("a");
    settle(reserve().receipt(), Outcome.RETRY, seconds(3600));
    pass(60);
    assertThat(state(id)).isEqualTo(MessageState.SCHEDULED);
    sweepAll(Sweep.Kind.EXPIRE);
    assertThat(view(id).reason()).isEqualTo("expired");
  }

  @Test
  default void life_beginsWithFirstVisibleAt() {
    create();
    MessageId id = put(message("a").delay(seconds(600)).ttl(seconds(60)).build()).id();
    assertThat(view(id).expiresAt()).isEqualTo(now().plusSeconds(660));
    pass(659);
    assertThat(take().ttl()).isEqualTo(seconds(1));
  }

  @Test
  default void life_beginsWithFirstVisibleAtOnTheWallClock() {
    create();
    var at = clock().wall().plusSeconds(600);
    MessageId id = put(message("a").visibleAt(at).ttl(seconds(60)).build()).id();
    clock().stepWall(seconds(600));
    assertThat(view(id).expiresAt()).isEqualTo(at.plusSeconds(60));
    pass(20);
    Delivery delivery = reserve();
    assertThat(delivery.message().ttl()).isEqualTo(seconds(40));
    settle(delivery.receipt(), Outcome.RELEASE);
    assertThat(view(id).expiresAt()).isEqualTo(now().plusSeconds(40));
  }

  @Test
  default void life_isTheQueuesWhereTheMessageNamesNone() {
    create(config().ttl(seconds(10)).build());
    MessageId short10 = put("a");
    MessageId long60 = putForMinute("b");
    assertThat(view(short10).expiresAt()).isEqualTo(now().plusSeconds(10));
    assertThat(view(long60).expiresAt()).isEqualTo(now().plusSeconds(60));
  }

  @Test
  default void life_givenAtEnqueueOutlastsAChangeOfTheQueue() {
    create(config().ttl(seconds(10)).build());
    MessageId id = put("a");
    queues().update(Q, config().build(), 0).join();
    assertThat(view(id).expiresAt()).isEqualTo(now().plusSeconds(10));
  }

  @Test
  default void life_pausesUnderALease() {
    create();
    MessageId id = putForMinute("a");
    pass(50);
    Delivery delivery = reserve();
    assertThat(delivery.message().ttl()).isEqualTo(seconds(10));
    assertThat(view(id).expiresAt()).isNull();
    pass(20);
    settle(delivery.receipt(), Outcome.RETRY, seconds(0));
    assertThat(view(id).expiresAt()).isEqualTo(now().plusSeconds(10));
    pass(9);
    assertThat(takeAll()).containsExactly("a");
  }

  @Test
  default void life_goesOnFromTheEndOfAnExpiredLease() {
    create();
    MessageId id = putForMinute("a");
    pass(50);
    var leaseUntil = reserve().leaseUntil();
    pass(35);
    assertThat(view(id).expiresAt()).isEqualTo(leaseUntil.plusSeconds(10));
    pass(5);
    assertThat(takeAll()).isEmpty();
    assertThat(view(id).reason()).isEqualTo("expired");
  }

  @Test
  default void life_goesOnFromTheEndOfTheLeaseWhenSettledLate() {
    create();
    MessageId id = putForMinute("a");
    Delivery delivery = reserve();
    pass(40);
    settle(delivery.receipt(), Outcome.RETRY, seconds(0));
    assertThat(view(id).expiresAt()).isEqualTo(delivery.leaseUntil().plusSeconds(60));
  }

  @Test
  default void life_neverEndsADeadMessage() {
    create();
    MessageId id = putDead(message("a").ttl(seconds(60)).build(), "bad");
    pass(600);
    sweepAll(Sweep.Kind.EXPIRE);
    assertThat(view(id).reason()).isEqualTo("bad");
  }

  @Test
  default void life_startsAnewWithRedrive() {
    create();
    MessageId id = putForMinute("a");
    pass(60);
    sweepAll(Sweep.Kind.EXPIRE);
    pass(100);
    change(id, Change.Kind.REDRIVE);
    assertThat(view(id).expiresAt()).isEqualTo(now().plusSeconds(60));
    assertThat(view(id).reason()).isNull();
    assertThat(view(id).finishedAt()).isNull();
  }
}
