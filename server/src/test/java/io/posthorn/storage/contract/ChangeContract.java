package io.posthorn.storage.contract;

import static io.posthorn.storage.ChangeResult.CHANGED;
import static io.posthorn.storage.ChangeResult.KEY_CONFLICT;
import static io.posthorn.storage.ChangeResult.NOT_FOUND;
import static io.posthorn.storage.ChangeResult.WRONG_STATE;
import static io.posthorn.storage.contract.EngineDriver.config;
import static io.posthorn.storage.contract.EngineDriver.message;
import static io.posthorn.storage.contract.EngineDriver.seconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.posthorn.message.Attempt;
import io.posthorn.message.MessageId;
import io.posthorn.message.MessageState;
import io.posthorn.message.QueueName;
import io.posthorn.message.Settlement;
import io.posthorn.message.Settlement.Outcome;
import io.posthorn.storage.Change;
import io.posthorn.storage.Change.Kind;
import io.posthorn.storage.MessageRef;
import io.posthorn.storage.SettleResult;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Cancel, redrive, run now, reschedule. */
interface ChangeContract extends EngineDriver {
  @Test
  default void cancel_dropsAMessageInAnyState() {
    create(config().retainConsumed(10L, null, null).build());
    MessageId dead = putDead(message("dead").build(), "bad");
    MessageId consumed = put("consumed");
    take();
    MessageId leased = put("leased");
    reserve();
    MessageId scheduled = put(message("scheduled").delay(seconds(60)).build()).id();
    MessageId ready = put("ready");
    for (MessageId id : List.of(dead, consumed, leased, scheduled, ready)) {
      assertThat(change(id, Kind.CANCEL)).isEqualTo(CHANGED);
      assertThat(change(id, Kind.CANCEL)).isEqualTo(NOT_FOUND);
    }
    assertThat(bodies((MessageState) null)).isEmpty();
    pass(100);
    assertThat(takeAll()).isEmpty();
    assertThat(stats().unfinished()).isZero();
    assertThat(stats().dead()).isZero();
  }

  @Test
  default void cancel_ofOneAmongManyKeepsTheOthersInOrder() {
    create();
    put("a");
    MessageId b = put("b");
    put("c");
    change(b, Kind.CANCEL);
    assertThat(stats().ready()).isEqualTo(2);
    assertThat(takeAll()).containsExactly("a", "c");
  }

  @Test
  default void cancel_byKey() {
    create();
    put(message("a").key("k").build());
    assertThat(change(new Change(MessageRef.ofKey("k"), Kind.CANCEL, null))).isEqualTo(CHANGED);
    assertThat(change(new Change(MessageRef.ofKey("k"), Kind.CANCEL, null))).isEqualTo(NOT_FOUND);
  }

  @Test
  default void change_ofWhatIsNotThereIsNotFound() {
    create();
    MessageId id = put("a");
    for (Kind kind : List.of(Kind.CANCEL, Kind.REDRIVE, Kind.RUN_NOW)) {
      assertThat(change(new MessageId(id.incarnation(), 7), kind)).isEqualTo(NOT_FOUND);
      assertThat(change(new MessageId(id.incarnation() + 1, 1), kind)).isEqualTo(NOT_FOUND);
    }
    var inMissing = List.of(new Change(MessageRef.of(id), Kind.CANCEL, null));
    assertThat(messages().change(QueueName.of("missing"), inMissing).join())
        .containsExactly(NOT_FOUND);
  }

  @Test
  default void changes_ofOneRequestHappenInOrder() {
    create();
    MessageId id = put(message("a").delay(seconds(60)).build()).id();
    MessageRef ref = MessageRef.of(id);
    var changes =
        List.of(
            new Change(ref, Kind.RUN_NOW, null),
            new Change(ref, Kind.CANCEL, null),
            new Change(ref, Kind.RUN_NOW, null));
    assertThat(messages().change(Q, changes).join()).containsExactly(CHANGED, CHANGED, NOT_FOUND);
  }

  @Test
  default void redrive_makesADeadMessageReadyNow() {
    create();
    MessageId id = putDead(message("a").build(), "bad");
    pass(10);
    put("b");
    pass(10);
    assertThat(change(id, Kind.REDRIVE)).isEqualTo(CHANGED);
    assertThat(state(id)).isEqualTo(MessageState.READY);
    assertThat(view(id).visibleAt()).isEqualTo(now());
    assertThat(stats().dead()).isZero();
    assertThat(stats().deadTotal()).isEqualTo(1);
    assertThat(takeAll()).containsExactly("b", "a");
  }

