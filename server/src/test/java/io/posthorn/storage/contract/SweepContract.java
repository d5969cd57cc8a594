package io.posthorn.storage.contract;

import static io.posthorn.storage.contract.EngineDriver.message;
import static io.posthorn.storage.contract.EngineDriver.seconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.posthorn.message.MessageId;
import io.posthorn.message.MessageState;
import io.posthorn.message.QueueName;
import io.posthorn.storage.Sweep;
import io.posthorn.storage.Sweep.Kind;
import io.posthorn.storage.Swept;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Work on whole queues, in slices. */
interface SweepContract extends EngineDriver {
  @Test
  default void purge_dropsUnfinishedMessagesAndKeepsDeadOnes() {
    create();
    putDead(message("dead").build(), "bad");
    put("leased");
    reserve();
    put("ready");
    put(message("scheduled").delay(seconds(60)).build());
    assertThat(sweepAll(Kind.PURGE)).isEqualTo(3);
    assertThat(bodies((MessageState) null)).containsExactly("dead");
    assertThat(stats().unfinished()).isZero();
    assertThat(stats().nextVisibleAt()).isNull();
    pass(100);
    assertThat(takeAll()).isEmpty();
  }

  @Test
  default void purge_worksInSlicesLowestSequenceFirst() {
    create();
    put("a", "b", "c", "d", "e");
    Swept first = sweep(Kind.PURGE, 2);
    assertThat(first.count()).isEqualTo(2);
    assertThat(first.next()).isNotZero();
    assertThat(bodies((MessageState) null)).containsExactly("c", "d", "e");
    assertThat(sweepAll(Sweep.of(Kind.PURGE, 2))).isEqualTo(3);
    assertThat(bodies((MessageState) null)).isEmpty();
  }

  @Test
  default void purge_leavesSequencesAndTotalsAlone() {
    create();
    put("a", "b");
    sweepAll(Kind.PURGE);
    assertThat(put("c").sequence()).isEqualTo(3);
    assertThat(stats().enqueuedTotal()).isEqualTo(3);
    assertThat(takeAll()).containsExactly("c");
  }

  @Test
  default void purgeDead_dropsDeadMessagesOnly() {
    create();
    putDead(message("a").build(), "bad");
    putDead(message("b").build(), "bad");
    put("c");
    assertThat(sweepAll(Sweep.of(Kind.PURGE_DEAD, 1))).isEqualTo(2);
    assertThat(bodies((MessageState) null)).containsExactly("c");
    assertThat(stats().dead()).isZero();
  }

  @Test
  default void redriveAll_isBySequenceInSlices() {
    create();
    for (String body : new String[] {"a", "b", "c"}) {
      putDead(message(body).build(), "bad");
    }
    Swept first = sweep(Kind.REDRIVE_ALL, 2);
    assertThat(first.count()).isEqualTo(2);
    assertThat(bodies(MessageState.READY)).containsExactly("a", "b");
    Sweep rest = new Sweep(Kind.REDRIVE_ALL, 2, null, null, first.next());
    assertThat(messages().sweep(Q, rest).join()).isEqualTo(new Swept(1, 0));
    assertThat(takeAll()).containsExactly("a", "b", "c");
  }

  @Test
  default void redriveAll_filtersByReasonAndTimeOfDeath() {
    create();
    putDead(message("old").build(), "bad");
    pass(100);
    Instant since = now();
    putDead(message("new").build(), "bad");
    putDead(message("other").build(), "worse");
    assertThat(sweepAll(new Sweep(Kind.REDRIVE_ALL, 10, "bad", since, 0))).isEqualTo(1);
    assertThat(bodies(MessageState.READY)).containsExactly("new");
    assertThat(sweepAll(new Sweep(Kind.REDRIVE_ALL, 10, "bad", null, 0))).isEqualTo(1);
    assertThat(sweepAll(new Sweep(Kind.REDRIVE_ALL, 10, null, since, 0))).isEqualTo(1);
    assertThat(stats().dead()).isZero();
  }

  @Test
  default void redriveAll_leavesAMessageWhoseKeyIsTaken() {
    create();
    MessageId first = putDead(message("first").key("k").build(), "bad");
    MessageId second = putDead(message("second").key("k").build(), "bad");
    assertThat(sweepAll(Kind.REDRIVE_ALL)).isEqualTo(1);
    assertThat(state(first)).isEqualTo(MessageState.READY);
    assertThat(state(second)).isEqualTo(MessageState.DEAD);
  }

  @Test
  default void sweep_ofAMissingQueueDoesNothing() {
    for (Kind kind : Kind.values()) {
      assertThat(messages().sweep(QueueName.of("missing"), Sweep.of(kind, 9)).join())
          .isEqualTo(new Swept(0, 0));
    }
  }

  @Test
  default void expire_worksInSlices() {
    create();
    for (int i = 0; i < 5; i++) {
      put(message("m" + i).ttl(seconds(1)).build());
    }
    pass(1);
    assertThat(sweep(Kind.EXPIRE, 2).count()).isLessThanOrEqualTo(2);
    assertThat(stats().dead()).isLessThanOrEqualTo(2);
    sweepAll(Sweep.of(Kind.EXPIRE, 2));
    assertThat(stats().dead()).isEqualTo(5);
    assertThat(stats().ready()).isZero();
  }
}
