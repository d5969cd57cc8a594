package io.posthorn.storage.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.posthorn.message.Body;
import io.posthorn.message.Delivery;
import io.posthorn.message.NewMessage;
import io.posthorn.message.QueueConfig;
import io.posthorn.message.QueueMode;
import io.posthorn.message.QueueName;
import io.posthorn.message.Settlement;
import io.posthorn.message.Settlement.Outcome;
import io.posthorn.storage.Atomicity;
import io.posthorn.storage.ConfigBuilder;
import io.posthorn.storage.Enqueue;
import io.posthorn.storage.QueueStats;
import io.posthorn.storage.Reserve;
import io.posthorn.storage.SettableClock;
import io.posthorn.storage.StorageEngine;
import io.posthorn.storage.Sweep;
import io.posthorn.storage.Take;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What would grow without end if only housekeeping, which nobody does here, looked after it. */
class RedisGrowthTest {
  private static final QueueName QUEUE = QueueName.of("q");
  private static final int BATCH = 500;

  private final SettableClock clock = new SettableClock();
  private StorageEngine engine;

  @BeforeEach
  void open() {
    TestRedis.standalone().clear();
    engine = TestRedis.standalone().open(clock);
  }

  @AfterEach
  void close() {
    engine.close();
  }

  @Test
  void consumedMessages_areDroppedByThoseWhoConsume() {
    create(new ConfigBuilder().retainConsumed(10L, null, null).build());
    for (int i = 0; i < 8; i++) {
      enqueue(BATCH, null);
      if (i % 2 == 0) {
        engine.messages().take(new Take(QUEUE, BATCH, 1 << 20)).join();
      } else {
        acknowledge(reserve(BATCH));
      }
    }
    // Twice what is kept, the slack, and what the last one added.
    assertThat(stats().consumed()).isBetween(10L, 20L + 1000 + BATCH);
    assertThat(stats().unfinished()).isZero();
  }

  @Test
  void deduplicationIds_areForgottenByThoseWhoBringNewOnes() {
    create(QueueConfig.PULL);
    for (int i = 0; i < 10; i++) {
      enqueue(BATCH, "round " + i);
      clock.advance(QueueConfig.PULL.deduplicationWindow().plusSeconds(1));
    }
    String left =
        TestRedis.standalone().servers().get(0).call("HLEN", "posthorn:{q}:deduplication");
    assertThat(Integer.parseInt(left.substring(1))).isBetween(BATCH, 3 * BATCH);
  }

  @Test
  void leasesThatEndAtOneInstant_doNotHideThoseBehind() {
    create(new ConfigBuilder().retry(2, Duration.ZERO).build());
    for (int i = 0; i < 5; i++) {
      enqueue(BATCH, null);
    }
    for (int i = 0; i < 5; i++) {
      reserve(BATCH);
    }
    // One more that has no further attempt: it dies when its lease ends.
    enqueue(1, null);
    clock.advance(Duration.ofSeconds(1));
    Delivery last = reserve(1).get(0);
    settle(last, Outcome.RETRY, Duration.ZERO);
    reserve(1);
    clock.advance(Duration.ofMinutes(1));
    for (int i = 0; i < 10; i++) {
      engine.messages().sweep(QUEUE, Sweep.of(Sweep.Kind.EXPIRE, 1000)).join();
    }
    assertThat(stats().dead()).isEqualTo(1);
  }

  @Test
  void removedQueue_isNotMadeAgainByWhoAskedForItBefore() {
    create(QueueConfig.PULL);
    enqueue(1, null);
    var redis = TestRedis.standalone().servers().get(0);
    engine.queues().delete(QUEUE).join();
    assertThat(redis.call("PTTL", "posthorn:{q}:queue")).matches(":3[0-9]{6}");
    long before = engine.queues().create(QUEUE, QueueConfig.PULL).join().queue().incarnation();
    assertThat(redis.call("PTTL", "posthorn:{q}:queue")).isEqualTo(":-1");
    engine.queues().delete(QUEUE).join();
    long after = engine.queues().create(QUEUE, QueueConfig.PULL).join().queue().incarnation();
    assertThat(after).isGreaterThan(before);
    assertThat(engine.queues().list(QUEUE, null, 10).join()).hasSize(1);
  }

  private void create(QueueConfig config) {
    engine.queues().create(QUEUE, config).join();
  }

  private void enqueue(int count, String deduplication) {
    var messages = new ArrayList<NewMessage>();
    for (int i = 0; i < count; i++) {
      String id = deduplication == null ? null : deduplication + " " + i;
      messages.add(new NewMessage(Body.ofUtf8("m"), null, null, null, null, null, id));
    }
    engine.messages().enqueue(List.of(new Enqueue(QUEUE, messages)), Atomicity.ALL).join();
  }

  private List<Delivery> reserve(int count) {
    return engine
        .messages()
        .reserve(new Reserve(QUEUE, count, 1 << 20, null, QueueMode.PULL))
        .join()
        .deliveries();
  }

  private void acknowledge(List<Delivery> deliveries) {
    engine
        .messages()
        .settle(
            QUEUE,
            deliveries.stream()
                .map(d -> new Settlement(d.receipt(), Outcome.ACK, null, null, null, 0))
                .toList())
        .join();
  }

  private void settle(Delivery delivery, Outcome outcome, Duration delay) {
    engine
        .messages()
        .settle(QUEUE, List.of(new Settlement(delivery.receipt(), outcome, delay, null, null, 0)))
        .join();
  }

  private QueueStats stats() {
    return engine.queues().stats(List.of(QUEUE)).join().get(0).orElseThrow();
  }
}
