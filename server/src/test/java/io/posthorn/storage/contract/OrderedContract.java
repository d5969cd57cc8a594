package io.posthorn.storage.contract;

import static io.posthorn.storage.contract.EngineDriver.config;
import static io.posthorn.storage.contract.EngineDriver.message;
import static io.posthorn.storage.contract.EngineDriver.seconds;
import static io.posthorn.storage.contract.PushDriver.ordered;
import static io.posthorn.storage.contract.PushDriver.push;
import static org.assertj.core.api.Assertions.assertThat;

import io.posthorn.message.MessageId;
import io.posthorn.message.MessageState;
import io.posthorn.message.Receipt;
import io.posthorn.message.Settlement;
import io.posthorn.message.Settlement.Outcome;
import io.posthorn.storage.Change;
import io.posthorn.storage.Reserved;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Queues that hand out one at a time, each in its place. */
interface OrderedContract extends PushDriver {
  /** Acks one message after the other; the bodies. */
  private List<String> runAll() {
    var bodies = new ArrayList<String>();
    for (Reserved next = begun(9); !next.deliveries().isEmpty(); next = begun(9)) {
      assertThat(next.deliveries()).hasSize(1);
      bodies.add(next.deliveries().get(0).message().body().utf8());
      settle(Settlement.ack(next.deliveries().get(0).receipt()));
    }
    return bodies;
  }

  @Test
  default void ordered_handsOutOneAtATimeByPlace() {
    createPush(ordered());
    put(message("later").task(ONCE).delay(seconds(5)).build());
    putOnce("a", "b");
    Receipt a = begun(9).deliveries().get(0).receipt();
    assertThat(begun(9).deliveries()).isEmpty();
    assertThat(begun(9).nextVisibleAt()).isEqualTo(now().plusSeconds(30));
    settle(Settlement.ack(a));
    pass(10);
    putOnce("c");
    assertThat(runAll()).containsExactly("b", "later", "c");
  }

  @Test
  default void ordered_waitsForTheHeadsPause() {
    createPush(ordered());
    MessageId a = putOnce("a");
    putOnce("b");
    assertThat(settle(begin().receipt(), Outcome.RETRY, seconds(60)).until())
        .isEqualTo(now().plusSeconds(60));
    assertThat(state(a)).isEqualTo(MessageState.SCHEDULED);
    assertThat(view(a).visibleAt()).isEqualTo(now().plusSeconds(60));
    assertThat(begun(9).deliveries()).isEmpty();
    assertThat(begun(9).nextVisibleAt()).isEqualTo(now().plusSeconds(60));
    assertThat(stats().ready()).isEqualTo(1);
    pass(60);
    settle(begin().receipt(), Outcome.RELEASE, seconds(5));
    assertThat(beginAll()).isEmpty();
    pass(5);
    assertThat(runAll()).containsExactly("a", "b");
  }

  @Test
  default void ordered_tiesAreBySequence() {
    createPush(ordered());
    Instant at = clock().wall().plusSeconds(5);
    for (String body : new String[] {"a", "b", "c"}) {
      put(message(body).task(ONCE).visibleAt(at).build());
    }
    pass(5);
    assertThat(runAll()).containsExactly("a", "b", "c");
  }

  @Test
  default void ordered_expiredLeaseGoesToItsOldPlace() {
    createPush(ordered());
    putOnce("a", "b");
    begin();
    pass(20);
    putOnce("c");
    pass(20);
    assertThat(runAll()).containsExactly("a", "b", "c");
  }

  @Test
  default void ordered_deadOrCancelledHeadLetsTheNextGo() {
    create(config().push(ordered()).retry(1, Duration.ZERO).build());
    putOnce("rejected", "spent", "expired", "cancelled", "a");
    reject(begin().receipt(), "gone");
    settle(begin().receipt(), Outcome.RETRY);
    begin();
    pass(30);
    MessageId cancelled = begin().message().id();
    assertThat(view(cancelled).body().utf8()).isEqualTo("cancelled");
    change(cancelled, Change.Kind.CANCEL);
    assertThat(runAll()).containsExactly("a");
    assertThat(stats().dead()).isEqualTo(3);
  }

  @Test
  default void ordered_expiredHeadLetsTheNextGo() {
    createPush(ordered());
    put(message("a").task(ONCE).ttl(seconds(5)).build());
    putOnce("b");
    pass(5);
    assertThat(runAll()).containsExactly("b");
  }

