package io.posthorn.storage.contract;

import static io.posthorn.storage.contract.EngineDriver.config;
import static io.posthorn.storage.contract.EngineDriver.message;
import static io.posthorn.storage.contract.EngineDriver.seconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.posthorn.message.Message;
import io.posthorn.message.MessageId;
import io.posthorn.message.MessageState;
import io.posthorn.message.QueueMode;
import io.posthorn.message.Receipt;
import io.posthorn.message.Settlement;
import io.posthorn.message.Settlement.Outcome;
import io.posthorn.storage.HandOut;
import io.posthorn.storage.Reserve;
import io.posthorn.storage.SettleResult;
import io.posthorn.storage.Take;
import io.posthorn.storage.Taken;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Order, limits, pause, mode, and giving back. */
interface HandOutContract extends EngineDriver {
  @Test
  default void take_isFirstInFirstOut() {
    create();
    put("a", "b", "c");
    assertThat(take().body().utf8()).isEqualTo("a");
    assertThat(takeAll()).containsExactly("b", "c");
    assertThat(takeAll()).isEmpty();
  }

  @Test
  default void take_showsWholeMessage() {
    create();
    var id = put(message("a").key("k").ttl(seconds(60)).build()).id();
    var enqueuedAt = now();
    pass(20);
    assertThat(take())
        .isEqualTo(
            new Message(
                id,
                0,
                io.posthorn.message.Body.ofUtf8("a"),
                "text/plain",
                "k",
                enqueuedAt,
                enqueuedAt,
                seconds(40),
                0,
                1));
  }

  @Test
  default void scheduled_becomesReadyAtItsInstantNotBefore() {
    create();
    MessageId id = put(message("a").delay(seconds(10)).build()).id();
    clock().advance(seconds(10).minusMillis(1));
    assertThat(state(id)).isEqualTo(MessageState.SCHEDULED);
    assertThat(takeAll()).isEmpty();
    clock().advance(Duration.ofMillis(1));
    assertThat(state(id)).isEqualTo(MessageState.READY);
    assertThat(takeAll()).containsExactly("a");
  }

  @Test
  default void order_isByVisibleAtThenSequence() {
    create();
    put(message("30").delay(seconds(30)).build());
    put(message("10").delay(seconds(10)).build());
    put(message("20").delay(seconds(20)).build());
    put(message("10 again").delay(seconds(10)).build());
    put("0");
    pass(15);
    put("15");
    pass(60);
    put("75");
    assertThat(takeAll()).containsExactly("0", "10", "10 again", "15", "20", "30", "75");
  }

  @Test
  default void order_ofAnAbsoluteInstantInThePastIsThatInstant() {
    create();
    put("now");
    put(message("overdue").visibleAt(clock().wall().minusSeconds(60)).build());
    assertThat(takeAll()).containsExactly("overdue", "now");
  }

  @Test
  default void delayOfZero_isImmediate() {
    create();
    put("a");
    put(message("b").delay(Duration.ZERO).build());
    put("c");
    assertThat(takeAll()).containsExactly("a", "b", "c");
  }

  @Test
  default void wallClockStep_movesNeitherImmediateNorDelayedNorLeased() {
    create();
    put("leased");
    reserve();
    put("a");
    put(message("delayed").delay(seconds(10)).build());
    clock().stepWall(seconds(-3600));
    put("b");
    assertThat(takeAll()).containsExactly("a", "b");
    clock().stepWall(seconds(7200));
    assertThat(takeAll()).isEmpty();
    pass(10);
    assertThat(takeAll()).containsExactly("delayed");
    pass(20);
    assertThat(takeAll()).containsExactly("leased");
  }

  @Test
  default void wallClockStep_decidesAboutAbsoluteInstants() {
    create();
    MessageId id = put(message("a").visibleAt(clock().wall().plusSeconds(100)).build()).id();
    assertThat(stats().nextVisibleAt()).isEqualTo(now().plusSeconds(100));
    clock().stepWall(seconds(60));
    assertThat(stats().nextVisibleAt()).isEqualTo(now().plusSeconds(40));
    pass(40);
    assertThat(state(id)).isEqualTo(MessageState.READY);
    assertThat(takeAll()).containsExactly("a");
  }

  @Test
  default void take_stopsAtLimit() {
    create();
    put("a", "b", "c");
    assertThat(taken(2).messages()).hasSize(2);
    assertThat(stats().ready()).isEqualTo(1);
  }

  @Test
  default void take_stopsBeforeMaxBytesButHandsOutOneAlways() {
    create();
    put("12345", "123", "12", "1");
    Take four = new Take(Q, 10, 4 + 2 * TYPE);
    assertThat(messages().take(four).join().messages()).hasSize(1);
    assertThat(messages().take(four).join().messages()).hasSize(1);
    assertThat(messages().take(four).join().messages()).hasSize(2);
  }

  @Test
  default void reserve_stopsAtLimitAndBeforeMaxBytes() {
    create();
    put("12345", "123", "12", "1");
    Reserve reserve = new Reserve(Q, 2, 5 + 2 * TYPE, null, QueueMode.PULL);
    assertThat(messages().reserve(reserve).join().deliveries()).hasSize(1);
    assertThat(messages().reserve(reserve).join().deliveries()).hasSize(2);
  }

