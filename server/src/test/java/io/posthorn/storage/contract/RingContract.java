package io.posthorn.storage.contract;

import static io.posthorn.storage.EnqueueResult.Status.ENQUEUED;
import static io.posthorn.storage.EnqueueResult.Status.QUEUE_FULL;
import static io.posthorn.storage.contract.EngineDriver.config;
import static io.posthorn.storage.contract.EngineDriver.message;
import static io.posthorn.storage.contract.EngineDriver.plain;
import static io.posthorn.storage.contract.EngineDriver.seconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.posthorn.message.MessageId;
import io.posthorn.message.MessageState;
import io.posthorn.message.MessageView;
import io.posthorn.message.Ring;
import io.posthorn.message.Settlement.Outcome;
import io.posthorn.storage.Atomicity;
import io.posthorn.storage.Browse;
import io.posthorn.storage.Change;
import io.posthorn.storage.EnqueueResult;
import io.posthorn.storage.QueueCatalog.RingResult;
import io.posthorn.storage.Sweep;
import java.util.List;
import org.junit.jupiter.api.Test;

/** HTTPSQS positions. */
interface RingContract extends EngineDriver {
  private void createRing(int max) {
    create(config().ring().build());
    if (max != Ring.DEFAULT_MAX) {
      assertThat(queues().resizeRing(Q, max).join()).isEqualTo(RingResult.CHANGED);
    }
  }

  private void putMany(int from, int to) {
    for (int i = from; i <= to; i++) {
      assertThat(put(message("m" + i).build()).status()).isEqualTo(ENQUEUED);
    }
  }

  private Ring ring() {
    return stats().ring();
  }

  /** The body readable at a position; null = none. */
  private String at(long position) {
    List<MessageView> views =
        messages()
            .browse(new Browse(Q, null, Browse.By.POSITION, position, false, 1, ANY, false))
            .join()
            .messages();
    return views.isEmpty() || views.get(0).position() != position
        ? null
        : views.get(0).body().utf8();
  }

  @Test
  default void ring_givesPositionsAndCountsWhatWasHandedOut() {
    createRing(10);
    List<EnqueueResult> results = put(Atomicity.EACH, plain("a", "b", "c"));
    assertThat(results).extracting(EnqueueResult::position).containsExactly(1L, 2L, 3L);
    assertThat(take().position()).isEqualTo(1);
    assertThat(take().position()).isEqualTo(2);
    assertThat(ring().put()).isEqualTo(3);
    assertThat(ring().get()).isEqualTo(2);
    assertThat(stats().ready()).isEqualTo(1);
  }

  @Test
  default void ring_isFullAtMaxUntilMoreThanOneWasRead() {
    createRing(10);
    putMany(1, 10);
    assertThat(put(message("m11").build()).status()).isEqualTo(QUEUE_FULL);
    take();
    assertThat(put(message("m11").build()).status()).isEqualTo(QUEUE_FULL);
    take();
    EnqueueResult eleventh = put(message("m11").build());
    assertThat(eleventh.position()).isEqualTo(1);
    assertThat(eleventh.id().sequence()).isEqualTo(11);
    assertThat(put(message("m12").build()).status()).isEqualTo(QUEUE_FULL);
  }

  @Test
  default void ring_isFullInsideOneBatch() {
    createRing(10);
    putMany(1, 9);
    assertThat(put(Atomicity.ALL, plain("a", "b")))
        .extracting(EnqueueResult::status)
        .containsExactly(EnqueueResult.Status.REFUSED_WITH_OTHERS, QUEUE_FULL);
    assertThat(ring().put()).isEqualTo(9);
  }

  @Test
  default void ring_hasNoCapacityBesideItsPositions() {
    create(config().ring().capacity(1).build());
    putMany(1, 3);
    assertThat(stats().ready()).isEqualTo(3);
  }

  @Test
  default void consumed_stayReadableUntilOverwritten() {
    createRing(10);
    putMany(1, 10);
    takeAll();
    assertThat(stats().consumed()).isEqualTo(10);
    assertThat(at(1)).isEqualTo("m1");
    putMany(11, 13);
    assertThat(at(1)).isEqualTo("m11");
    assertThat(at(3)).isEqualTo("m13");
    assertThat(at(4)).isEqualTo("m4");
    assertThat(at(10)).isEqualTo("m10");
    assertThat(at(11)).isNull();
    assertThat(stats().consumed()).isEqualTo(7);
    assertThat(stats().ready()).isEqualTo(3);
    assertThat(takeAll()).containsExactly("m11", "m12", "m13");
  }

  @Test
  default void positions_areReadInBothDirectionsByNumber() {
    createRing(10);
    putMany(1, 10);
    takeAll();
    putMany(11, 12);
    var ascending = new Browse(Q, null, Browse.By.POSITION, 9, false, 1, ANY, false);
    assertThat(EngineDriver.bodies(pages(ascending))).containsExactly("m9", "m10");
    var descending = new Browse(Q, null, Browse.By.POSITION, 3, true, 2, ANY, false);
    assertThat(EngineDriver.bodies(pages(descending))).containsExactly("m3", "m12", "m11");
    var last = new Browse(Q, null, Browse.By.POSITION, 0, true, 1, ANY, false);
    assertThat(messages().browse(last).join().messages())
        .extracting(MessageView::position)
        .containsExactly(10L);
  }

