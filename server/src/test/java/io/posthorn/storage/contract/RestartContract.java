package io.posthorn.storage.contract;

import static io.posthorn.storage.contract.EngineDriver.config;
import static io.posthorn.storage.contract.EngineDriver.message;
import static io.posthorn.storage.contract.EngineDriver.seconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.posthorn.message.MessageId;
import io.posthorn.message.MessageState;
import io.posthorn.message.MessageView;
import io.posthorn.message.QueueName;
import io.posthorn.message.Receipt;
import io.posthorn.message.Settlement;
import io.posthorn.message.Settlement.Outcome;
import io.posthorn.storage.Change;
import io.posthorn.storage.EnqueueResult.Status;
import io.posthorn.storage.QueueStats;
import io.posthorn.storage.SettleResult;
import io.posthorn.storage.Sweep;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a durable engine still knows when it is opened again. */
public abstract class RestartContract extends EngineContract implements PushRestartContract {
  /** Everything that is shown of the queue. */
  private List<Object> picture() {
    var all =
        new io.posthorn.storage.Browse(
            Q, null, io.posthorn.storage.Browse.By.SEQUENCE, 0, false, 100, ANY, false);
    return List.of(queues().find(Q).join(), stats(), pages(all));
  }

  @Override
  public final void reopenAndCompare() {
    List<Object> before = picture();
    reopen();
    assertThat(picture()).isEqualTo(before);
  }

  @Test
  void readyMessages_keepTheirOrder() {
    create();
    put("a", "b", "c");
    assertThat(take().body().utf8()).isEqualTo("a");
    reopenAndCompare();
    put("d");
    assertThat(takeAll()).containsExactly("b", "c", "d");
    reopenAndCompare();
    assertThat(takeAll()).isEmpty();
    assertThat(put("e").sequence()).isEqualTo(5);
  }

  @Test
  void order_survivesAClockThatStartsEarlier() {
    create();
    put("a", "b");
    clock().advance(seconds(-3600));
    reopen();
    put("c");
    assertThat(takeAll()).containsExactly("a", "b", "c");
  }

  @Test
  void scheduledMessage_stillWaits() {
    create();
    put(message("delayed").delay(seconds(60)).ttl(seconds(5)).build());
    put(message("absolute").visibleAt(clock().wall().plusSeconds(30)).build());
    reopenAndCompare();
    assertThat(takeAll()).isEmpty();
    pass(30);
    reopenAndCompare();
    assertThat(takeAll()).containsExactly("absolute");
    pass(30);
    assertThat(takeAll()).containsExactly("delayed");
  }

  @Test
  void retriedMessage_keepsAttemptPauseAndRecords() {
    create(config().retry(2, seconds(600)).build());
    MessageId id = put("a");
    settle(new Settlement(reserve().receipt(), Outcome.RETRY, seconds(20), null, "busy", 0));
    reopenAndCompare();
    assertThat(view(id).attempts()).hasSize(1);
    pass(20);
    assertThat(reserve().attempt()).isEqualTo(2);
    reopen();
    pass(30);
    assertThat(reserveAll()).isEmpty();
    assertThat(view(id).reason()).isEqualTo("attempts");
  }

  @Test
  void lease_goesOnAndItsReceiptSettles() {
    create();
    MessageId id = put("a");
    Receipt receipt = reserve().receipt();
    reopenAndCompare();
    assertThat(takeAll()).isEmpty();
    assertThat(settle(Settlement.ack(receipt)).status()).isEqualTo(SettleResult.Status.SETTLED);
    reopenAndCompare();
    assertThat(find(id)).isEmpty();
    pass(100);
    assertThat(takeAll()).isEmpty();
  }