  @Test
  default void ordered_redriveReturnsToTheOldPlaceWithANewLife() {
    createPush(ordered());
    MessageId a = put(message("a").task(ONCE).ttl(seconds(60)).build()).id();
    reject(begin().receipt(), "gone");
    putOnce("b", "c");
    settle(Settlement.ack(begin().receipt()));
    pass(10);
    change(a, Change.Kind.REDRIVE);
    assertThat(view(a).visibleAt()).isEqualTo(now());
    assertThat(view(a).expiresAt()).isEqualTo(now().plusSeconds(60));
    assertThat(view(a).attempt()).isZero();
    assertThat(runAll()).containsExactly("a", "c");
  }

  @Test
  default void ordered_rescheduleGivesANewPlace() {
    createPush(ordered());
    MessageId a = putOnce("a");
    settle(begin().receipt(), Outcome.RETRY, seconds(5));
    putOnce("b");
    reschedule(a, clock().wall().plusSeconds(20));
    pass(10);
    putOnce("c");
    assertThat(runAll()).containsExactly("b", "c");
    pass(9);
    assertThat(begun(1).nextVisibleAt()).isEqualTo(now().plusSeconds(1));
    pass(1);
    assertThat(runAll()).containsExactly("a");
  }

  @Test
  default void ordered_runNowEndsThePauseInPlaceAndMovesAMessageThatWasNeverDue() {
    createPush(ordered());
    MessageId a = putOnce("a");
    settle(begin().receipt(), Outcome.RETRY, seconds(50));
    MessageId later = put(message("later").task(ONCE).delay(seconds(100)).build()).id();
    put(message("soon").task(ONCE).delay(seconds(60)).build());
    pass(5);
    putOnce("b");
    pass(5);
    change(later, Change.Kind.RUN_NOW);
    assertThat(beginAll()).isEmpty();
    change(a, Change.Kind.RUN_NOW);
    assertThat(runAll()).containsExactly("a", "b", "later");
  }

  @Test
  default void ordered_amendWithAnInstantGivesANewPlaceAndWithoutKeepsIt() {
    createPush(ordered());
    MessageId a = putOnce("a");
    MessageId b = putOnce("b");
    pass(5);
    putOnce("c");
    amend(a, "new a", ONCE, clock().wall());
    amend(b, "new b", ONCE, null);
    assertThat(runAll()).containsExactly("new b", "new a", "c");
  }

  @Test
  default void ordered_amendedHeadLetsTheNextGoWhenItsLeaseEnds() {
    createPush(ordered());
    MessageId a = putOnce("a");
    putOnce("b");
    begin();
    amend(a, "new a", ONCE, clock().wall().plusSeconds(20));
    assertThat(beginAll()).isEmpty();
    pass(10);
    assertThat(beginAll()).isEmpty();
    pass(20);
    assertThat(runAll()).containsExactly("b", "new a");
  }

  @Test
  default void ordered_repeatTakesThePlaceOfItsNextRun() {
    createPush(ordered());
    put(message("a").task(EVERY).build());
    putOnce("b");
    repeat(begin().receipt(), 1, clock().wall().plusSeconds(10));
    pass(10);
    putOnce("c");
    assertThat(beginAll()).containsExactly("b");
    settle(Settlement.ack(leased("b")));
    assertThat(runAll()).containsExactly("a", "c");
  }

  @Test
  default void ordered_oldestReadyIsByPlace() {
    createPush(ordered());
    putOnce("a", "b");
    begin();
    pass(40);
    assertThat(stats().oldestReadyAt()).isEqualTo(now().minusSeconds(10));
  }

  @Test
  default void ordered_holdsFromWhenItIsConfigured() {
    createPush(push());
    MessageId a = putOnce("a");
    putOnce("b", "c");
    settle(begin().receipt(), Outcome.RETRY, seconds(60));
    queues().update(Q, config().push(ordered()).build(), 0).join();
    assertThat(beginAll()).isEmpty();
    change(a, Change.Kind.RUN_NOW);
    assertThat(runAll()).containsExactly("a", "b", "c");
  }

  @Test
  default void ordered_noLongerIsByVisibleAtAgain() {
    createPush(ordered());
    putOnce("a", "b", "c");
    settle(begin().receipt(), Outcome.RETRY, seconds(60));
    queues().update(Q, config().push(push()).build(), 0).join();
    assertThat(runOne()).isEqualTo("b");
    pass(60);
    assertThat(runOne()).isEqualTo("c");
    assertThat(runOne()).isEqualTo("a");
  }

  private String runOne() {
    var delivery = begin();
    settle(Settlement.ack(delivery.receipt()));
    return delivery.message().body().utf8();
  }
}