  @Test
  default void positions_showMessagesInAnyStateButCancelledAndPurgedOnes() {
    createRing(10);
    MessageId dead = put("dead");
    reject(reserve().receipt(), "bad");
    put("leased");
    reserve();
    MessageId cancelled = put("cancelled");
    put(message("scheduled").delay(seconds(60)).build());
    change(cancelled, Change.Kind.CANCEL);
    assertThat(view(dead).position()).isEqualTo(1);
    assertThat(at(1)).isEqualTo("dead");
    assertThat(at(2)).isEqualTo("leased");
    assertThat(at(3)).isNull();
    assertThat(at(4)).isEqualTo("scheduled");
    sweepAll(Sweep.Kind.PURGE);
    assertThat(at(1)).isEqualTo("dead");
    assertThat(at(2)).isNull();
    assertThat(ring().put()).isEqualTo(4);
  }

  @Test
  default void put_neverOverwritesAnUnfinishedMessage() {
    createRing(10);
    putMany(1, 10);
    var first = reserve();
    takeAll();
    assertThat(ring().get()).isEqualTo(10);
    assertThat(put(message("m11").build()).status()).isEqualTo(QUEUE_FULL);
    settle(first.receipt(), Outcome.ACK);
    assertThat(put(message("m11").build()).position()).isEqualTo(1);
  }

  @Test
  default void put_overwritesADeadMessageWhichThenHasNoPosition() {
    createRing(10);
    MessageId dead = put("dead");
    reject(reserve().receipt(), "bad");
    putMany(2, 10);
    takeAll();
    put("m11");
    assertThat(at(1)).isEqualTo("m11");
    assertThat(view(dead).position()).isZero();
    assertThat(state(dead)).isEqualTo(MessageState.DEAD);
  }

  @Test
  default void get_isTheHighestPositionHandedOut() {
    createRing(10);
    put("a", "b");
    var a = reserve();
    take();
    assertThat(ring().get()).isEqualTo(2);
    settle(a.receipt(), Outcome.RELEASE);
    assertThat(take().position()).isEqualTo(1);
    assertThat(ring().get()).isEqualTo(2);
  }

  @Test
  default void ringOfPurgedMessages_countsAsReadToItsEnd() {
    createRing(10);
    putMany(1, 10);
    sweepAll(Sweep.Kind.PURGE);
    assertThat(ring().get()).isZero();
    EnqueueResult next = put(message("m11").build());
    assertThat(next.status()).isEqualTo(ENQUEUED);
    assertThat(next.position()).isEqualTo(1);
    assertThat(takeAll()).containsExactly("m11");
    assertThat(ring().get()).isEqualTo(1);
  }

  @Test
  default void putBack_makesAConsumedMessageReadyAgain() {
    createRing(10);
    put("a", "b");
    var a = take();
    messages().putBack(Q, List.of(a)).join();
    assertThat(stats().consumed()).isZero();
    assertThat(stats().ready()).isEqualTo(2);
    assertThat(take().position()).isEqualTo(1);
  }

  @Test
  default void reset_dropsAllAndStartsPositionsAgain() {
    createRing(10);
    putDead(message("dead").build(), "bad");
    put("consumed");
    take();
    put(message("ready").key("k").deduplicationId("d").build());
    assertThat(queues().resetRing(Q).join()).isEqualTo(RingResult.CHANGED);
    assertThat(bodies((MessageState) null)).isEmpty();
    assertThat(at(1)).isNull();
    assertThat(ring()).isEqualTo(Ring.startingAfter(3, Ring.DEFAULT_MAX));
    assertThat(stats().dead() + stats().consumed() + stats().unfinished()).isZero();
    EnqueueResult next = put(message("new").key("k").deduplicationId("d").build());
    assertThat(next.position()).isEqualTo(1);
    assertThat(next.id().sequence()).isEqualTo(4);
    assertThat(takeAll()).containsExactly("new");
  }

  @Test
  default void resize_isRefusedWhereTheOriginalDoes() {
    createRing(20);
    putMany(1, 12);
    assertThat(queues().resizeRing(Q, 11).join()).isEqualTo(RingResult.REFUSED);
    assertThat(queues().resizeRing(Q, Ring.MIN_MAX - 1).join()).isEqualTo(RingResult.REFUSED);
    assertThat(queues().resizeRing(Q, Ring.MAX_MAX + 1).join()).isEqualTo(RingResult.REFUSED);
    assertThat(queues().resizeRing(Q, 12).join()).isEqualTo(RingResult.CHANGED);
    takeAll();
    put("m13");
    assertThat(queues().resizeRing(Q, 1000).join()).isEqualTo(RingResult.REFUSED);
  }

  @Test
  default void ringVerbs_wantAQueueWithARing() {
    assertThat(queues().resetRing(Q).join()).isEqualTo(RingResult.QUEUE_MISSING);
    create();
    assertThat(queues().resetRing(Q).join()).isEqualTo(RingResult.QUEUE_MISSING);
    assertThat(queues().resizeRing(Q, 100).join()).isEqualTo(RingResult.QUEUE_MISSING);
    assertThat(stats().ring()).isNull();
  }

  @Test
  default void queueThatBecomesARing_beginsItAfterItsLastSequence() {
    create();
    put("a", "b");
    queues().update(Q, config().ring().build(), 0).join();
    assertThat(ring()).isEqualTo(Ring.startingAfter(2, Ring.DEFAULT_MAX));
    assertThat(put(message("c").build()).position()).isEqualTo(1);
    assertThat(taken(9).messages()).extracting(m -> m.position()).containsExactly(0L, 0L, 1L);
  }

  @Test
  default void laps_goOnForEver() {
    createRing(10);
    for (int i = 1; i <= 95; i++) {
      EnqueueResult result = put(message("m" + i).build());
      assertThat(result.position()).isEqualTo((i - 1) % 10 + 1);
      assertThat(take().body().utf8()).isEqualTo("m" + i);
    }
    assertThat(stats().consumed()).isEqualTo(10);
    assertThat(at(5)).isEqualTo("m95");
    assertThat(at(6)).isEqualTo("m86");
  }
}
