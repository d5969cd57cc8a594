package io.posthorn.storage.contract;

import static io.posthorn.storage.contract.EngineDriver.config;
import static io.posthorn.storage.contract.EngineDriver.message;
import static io.posthorn.storage.contract.EngineDriver.seconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.posthorn.message.MessageId;
import io.posthorn.message.MessageState;
import io.posthorn.message.QueueConfig;
import io.posthorn.message.QueueName;
import io.posthorn.message.Settlement;
import io.posthorn.message.Settlement.Outcome;
import io.posthorn.storage.QueueCatalog.Created;
import io.posthorn.storage.QueueCatalog.Updated;
import io.posthorn.storage.QueueInfo;
import io.posthorn.storage.QueueStats;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What every engine does with queues. */
public abstract class QueueCatalogContract extends EngineContract {
  private static QueueName name(int... bytes) {
    byte[] name = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      name[i] = (byte) bytes[i];
    }
    return QueueName.ofBytes(name);
  }

  @Test
  void create_answersTheQueue() {
    QueueConfig config = config().capacity(7).ttl(seconds(5)).ring().build();
    Created created = queues().create(Q, config).join();
    assertThat(created.created()).isTrue();
    assertThat(created.queue())
        .isEqualTo(new QueueInfo(Q, clock().wallNow(), 1, config, false, now()));
    assertThat(queues().find(Q).join()).contains(created.queue());
  }

  @Test
  void create_again_changesNothing() {
    QueueInfo first = queues().create(Q, config().capacity(7).build()).join().queue();
    assertThat(queues().create(Q, config().build()).join()).isEqualTo(new Created(first, false));
  }

  @Test
  void incarnation_isNeverGivenTwice() {
    long first = queues().create(Q, config().build()).join().queue().incarnation();
    long other =
        queues().create(QueueName.of("other"), config().build()).join().queue().incarnation();
    queues().delete(Q).join();
    clock().stepWall(seconds(-3600));
    long second = queues().create(Q, config().build()).join().queue().incarnation();
    assertThat(other).isGreaterThan(first);
    assertThat(second).isGreaterThan(other);
  }

  @Test
  void update_replacesAndCounts() {
    create();
    QueueConfig changed = config().capacity(9).build();
    Updated updated = queues().update(Q, changed, 1).join();
    assertThat(updated.updated()).isTrue();
    assertThat(updated.queue().config()).isEqualTo(changed);
    assertThat(updated.queue().version()).isEqualTo(2);
    assertThat(queues().update(Q, changed, 0).join().queue().version()).isEqualTo(3);
  }

  @Test
  void update_ofAnotherVersionIsRefused() {
    create();
    QueueInfo before = queues().find(Q).join().orElseThrow();
    assertThat(queues().update(Q, config().capacity(9).build(), 2).join())
        .isEqualTo(new Updated(before, false));
  }

  @Test
  void update_ofAMissingQueueMakesNone() {
    assertThat(queues().update(Q, config().build(), 0).join()).isEqualTo(new Updated(null, false));
    assertThat(queues().find(Q).join()).isEmpty();
  }

  @Test
  void attributes_areKept() {
    QueueConfig c = config().build();
    var attributes = java.util.Map.of("a", "1", "ключ", "значение");
    var config =
        new QueueConfig(
            c.mode(),
            io.posthorn.message.Durability.BUFFERED,
            c.capacity(),
            c.lease(),
            c.ttl(),
            c.retainConsumed(),
            c.dead(),
            c.deduplicationWindow(),
            c.retry(),
            c.ring(),
            c.push(),
            attributes);
    create(config);
    assertThat(queues().find(Q).join().orElseThrow().config()).isEqualTo(config);
  }

  @Test
  void pause_isShownAndIsNoNewVersion() {
    create();
    assertThat(queues().pause(Q, true).join().orElseThrow().paused()).isTrue();
    QueueInfo info = queues().find(Q).join().orElseThrow();
    assertThat(info.paused()).isTrue();
    assertThat(info.version()).isEqualTo(1);
    assertThat(queues().pause(Q, false).join().orElseThrow().paused()).isFalse();
    assertThat(queues().pause(QueueName.of("missing"), true).join()).isEmpty();
  }

  @Test
  void delete_removesAllAndSequencesGoOn() {
    create();
    MessageId id = put(message("a").key("k").deduplicationId("d").build()).id();
    put(message("later").delay(seconds(60)).build());
    putDead(message("dead").build(), "bad");
    assertThat(queues().delete(Q).join()).isTrue();
    assertThat(queues().delete(Q).join()).isFalse();
    assertThat(queues().find(Q).join()).isEmpty();
    assertThat(queues().stats(List.of(Q)).join().get(0)).isEmpty();
    create();
    assertThat(find(id)).isEmpty();
    assertThat(bodies((MessageState) null)).isEmpty();
    assertThat(stats()).isEqualTo(new QueueStats(0, 0, 0, 0, 0, null, null, 0, 0, 0, 0, 0, null));
    pass(100);
    assertThat(takeAll()).isEmpty();
    MessageId again = put(message("b").key("k").deduplicationId("d").build()).id();
    assertThat(again.sequence()).isGreaterThan(id.sequence());
    assertThat(again.incarnation()).isGreaterThan(id.incarnation());
  }

  @Test
  void queues_doNotSeeEachOther() {
    QueueName other = QueueName.of("q2");
    create();
    queues().create(other, config().build()).join();
    put(message("a").key("k").deduplicationId("d").build());
    assertThat(queues().stats(List.of(other)).join().get(0).orElseThrow().ready()).isZero();
    queues().delete(other).join();
    assertThat(takeAll()).containsExactly("a");
  }

  @Test
  void list_isByUnsignedBytesAfterTheCursor() {
    List<QueueName> names =
        List.of(
            name(),
            name(0),
            name('a'),
            name('a', 0),
            name('a', 'b'),
            name('b'),
            name(0x7f),
            name(0x80),
            name(0xff),
            name(0xff, 0xff));
    for (int i = names.size() - 1; i >= 0; i--) {
      queues().create(names.get(i), config().build()).join();
    }
    assertThat(queues().list(name(), null, 100).join())
        .extracting(QueueInfo::name)
        .containsExactlyElementsOf(names);
    assertThat(queues().list(name(), name('a'), 2).join())
        .extracting(QueueInfo::name)
        .containsExactly(name('a', 0), name('a', 'b'));
    assertThat(queues().list(name('a'), null, 100).join())
        .extracting(QueueInfo::name)
        .containsExactly(name('a'), name('a', 0), name('a', 'b'));
    assertThat(queues().list(name('a'), name('a', 0), 100).join())
        .extracting(QueueInfo::name)
        .containsExactly(name('a', 'b'));
    assertThat(queues().list(name(0xff), name('b'), 100).join())
        .extracting(QueueInfo::name)
        .containsExactly(name(0xff), name(0xff, 0xff));
    assertThat(queues().list(name('z'), null, 100).join()).isEmpty();
    assertThat(queues().list(name(), name(0xff, 0xff), 100).join()).isEmpty();
  }

  @Test
  void names_ofAnyBytesHoldMessages() {
    QueueName longest = QueueName.ofBytes(new byte[QueueName.MAX_BYTES]);
    for (QueueName queue : List.of(name(), name(0), name(0, 0), name(0xff, 0), longest)) {
      queues().create(queue, config().build()).join();
      var enqueue =
          new io.posthorn.storage.Enqueue(queue, List.of(message(queue.latin1()).build()));
      messages().enqueue(List.of(enqueue), io.posthorn.storage.Atomicity.ALL).join();
    }
    for (QueueName queue : List.of(longest, name(), name(0, 0), name(0xff, 0), name(0))) {
      var take = new io.posthorn.storage.Take(queue, 10, ANY);
      assertThat(messages().take(take).join().messages())
          .extracting(m -> m.body().utf8())
          .containsExactly(message(queue.latin1()).build().body().utf8());
    }
  }

  @Test
  void stats_countEverything() {
    create(config().retainConsumed(10L, null, null).build());
    putDead(message("dead").build(), "bad");
    put("taken", "acked", "leased");
    take();
    settle(Settlement.ack(reserve().receipt()));
    reserve();
    put(message("scheduled").delay(seconds(10)).build());
    var readyAt = now();
    put("ready");
    pass(1);
    put("ready too");
    assertThat(stats())
        .isEqualTo(
            new QueueStats(2, 1, 1, 1, 2, readyAt, readyAt.plusSeconds(10), 7, 1, 3, 1, 1, null));
    assertThat(stats().unfinished()).isEqualTo(4);
    pass(60);
    assertThat(stats().ready()).isEqualTo(4);
    assertThat(stats().scheduled() + stats().leased()).isZero();
    assertThat(stats().oldestReadyAt()).isEqualTo(readyAt);
    assertThat(stats().nextVisibleAt()).isNull();
  }

  @Test
  void stats_answerInOrderOfTheNames() {
    create();
    QueueName missing = QueueName.of("missing");
    assertThat(queues().stats(List.of(missing, Q, missing)).join())
        .extracting(java.util.Optional::isPresent)
        .containsExactly(false, true, false);
  }

  @Test
  void totals_doNotGoDown() {
    create();
    put("a", "b");
    messages().putBack(Q, List.of(take())).join();
    settle(reserve().receipt(), Outcome.RELEASE);
    sweepAll(io.posthorn.storage.Sweep.Kind.PURGE);
    assertThat(stats()).isEqualTo(new QueueStats(0, 0, 0, 0, 0, null, null, 2, 1, 1, 0, 0, null));
  }
}