  @Test
  void lease_thatExpiresWhileDownFencesItsReceiptWhenTakenOver() {
    create();
    put("a");
    Receipt first = reserve().receipt();
    pass(100);
    reopenAndCompare();
    Receipt second = reserve().receipt();
    reopen();
    assertThat(settle(Settlement.ack(first))).isEqualTo(SettleResult.STALE);
    assertThat(settle(Settlement.ack(second)).status()).isEqualTo(SettleResult.Status.SETTLED);
  }

  @Test
  void lateAck_countsAfterReopening() {
    create();
    put("a");
    Receipt receipt = reserve().receipt();
    pass(100);
    reopen();
    assertThat(settle(Settlement.ack(receipt)).status()).isEqualTo(SettleResult.Status.SETTLED);
  }

  @Test
  void extendAndRelease_areKept() {
    create();
    put("a", "b");
    Receipt extended = reserve().receipt();
    settle(new Settlement(extended, Outcome.EXTEND, null, seconds(500), null, 0));
    settle(reserve().receipt(), Outcome.RELEASE, seconds(10));
    reopenAndCompare();
    pass(10);
    assertThat(takeAll()).containsExactly("b");
  }

  @Test
  void deadMessage_keepsAllAndIsRedriven() {
    create();
    MessageId id = put(message("a").key("k").ttl(seconds(60)).build()).id();
    reject(reserve().receipt(), "bad");
    pass(5);
    reopenAndCompare();
    MessageView dead = view(id);
    assertThat(dead.reason()).isEqualTo("bad");
    assertThat(dead.finishedAt()).isEqualTo(now().minusSeconds(5));
    change(id, Change.Kind.REDRIVE);
    reopenAndCompare();
    assertThat(findKey("k").orElseThrow().expiresAt()).isEqualTo(now().plusSeconds(60));
  }

  @Test
  void consumedMessage_staysReadable() {
    create(config().retainConsumed(10L, seconds(3600), null).build());
    put("taken", "acked");
    take();
    settle(Settlement.ack(reserve().receipt()));
    reopenAndCompare();
    assertThat(bodies(MessageState.CONSUMED)).containsExactly("taken", "acked");
    assertThat(stats().consumed()).isEqualTo(2);
  }

  @Test
  void lifeUnderALease_isKept() {
    create();
    put(message("a").ttl(seconds(60)).build());
    pass(50);
    Receipt receipt = reserve().receipt();
    pass(20);
    reopenAndCompare();
    settle(receipt, Outcome.RELEASE);
    reopenAndCompare();
    assertThat(take().ttl()).isEqualTo(seconds(10));
  }

  @Test
  void deduplicationWindow_goesOn() {
    create();
    MessageId first = put(message("a").deduplicationId("d").build()).id();
    takeAll();
    pass(299);
    reopen();
    assertThat(put(message("a").deduplicationId("d").build()).id()).isEqualTo(first);
    assertThat(put(message("b").deduplicationId("d").build()).status())
        .isEqualTo(Status.DEDUPLICATION_MISMATCH);
    pass(1);
    reopen();
    assertThat(put(message("b").deduplicationId("d").build()).status()).isEqualTo(Status.ENQUEUED);
  }

  @Test
  void freedDeduplicationId_staysFree() {
    create();
    MessageId id = put(message("a").deduplicationId("d").build()).id();
    change(id, Change.Kind.CANCEL);
    reopen();
    assertThat(find(id)).isEmpty();
    assertThat(put(message("b").deduplicationId("d").build()).status()).isEqualTo(Status.ENQUEUED);
  }

  @Test
  void key_isStillHeld() {
    create();
    MessageId id = put(message("a").key("k").build()).id();
    reopen();
    assertThat(put(message("b").key("k").build()).status()).isEqualTo(Status.KEY_CONFLICT);
    assertThat(findKey("k").orElseThrow().id()).isEqualTo(id);
    takeAll();
    reopen();
    assertThat(put(message("b").key("k").build()).status()).isEqualTo(Status.ENQUEUED);
  }