  @Test
  default void redrive_wantsADeadMessage() {
    create();
    MessageId id = put("a");
    assertThat(change(id, Kind.REDRIVE)).isEqualTo(WRONG_STATE);
    reserve();
    assertThat(change(id, Kind.REDRIVE)).isEqualTo(WRONG_STATE);
  }

  @Test
  default void redrive_isRefusedWhenTheKeyIsTaken() {
    create();
    MessageId dead = putDead(message("a").key("k").build(), "bad");
    put(message("b").key("k").build());
    assertThat(change(dead, Kind.REDRIVE)).isEqualTo(KEY_CONFLICT);
    assertThat(state(dead)).isEqualTo(MessageState.DEAD);
    takeAll();
    assertThat(change(dead, Kind.REDRIVE)).isEqualTo(CHANGED);
    assertThat(findKey("k").orElseThrow().id()).isEqualTo(dead);
  }

  @Test
  default void runNow_makesAScheduledMessageReady() {
    create();
    MessageId id = put(message("a").delay(seconds(60)).ttl(seconds(9)).build()).id();
    pass(5);
    assertThat(change(id, Kind.RUN_NOW)).isEqualTo(CHANGED);
    assertThat(view(id).visibleAt()).isEqualTo(now());
    assertThat(view(id).expiresAt()).isEqualTo(now().plusSeconds(9));
    assertThat(takeAll()).containsExactly("a");
  }

  @Test
  default void runNow_leavesAReadyMessageInItsPlace() {
    create();
    MessageId a = put("a");
    put("b");
    pass(5);
    assertThat(change(a, Kind.RUN_NOW)).isEqualTo(CHANGED);
    assertThat(takeAll()).containsExactly("a", "b");
  }

  @Test
  default void runNow_endsThePauseBeforeARetryButNotTheLife() {
    create();
    MessageId id = put(message("a").ttl(seconds(60)).build()).id();
    settle(reserve().receipt(), Outcome.RETRY, seconds(50));
    pass(10);
    change(id, Kind.RUN_NOW);
    assertThat(view(id).expiresAt()).isEqualTo(now().plusSeconds(50));
    assertThat(reserve().attempt()).isEqualTo(2);
  }

  @Test
  default void runNowAndReschedule_areRefusedForLeasedAndFinishedMessages() {
    create();
    MessageId dead = putDead(message("dead").build(), "bad");
    MessageId leased = put("leased");
    reserve();
    for (MessageId id : List.of(dead, leased)) {
      assertThat(change(id, Kind.RUN_NOW)).isEqualTo(WRONG_STATE);
      assertThat(reschedule(id, clock().wall())).isEqualTo(WRONG_STATE);
    }
  }

  @Test
  default void reschedule_waitsForTheNewInstantOnTheWallClock() {
    create();
    MessageId id = put("a");
    assertThat(reschedule(id, clock().wall().plusSeconds(60))).isEqualTo(CHANGED);
    assertThat(state(id)).isEqualTo(MessageState.SCHEDULED);
    assertThat(takeAll()).isEmpty();
    pass(30);
    assertThat(state(id)).isEqualTo(MessageState.SCHEDULED);
    clock().stepWall(seconds(30));
    assertThat(takeAll()).containsExactly("a");
  }

  @Test
  default void reschedule_beforeTheFirstInstantMovesTheLife() {
    create();
    MessageId id = put(message("a").delay(seconds(10)).ttl(seconds(60)).build()).id();
    reschedule(id, clock().wall().plusSeconds(100));
    assertThat(view(id).expiresAt()).isEqualTo(now().plusSeconds(160));
  }

  @Test
  default void reschedule_afterTheFirstInstantDoesNotProlongTheLife() {
    create();
    MessageId id = put(message("a").ttl(seconds(60)).build()).id();
    pass(10);
    reschedule(id, clock().wall().plusSeconds(20));
    assertThat(view(id).expiresAt()).isEqualTo(now().plusSeconds(50));
  }

  @Test
  default void reschedule_takesAnExpiredLeaseOver() {
    create();
    MessageId id = put("a");
    var receipt = reserve().receipt();
    pass(40);
    assertThat(reschedule(id, clock().wall().plusSeconds(20))).isEqualTo(CHANGED);
    assertThat(settle(Settlement.ack(receipt))).isEqualTo(SettleResult.STALE);
    assertThat(view(id).attempts()).extracting(Attempt::outcome).containsExactly("expired");
  }
}
