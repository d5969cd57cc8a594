package io.posthorn.storage.contract;

import static io.posthorn.storage.EnqueueResult.Status.DEDUPLICATION_MISMATCH;
import static io.posthorn.storage.EnqueueResult.Status.DUPLICATE;
import static io.posthorn.storage.EnqueueResult.Status.ENQUEUED;
import static io.posthorn.storage.EnqueueResult.Status.KEY_CONFLICT;
import static io.posthorn.storage.EnqueueResult.Status.QUEUE_FULL;
import static io.posthorn.storage.EnqueueResult.Status.REFUSED_WITH_OTHERS;
import static io.posthorn.storage.contract.EngineDriver.config;
import static io.posthorn.storage.contract.EngineDriver.message;
import static io.posthorn.storage.contract.EngineDriver.seconds;
import static io.posthorn.storage.contract.EngineDriver.statuses;
import static org.assertj.core.api.Assertions.assertThat;

import io.posthorn.message.MessageId;
import io.posthorn.message.NewMessage;
import io.posthorn.message.Settlement;
import io.posthorn.storage.Atomicity;
import io.posthorn.storage.Change;
import io.posthorn.storage.EnqueueResult;
import io.posthorn.storage.Sweep;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Keys and deduplication ids. */
interface NamesContract extends EngineDriver {
  private static NewMessage id(String body, String deduplicationId) {
    return message(body).deduplicationId(deduplicationId).build();
  }

  private static NewMessage key(String body, String key) {
    return message(body).key(key).build();
  }

  @Test
  default void duplicate_storesNothingAndNamesTheFirst() {
    create();
    MessageId first = put(id("a", "d")).id();
    assertThat(put(id("a", "d"))).isEqualTo(new EnqueueResult(DUPLICATE, first, 0, null));
    assertThat(stats().enqueuedTotal()).isEqualTo(1);
  }

  @Test
  default void duplicate_isKnownAfterItsMessageWasConsumed() {
    create();
    MessageId first = put(id("a", "d")).id();
    take();
    assertThat(put(id("a", "d")).id()).isEqualTo(first);
  }

  @Test
  default void duplicate_withAnotherBodyIsAMismatch() {
    create();
    put(id("a", "d"));
    assertThat(put(id("b", "d"))).isEqualTo(EnqueueResult.refused(DEDUPLICATION_MISMATCH));
  }

  @Test
  default void duplicate_withAnotherDelayOrKeyIsStillOne() {
    create();
    put(id("a", "d"));
    NewMessage other = message("a").deduplicationId("d").key("k").delay(seconds(5)).build();
    assertThat(put(other).status()).isEqualTo(DUPLICATE);
    assertThat(findKey("k")).isEmpty();
  }

  @Test
  default void duplicate_insideOneBatch() {
    create();
    List<EnqueueResult> results = put(Atomicity.ALL, id("a", "d"), id("a", "d"));
    assertThat(statuses(results)).containsExactly(ENQUEUED, DUPLICATE);
    assertThat(results.get(1).id()).isEqualTo(results.get(0).id());
  }

  @Test
  default void duplicate_isNoRefusal() {
    create();
    put(id("a", "d"));
    assertThat(statuses(put(Atomicity.ALL, id("a", "d"), id("b", "e"))))
        .containsExactly(DUPLICATE, ENQUEUED);
  }

  @Test
  default void duplicate_ofAMessageRefusedWithOthersIsRefusedToo() {
    create(config().capacity(1).build());
    List<EnqueueResult> results =
        put(Atomicity.ALL, id("a", "d"), id("a", "d"), message("too many").build());
    assertThat(statuses(results))
        .containsExactly(REFUSED_WITH_OTHERS, REFUSED_WITH_OTHERS, QUEUE_FULL);
    assertThat(put(id("a", "d")).status()).isEqualTo(ENQUEUED);
  }

  @Test
  default void duplicate_staysOneWhenOthersAreRefused() {
    create(config().capacity(1).build());
    MessageId first = put(id("a", "d")).id();
    List<EnqueueResult> results = put(Atomicity.ALL, id("a", "d"), message("too many").build());
    assertThat(statuses(results)).containsExactly(DUPLICATE, QUEUE_FULL);
    assertThat(results.get(0).id()).isEqualTo(first);
  }

  @Test
  default void duplicate_inAFullQueueIsOneAllTheSame() {
    create(config().capacity(1).build());
    put(id("a", "d"));
    assertThat(put(id("a", "d")).status()).isEqualTo(DUPLICATE);
  }