  @Test
  default void nextVisibleAt_isNowAtMostWhenThereIsMore() {
    create();
    put("a", "b");
    put(message("c").delay(seconds(60)).build());
    assertThat(taken(1).nextVisibleAt()).isBeforeOrEqualTo(now());
    assertThat(reserved(1, seconds(10)).nextVisibleAt()).isEqualTo(now().plusSeconds(10));
    assertThat(taken(1).nextVisibleAt()).isEqualTo(now().plusSeconds(10));
  }

  @Test
  default void nextVisibleAt_isNullWhenNoneWaits() {
    create();
    assertThat(taken(1)).isEqualTo(new Taken(HandOut.OK, List.of(), null));
    put("a");
    assertThat(taken(1).nextVisibleAt()).isNull();
  }

  @Test
  default void missingQueue_handsOutNothing() {
    assertThat(taken(1)).isEqualTo(new Taken(HandOut.QUEUE_MISSING, List.of(), null));
    assertThat(reserved(1, null).handOut()).isEqualTo(HandOut.QUEUE_MISSING);
  }

  @Test
  default void pausedQueue_handsOutNothingAndAcceptsAll() {
    create();
    put("a");
    Receipt receipt = reserve().receipt();
    put("b");
    queues().pause(Q, true).join();
    assertThat(taken(1)).isEqualTo(new Taken(HandOut.PAUSED, List.of(), null));
    assertThat(reserved(1, null).handOut()).isEqualTo(HandOut.PAUSED);
    put("c");
    assertThat(settle(Settlement.ack(receipt)).status()).isEqualTo(SettleResult.Status.SETTLED);
    assertThat(stats().ready()).isEqualTo(2);
    queues().pause(Q, false).join();
    assertThat(takeAll()).containsExactly("b", "c");
  }

  @Test
  default void pushQueue_isNotTakenFromAndReservedAsPushOnly() {
    create(config().push(PushDriver.push()).build());
    put(message("a").task(PushDriver.ONCE).build());
    assertThat(taken(1).handOut()).isEqualTo(HandOut.WRONG_MODE);
    assertThat(reserved(1, null).handOut()).isEqualTo(HandOut.WRONG_MODE);
    Reserve push = new Reserve(Q, 1, ANY, null, QueueMode.PUSH);
    assertThat(messages().reserve(push).join().deliveries()).hasSize(1);
  }

  @Test
  default void take_countsAsDeliveryNotAsAttempt() {
    create();
    put("a");
    settle(reserve().receipt(), Outcome.RETRY, Duration.ZERO);
    Message taken = take();
    assertThat(taken.attempt()).isEqualTo(1);
    assertThat(taken.deliveries()).isEqualTo(2);
    assertThat(stats().takenTotal()).isEqualTo(1);
  }

  @Test
  default void putBack_returnsMessageToItsPlace() {
    create();
    put("a", "b");
    pass(5);
    List<Message> taken = taken(2).messages();
    put("c");
    assertThat(messages().putBack(Q, taken).join()).isTrue();
    assertThat(stats().ready()).isEqualTo(3);
    assertThat(takeAll()).containsExactly("a", "b", "c");
  }

  @Test
  default void putBack_keepsKeyLifeAndSequence() {
    create();
    MessageId id = put(message("a").key("k").ttl(seconds(60)).build()).id();
    pass(50);
    messages().putBack(Q, List.of(take())).join();
    assertThat(findKey("k").orElseThrow().id()).isEqualTo(id);
    pass(9);
    assertThat(take().ttl()).isEqualTo(seconds(1));
  }

  @Test
  default void putBack_losesAKeyThatSomebodyElseHas() {
    create();
    put(message("a").key("k").build());
    Message taken = take();
    MessageId holder = put(message("b").key("k").build()).id();
    messages().putBack(Q, List.of(taken)).join();
    assertThat(findKey("k").orElseThrow().id()).isEqualTo(holder);
    assertThat(take().key()).isNull();
  }

  @Test
  default void putBack_twiceIsOnce() {
    create();
    put("a");
    Message taken = take();
    messages().putBack(Q, List.of(taken)).join();
    messages().putBack(Q, List.of(taken)).join();
    assertThat(takeAll()).containsExactly("a");
  }

  @Test
  default void putBack_doesNotLetAnOldReceiptSettleALaterLease() {
    create();
    put("a");
    Receipt old = reserve().receipt();
    settle(old, Outcome.RELEASE);
    messages().putBack(Q, List.of(take())).join();
    Receipt later = reserve().receipt();
    assertThat(settle(Settlement.ack(old))).isEqualTo(SettleResult.STALE);
    assertThat(settle(Settlement.ack(later)).status()).isEqualTo(SettleResult.Status.SETTLED);
  }

  @Test
  default void putBack_toAQueueMadeAgainIsRefused() {
    create();
    put("a");
    Message taken = take();
    queues().delete(Q).join();
    assertThat(messages().putBack(Q, List.of(taken)).join()).isFalse();
    create();
    assertThat(messages().putBack(Q, List.of(taken)).join()).isFalse();
    assertThat(takeAll()).isEmpty();
  }
}
