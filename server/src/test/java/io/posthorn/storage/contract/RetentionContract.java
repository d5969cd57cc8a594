package io.posthorn.storage.contract;

import static io.posthorn.storage.contract.EngineDriver.config;
import static io.posthorn.storage.contract.EngineDriver.message;
import static io.posthorn.storage.contract.EngineDriver.seconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.posthorn.message.MessageId;
import io.posthorn.message.MessageState;
import io.posthorn.message.Settlement;
import io.posthorn.storage.Sweep;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Which finished messages stay. Limits hold after a sweep at the latest. */
interface RetentionContract extends EngineDriver {
  @Test
  default void consumed_areGoneAtOnceWhereNothingIsRetained() {
    create();
    MessageId taken = put("a");
    take();
    MessageId acked = put("b");
    settle(Settlement.ack(reserve().receipt()));
    assertThat(find(taken)).isEmpty();
    assertThat(find(acked)).isEmpty();
    assertThat(stats().consumed()).isZero();
    assertThat(bodies((MessageState) null)).isEmpty();
  }

  @Test
  default void consumed_beyondCountGoLowestSequenceFirst() {
    create(config().retainConsumed(2L, null, null).build());
    put("a", "b", "c");
    var first = reserve();
    takeAll();
    settle(Settlement.ack(first.receipt()));
    sweepAll(Sweep.Kind.EXPIRE);
    assertThat(bodies(MessageState.CONSUMED)).containsExactly("b", "c");
    assertThat(stats().consumed()).isEqualTo(2);
  }

  @Test
  default void consumed_withinAllLimitsStay() {
    create(config().retainConsumed(3L, seconds(60), 100L).build());
    put("a", "b", "c");
    takeAll();
    pass(59);
    sweepAll(Sweep.Kind.EXPIRE);
    assertThat(bodies(MessageState.CONSUMED)).containsExactly("a", "b", "c");
  }

  @Test
  default void consumed_beyondBytesGo() {
    create(config().retainConsumed(null, null, 5L).build());
    put("12", "34", "567");
    takeAll();
    sweepAll(Sweep.Kind.EXPIRE);
    assertThat(bodies(MessageState.CONSUMED)).containsExactly("34", "567");
  }

  @Test
  default void consumed_beyondAgeGo() {
    create(config().retainConsumed(null, seconds(60), null).build());
    put("a");
    takeAll();
    pass(40);
    put("b");
    takeAll();
    pass(20);
    sweepAll(Sweep.Kind.EXPIRE);
    assertThat(bodies(MessageState.CONSUMED)).contains("b");
    pass(7200);
    sweepAll(Sweep.Kind.EXPIRE);
    assertThat(bodies(MessageState.CONSUMED)).isEmpty();
  }

  @Test
  default void dead_beyondCountGoOldestDeathFirst() {
    create(config().dead(2L, null).build());
    put("a", "b", "c");
    var a = reserve();
    var b = reserve();
    var c = reserve();
    reject(c.receipt(), "bad");
    pass(1);
    reject(a.receipt(), "bad");
    pass(1);
    reject(b.receipt(), "bad");
    assertThat(stats().dead()).isEqualTo(3);
    sweepAll(Sweep.Kind.EXPIRE);
    assertThat(bodies(MessageState.DEAD)).containsExactly("a", "b");
    assertThat(stats().deadTotal()).isEqualTo(3);
  }

  @Test
  default void dead_beyondAgeGo() {
    create(config().dead(null, Duration.ofDays(14)).build());
    MessageId id = putDead(message("a").build(), "bad");
    clock().advance(Duration.ofDays(14).minusMillis(1));
    sweepAll(Sweep.Kind.EXPIRE);
    assertThat(state(id)).isEqualTo(MessageState.DEAD);
    clock().advance(Duration.ofMillis(1));
    sweepAll(Sweep.Kind.EXPIRE);
    assertThat(find(id)).isEmpty();
    assertThat(stats().dead()).isZero();
  }
}