  @Test
  default void deduplicationId_isForgottenWhenItsWindowIsOver() {
    create();
    put(id("a", "d"));
    clock().advance(seconds(300).minusMillis(1));
    assertThat(put(id("a", "d")).status()).isEqualTo(DUPLICATE);
    clock().advance(seconds(0).plusMillis(1));
    assertThat(put(id("b", "d")).status()).isEqualTo(ENQUEUED);
  }

  @Test
  default void deduplicationId_isFreeWhenItsMessageIsCancelled() {
    create();
    change(put(id("a", "d")).id(), Change.Kind.CANCEL);
    assertThat(put(id("b", "d")).status()).isEqualTo(ENQUEUED);
  }

  @Test
  default void deduplicationId_isFreeWhenItsMessageIsPurged() {
    create();
    put(id("a", "d"));
    sweepAll(Sweep.Kind.PURGE);
    assertThat(put(id("b", "d")).status()).isEqualTo(ENQUEUED);
  }

  @Test
  default void deduplicationId_isFreeWhenItsMessageDies() {
    create();
    putDead(id("a", "d"), "bad");
    assertThat(put(id("b", "d")).status()).isEqualTo(ENQUEUED);
  }

  @Test
  default void deduplicationId_ofALaterMessageOutlivesTheFirst() {
    create();
    MessageId dead = putDead(id("a", "d"), "bad");
    put(id("b", "d"));
    change(dead, Change.Kind.CANCEL);
    assertThat(put(id("b", "d")).status()).isEqualTo(DUPLICATE);
  }

  @Test
  default void key_isUniqueAmongUnfinishedMessages() {
    create();
    MessageId holder = put(key("a", "k")).id();
    assertThat(put(key("b", "k"))).isEqualTo(new EnqueueResult(KEY_CONFLICT, holder, 0, null));
    reserve();
    assertThat(put(key("b", "k")).status()).isEqualTo(KEY_CONFLICT);
  }

  @Test
  default void key_isUniqueInsideOneBatch() {
    create();
    List<EnqueueResult> results = put(Atomicity.EACH, key("a", "k"), key("b", "k"));
    assertThat(statuses(results)).containsExactly(ENQUEUED, KEY_CONFLICT);
    assertThat(results.get(1).id()).isEqualTo(results.get(0).id());
  }

  @Test
  default void key_conflictWithAMessageNotStoredNamesNone() {
    create();
    List<EnqueueResult> results = put(Atomicity.ALL, key("a", "k"), key("b", "k"));
    assertThat(results)
        .containsExactly(
            EnqueueResult.refused(REFUSED_WITH_OTHERS), EnqueueResult.refused(KEY_CONFLICT));
    assertThat(findKey("k")).isEmpty();
  }

  @Test
  default void key_isFreeAfterTake() {
    create();
    put(key("a", "k"));
    take();
    assertThat(put(key("b", "k")).status()).isEqualTo(ENQUEUED);
  }

  @Test
  default void key_isFreeAfterAck() {
    create();
    put(key("a", "k"));
    settle(Settlement.ack(reserve().receipt()));
    assertThat(put(key("b", "k")).status()).isEqualTo(ENQUEUED);
  }

  @Test
  default void key_isFreeAfterDeathCancelAndPurge() {
    create();
    putDead(key("a", "k"), "bad");
    MessageId cancelled = put(key("b", "k")).id();
    change(cancelled, Change.Kind.CANCEL);
    assertThat(put(key("c", "k")).status()).isEqualTo(ENQUEUED);
    sweepAll(Sweep.Kind.PURGE);
    assertThat(put(key("d", "k")).status()).isEqualTo(ENQUEUED);
  }

  @Test
  default void key_findsTheUnfinishedMessage() {
    create();
    putDead(key("dead", "k"), "bad");
    assertThat(findKey("k")).isEmpty();
    MessageId id = put(key("alive", "k")).id();
    assertThat(findKey("k").orElseThrow().id()).isEqualTo(id);
    assertThat(findKey("k").orElseThrow().key()).isEqualTo("k");
  }

  @Test
  default void key_survivesRetry() {
    create();
    put(key("a", "k"));
    settle(reserve().receipt(), Settlement.Outcome.RETRY, seconds(60));
    assertThat(findKey("k")).isPresent();
    assertThat(put(key("b", "k")).status()).isEqualTo(KEY_CONFLICT);
  }
}
