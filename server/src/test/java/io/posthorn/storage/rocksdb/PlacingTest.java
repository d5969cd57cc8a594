package io.posthorn.storage.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;

import io.posthorn.message.Delivery;
import io.posthorn.message.Durability;
import io.posthorn.message.HttpTarget;
import io.posthorn.message.Push;
import io.posthorn.message.QueueConfig;
import io.posthorn.message.QueueMode;
import io.posthorn.message.QueueName;
import io.posthorn.message.Settlement;
import io.posthorn.message.Task;
import io.posthorn.storage.Atomicity;
import io.posthorn.storage.ConfigBuilder;
import io.posthorn.storage.Enqueue;
import io.posthorn.storage.MessageBuilder;
import io.posthorn.storage.QueueInfo;
import io.posthorn.storage.Reserve;
import io.posthorn.storage.SettableClock;
import io.posthorn.storage.Sweep;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlacingTest {
  private static final QueueName Q = QueueName.of("q");
  private static final QueueConfig ORDERED = push(true);
  private static final QueueConfig PLAIN = push(false);
  private static final Bounds BOUNDS = new Bounds(3, 2, 4, 2, 3, 40, 2, 100, 3);

  @TempDir Path directory;

  private static QueueConfig push(boolean ordered) {
    return new ConfigBuilder()
        .push(new Push(HttpTarget.DEFAULT, ordered, ordered ? 1 : 0, null, 10))
        .build();
  }

  @Test
  void ordered_againForgetsNoneThatWasRedriven() {
    var options = TinyBounds.options(directory, Durability.BUFFERED);
    var clock = new SettableClock();
    try (var engine = RocksStorageEngine.open(options, BOUNDS, clock)) {
      engine.queues().create(Q, ORDERED).join();
      var bodies = List.of("a", "b", "c", "d", "e", "f", "g", "h");
      for (String body : bodies) {
        var message =
            new MessageBuilder(body)
                .task(Task.to("http://localhost/"))
                .ttl(Duration.ofSeconds(5))
                .build();
        engine.messages().enqueue(List.of(new Enqueue(Q, List.of(message))), Atomicity.EACH).join();
      }
      clock.advance(Duration.ofSeconds(5));
      assertThat(engine.messages().sweep(Q, Sweep.of(Sweep.Kind.EXPIRE, 100)).join().count())
          .isEqualTo(bodies.size());
      engine.messages().sweep(Q, Sweep.of(Sweep.Kind.REDRIVE_ALL, 100)).join();
      engine.queues().update(Q, PLAIN, 0).join();
      engine.queues().update(Q, ORDERED, 0).join();
      var handedOut = new ArrayList<String>();
      var reserve = new Reserve(Q, 1, 1000, null, QueueMode.PUSH);
      for (var next = engine.messages().reserve(reserve).join();
          !next.deliveries().isEmpty();
          next = engine.messages().reserve(reserve).join()) {
        Delivery delivery = next.deliveries().get(0);
        handedOut.add(delivery.message().body().utf8());
        engine.messages().settle(Q, List.of(Settlement.ack(delivery.receipt()))).join();
      }
      assertThat(handedOut).isEqualTo(bodies);
    }
  }

  @Test
  void changed_writesThatTheQueueIsNotOrderedAnyMoreAlongWithTheEndOfItsPlaces() throws Exception {
    RocksOptions options = TinyBounds.options(directory, Durability.BUFFERED);
    NativeLibrary.load(directory);
    RocksDb db = RocksDb.open(directory, options.memory());
    var core = new Core(db, options, BOUNDS, new SettableClock());
    QueueState state = core.states.create(Q, ORDERED, 0, 0);
    core.batch.write();
    QueueInfo info = state.info;
    state.info =
        new QueueInfo(
            Q, info.incarnation(), info.version() + 1, PLAIN, info.paused(), info.createdAt());
    Placing.changed(core, state, ORDERED);
    // What was not written by now is lost, as in a crash.
    try (Core after = core.forgetful()) {
      assertThat(after.states.find(Q)).isNotNull();
      assertThat(after.states.find(Q).ordered()).isFalse();
    }
  }
}