  @Test
  void pauseAndConfiguration_areKept() {
    create(config().capacity(3).build());
    put("a");
    queues().update(Q, config().capacity(1).build(), 0).join();
    queues().pause(Q, true).join();
    reopenAndCompare();
    assertThat(taken(1).handOut()).isEqualTo(io.posthorn.storage.HandOut.PAUSED);
    assertThat(put(message("b").build()).status()).isEqualTo(Status.QUEUE_FULL);
    queues().pause(Q, false).join();
    reopenAndCompare();
    assertThat(takeAll()).containsExactly("a");
  }

  @Test
  void ring_keepsItsPositionsAndLaps() {
    create(config().ring().build());
    queues().resizeRing(Q, 10).join();
    for (int i = 1; i <= 13; i++) {
      put("m" + i);
      take();
    }
    put("m14");
    reopenAndCompare();
    assertThat(stats().ring().put()).isEqualTo(4);
    assertThat(stats().ring().get()).isEqualTo(3);
    assertThat(take().position()).isEqualTo(4);
    queues().resetRing(Q).join();
    reopenAndCompare();
    assertThat(put(message("n").build()).position()).isEqualTo(1);
    assertThat(bodies((MessageState) null)).containsExactly("n");
  }

  @Test
  void purge_staysPurged() {
    create();
    put("a", "b", "c");
    put(message("d").delay(seconds(5)).build());
    reserve();
    messages().sweep(Q, Sweep.of(Sweep.Kind.PURGE, 2)).join();
    reopenAndCompare();
    sweepAll(Sweep.Kind.PURGE);
    reopenAndCompare();
    pass(100);
    assertThat(takeAll()).isEmpty();
    assertThat(put("e").sequence()).isEqualTo(5);
  }

  @Test
  void putBack_isKept() {
    create();
    put("a", "b");
    var a = take();
    take();
    messages().putBack(Q, List.of(a)).join();
    reopenAndCompare();
    assertThat(take().deliveries()).isEqualTo(2);
    reopenAndCompare();
    assertThat(takeAll()).isEmpty();
  }

  @Test
  void rescheduledAndCancelledMessages_areKept() {
    create();
    MessageId a = put("a");
    put("b");
    MessageId c = put("c");
    reschedule(a, clock().wall().plusSeconds(50));
    change(c, Change.Kind.CANCEL);
    reopenAndCompare();
    assertThat(takeAll()).containsExactly("b");
    pass(50);
    assertThat(takeAll()).containsExactly("a");
  }

  @Test
  void deletedQueue_staysDeletedAndItsIncarnationIsNotGivenAgain() {
    create();
    MessageId old = put("a");
    queues().delete(Q).join();
    clock().stepWall(seconds(-7200));
    reopen();
    assertThat(queues().find(Q).join()).isEmpty();
    create();
    assertThat(stats()).isEqualTo(new QueueStats(0, 0, 0, 0, 0, null, null, 0, 0, 0, 0, 0, null));
    assertThat(put("b").incarnation()).isGreaterThan(old.incarnation());
    reopenAndCompare();
    assertThat(takeAll()).containsExactly("b");
  }

  @Test
  void manyQueues_areAllThere() {
    for (int i = 0; i < 200; i++) {
      QueueName queue = QueueName.of("q" + i);
      queues().create(queue, config().build()).join();
      var enqueue = new io.posthorn.storage.Enqueue(queue, List.of(message("m" + i).build()));
      messages().enqueue(List.of(enqueue), io.posthorn.storage.Atomicity.EACH).join();
    }
    reopen();
    assertThat(queues().list(QueueName.of(""), null, 1000).join()).hasSize(200);
    for (int i = 0; i < 200; i++) {
      var take = new io.posthorn.storage.Take(QueueName.of("q" + i), 10, ANY);
      assertThat(messages().take(take).join().messages())
          .extracting(m -> m.body().utf8())
          .containsExactly("m" + i);
    }
  }
}
