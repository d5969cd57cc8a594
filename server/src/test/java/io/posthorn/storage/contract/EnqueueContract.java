package io.posthorn.storage.contract;

import static io.posthorn.storage.EnqueueResult.Status.ENQUEUED;
import static io.posthorn.storage.EnqueueResult.Status.QUEUE_FULL;
import static io.posthorn.storage.EnqueueResult.Status.QUEUE_MISSING;
import static io.posthorn.storage.EnqueueResult.Status.REFUSED_WITH_OTHERS;
import static io.posthorn.storage.contract.EngineDriver.config;
import static io.posthorn.storage.contract.EngineDriver.message;
import static io.posthorn.storage.contract.EngineDriver.plain;
import static io.posthorn.storage.contract.EngineDriver.seconds;
import static io.posthorn.storage.contract.EngineDriver.statuses;
import static org.assertj.core.api.Assertions.assertThat;

import io.posthorn.message.Body;
import io.posthorn.message.MessageId;
import io.posthorn.message.NewMessage;
import io.posthorn.message.QueueName;
import io.posthorn.message.Settlement.Outcome;
import io.posthorn.storage.Atomicity;
import io.posthorn.storage.Change;
import io.posthorn.storage.Enqueue;
import io.posthorn.storage.EnqueueResult;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Sequences, capacity, and what one refused message means for others. */
interface EnqueueContract extends EngineDriver {
  QueueName OTHER = QueueName.of("other");
  QueueName MISSING = QueueName.of("missing");

  @Test
  default void enqueue_givesSequencesFromOneWithoutGaps() {
    create();
    assertThat(put("a").sequence()).isEqualTo(1);
    assertThat(put("b").sequence()).isEqualTo(2);
    assertThat(put(message("c").delay(seconds(9)).build()).id().sequence()).isEqualTo(3);
    takeAll();
    assertThat(put("d").sequence()).isEqualTo(4);
  }

  @Test
  default void enqueue_answersIdInstantAndNoPosition() {
    create();
    long incarnation = queues().find(Q).join().orElseThrow().incarnation();
    assertThat(put(message("a").build()))
        .isEqualTo(new EnqueueResult(ENQUEUED, new MessageId(incarnation, 1), 0, now()));
    assertThat(put(message("b").delay(seconds(5)).build()).visibleAt())
        .isEqualTo(now().plusSeconds(5));
  }

  @Test
  default void enqueue_keepsBytesOfAnySize() {
    create();
    byte[] large = new byte[300_000];
    for (int i = 0; i < large.length; i++) {
      large[i] = (byte) (i * 31);
    }
    put(NewMessage.of(Body.EMPTY));
    put(NewMessage.of(Body.of(large)));
    assertThat(take().body()).isEqualTo(Body.EMPTY);
    assertThat(take().body()).isEqualTo(Body.of(large));
  }

  @Test
  default void enqueue_toMissingQueueIsRefused() {
    assertThat(put(message("a").build())).isEqualTo(EnqueueResult.refused(QUEUE_MISSING));
  }

  @Test
  default void enqueue_atCapacityIsRefusedWithoutUsingASequence() {
    create(config().capacity(2).build());
    List<EnqueueResult> results = put(Atomicity.EACH, plain("a", "b", "c"));
    assertThat(statuses(results)).containsExactly(ENQUEUED, ENQUEUED, QUEUE_FULL);
    take();
    assertThat(put("d").sequence()).isEqualTo(3);
  }

  @Test
  default void capacity_countsReadyScheduledAndLeased() {
    create(config().capacity(3).build());
    put("leased");
    reserve();
    put(message("scheduled").delay(seconds(60)).build());
    put("ready");
    assertThat(put(message("more").build()).status()).isEqualTo(QUEUE_FULL);
  }

  @Test
  default void capacity_doesNotCountDeadOrConsumed() {
    create(config().capacity(1).retainConsumed(10L, null, null).build());
    putDead(message("dead").build(), "bad");
    put("consumed");
    take();
    assertThat(put(message("more").build()).status()).isEqualTo(ENQUEUED);
  }

  @Test
  default void capacity_refusesNeitherRetryNorRedriveNorPutBackNorLeaseExpiry() {
    create(config().capacity(1).build());
    MessageId dead = putDead(message("dead").build(), "bad");
    put("a");
    var taken = take();
    put("b");
    assertThat(messages().putBack(Q, List.of(taken)).join()).isTrue();
    assertThat(change(dead, Change.Kind.REDRIVE).name()).isEqualTo("CHANGED");
    settle(reserve().receipt(), Outcome.RETRY, seconds(0));
    reserve();
    pass(31);
    assertThat(stats().ready()).isEqualTo(3);
    assertThat(put(message("c").build()).status()).isEqualTo(QUEUE_FULL);
  }

  @Test
  default void each_storesWhatItCan() {
    create(config().capacity(1).build());
    queues().create(OTHER, config().build()).join();
    assertThat(statuses(threeGroups(Atomicity.EACH)))
        .containsExactly(ENQUEUED, QUEUE_FULL, ENQUEUED, QUEUE_MISSING);
    assertThat(stats().ready()).isEqualTo(1);
  }

  @Test
  default void perQueue_refusesAllOfTheSameQueueOnly() {
    create(config().capacity(1).build());
    queues().create(OTHER, config().build()).join();
    assertThat(statuses(threeGroups(Atomicity.PER_QUEUE)))
        .containsExactly(REFUSED_WITH_OTHERS, QUEUE_FULL, ENQUEUED, QUEUE_MISSING);
    assertThat(stats().ready()).isZero();
    assertThat(put("next").sequence()).isEqualTo(1);
  }

  @Test
  default void all_refusesEverything() {
    create(config().capacity(1).build());
    queues().create(OTHER, config().build()).join();
    assertThat(statuses(threeGroups(Atomicity.ALL)))
        .containsExactly(REFUSED_WITH_OTHERS, QUEUE_FULL, REFUSED_WITH_OTHERS, QUEUE_MISSING);
    assertThat(stats().enqueuedTotal()).isZero();
    assertThat(queues().stats(List.of(OTHER)).join().get(0).orElseThrow().ready()).isZero();
  }

  private List<EnqueueResult> threeGroups(Atomicity atomicity) {
    var groups =
        List.of(
            new Enqueue(Q, List.of(plain("a", "b"))),
            new Enqueue(OTHER, List.of(plain("c"))),
            new Enqueue(MISSING, List.of(plain("d"))));
    return messages().enqueue(groups, atomicity).join();
  }

  @Test
  default void enqueue_mayNameAQueueTwice() {
    create(config().capacity(2).build());
    var groups =
        List.of(new Enqueue(Q, List.of(plain("a", "b"))), new Enqueue(Q, List.of(plain("c"))));
    assertThat(statuses(messages().enqueue(groups, Atomicity.PER_QUEUE).join()))
        .containsExactly(REFUSED_WITH_OTHERS, REFUSED_WITH_OTHERS, QUEUE_FULL);
    assertThat(statuses(messages().enqueue(groups, Atomicity.EACH).join()))
        .containsExactly(ENQUEUED, ENQUEUED, QUEUE_FULL);
  }

  @Test
  default void enqueue_ofThousandMessagesKeepsTheirOrder() {
    create();
    String[] bodies = new String[1000];
    for (int i = 0; i < bodies.length; i++) {
      bodies[i] = "m" + i;
    }
    put(Atomicity.ALL, plain(bodies));
    assertThat(takeAll()).containsExactly(bodies);
  }
}
