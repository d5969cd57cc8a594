package io.posthorn.storage.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;

import io.posthorn.message.Delivery;
import io.posthorn.message.Durability;
import io.posthorn.message.MessageState;
import io.posthorn.message.QueueMode;
import io.posthorn.message.QueueName;
import io.posthorn.message.Settlement;
import io.posthorn.storage.Atomicity;
import io.posthorn.storage.Browse;
import io.posthorn.storage.ConfigBuilder;
import io.posthorn.storage.Enqueue;
import io.posthorn.storage.MessageBuilder;
import io.posthorn.storage.QueueStats;
import io.posthorn.storage.Reserve;
import io.posthorn.storage.SettableClock;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RetentionTrimTest {
  private static final QueueName Q = QueueName.of("q");
  private static final int KEPT = 5;

  @TempDir Path directory;

  @Test
  void settle_dropsTheLowestConsumedOnesBeyondTwiceTheCount() {
    var options = TinyBounds.options(directory, Durability.BUFFERED);
    try (var engine = RocksStorageEngine.open(options, TinyBounds.BOUNDS, new SettableClock())) {
      engine
          .queues()
          .create(Q, new ConfigBuilder().retainConsumed((long) KEPT, null, null).build())
          .join();
      long last = 0;
      for (int i = 0; i < 100; i++) {
        var message = new MessageBuilder("m").build();
        engine.messages().enqueue(List.of(new Enqueue(Q, List.of(message))), Atomicity.EACH).join();
        var reserve = new Reserve(Q, 1, 100, null, QueueMode.PULL);
        Delivery delivery = engine.messages().reserve(reserve).join().deliveries().get(0);
        last = delivery.message().sequence();
        engine.messages().settle(Q, List.of(Settlement.ack(delivery.receipt()))).join();
        QueueStats stats = engine.queues().stats(List.of(Q)).join().get(0).orElseThrow();
        assertThat(stats.consumed()).isLessThanOrEqualTo(2 * KEPT + TinyBounds.BOUNDS.slice());
      }
      var browse =
          new Browse(
              Q, MessageState.CONSUMED, Browse.By.SEQUENCE, last - KEPT + 1, false, 99, 999, true);
      assertThat(engine.messages().browse(browse).join().messages()).hasSize(KEPT);
    }
  }

  @Test
  void settle_keepsConsumedBoundedWhereTheyEndInAnotherOrder() {
    var options = TinyBounds.options(directory, Durability.BUFFERED);
    var clock = new SettableClock();
    try (var engine = RocksStorageEngine.open(options, TinyBounds.BOUNDS, clock)) {
      engine
          .queues()
          .create(Q, new ConfigBuilder().retainConsumed((long) KEPT, null, null).build())
          .join();
      int count = 101;
      for (int i = 0; i < count; i++) {
        var message = new MessageBuilder("m").delay(Duration.ofSeconds(1 + i * 37 % count)).build();
        engine.messages().enqueue(List.of(new Enqueue(Q, List.of(message))), Atomicity.EACH).join();
      }
      for (int i = 0; i < count; i++) {
        clock.advance(Duration.ofSeconds(1));
        var reserve = new Reserve(Q, 1, 100, null, QueueMode.PULL);
        Delivery delivery = engine.messages().reserve(reserve).join().deliveries().get(0);
        engine.messages().settle(Q, List.of(Settlement.ack(delivery.receipt()))).join();
        QueueStats stats = engine.queues().stats(List.of(Q)).join().get(0).orElseThrow();
        assertThat(stats.consumed())
            .isLessThanOrEqualTo(2 * KEPT + TinyBounds.BOUNDS.slice())
            .isGreaterThanOrEqualTo(Math.min(i + 1, KEPT));
      }
    }
  }
}
