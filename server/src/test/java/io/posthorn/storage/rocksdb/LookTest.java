package io.posthorn.storage.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;

import io.posthorn.message.Durability;
import io.posthorn.message.QueueConfig;
import io.posthorn.message.QueueName;
import io.posthorn.storage.Atomicity;
import io.posthorn.storage.ConfigBuilder;
import io.posthorn.storage.Enqueue;
import io.posthorn.storage.MessageBuilder;
import io.posthorn.storage.QueueInfo;
import io.posthorn.storage.QueueStats;
import io.posthorn.storage.SettableClock;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Statistics of all queues, where fewer are kept in memory than there are. */
class LookTest {
  private static final QueueName A = QueueName.of("a");
  private static final QueueName B = QueueName.of("b");
  private static final QueueName C = QueueName.of("c");
  private static final List<QueueName> ALL = List.of(A, B, C);

  @TempDir Path directory;

  private SteppedEngine engine;

  @BeforeEach
  void open() {
    var options = TinyBounds.options(directory, Durability.BUFFERED);
    engine = new SteppedEngine(options, TinyBounds.BOUNDS, new SettableClock(), 1);
    var config = new ConfigBuilder().build();
    for (QueueName queue : ALL) {
      engine.queues().create(queue, config).join();
      var message = new MessageBuilder("m").build();
      engine
          .messages()
          .enqueue(List.of(new Enqueue(queue, List.of(message, message, message))), Atomicity.EACH)
          .join();
    }
    engine.core.batch.write();
    engine.core.states.shrink();
  }

  @AfterEach
  void close() {
    engine.close();
  }

  @Test
  void stats_pushNoQueueOutThatIsInUse() {
    QueueState b = engine.core.states.find(B);
    QueueState c = engine.core.states.find(C);

    List<Optional<QueueStats>> stats = engine.queues().stats(ALL).join();
    engine.core.states.shrink();

    assertThat(stats).allSatisfy(each -> assertThat(each.orElseThrow().ready()).isEqualTo(3));
    assertThat(engine.core.states.find(B)).isSameAs(b);
    assertThat(engine.core.states.find(C)).isSameAs(c);
  }

  @Test
  void stats_readNoMoreThanTheOldestMessage() {
    QueueState b = engine.core.states.find(B);
    b.forgetWindows();

    assertThat(engine.queues().stats(ALL).join())
        .allSatisfy(each -> assertThat(each.orElseThrow().oldestReadyAt()).isNotNull());
    assertThat(b.head.isEmpty()).isTrue();
  }

  @Test
  void list_sharesTheConfigurationOfQueuesThatAreConfiguredAlike() {
    List<QueueConfig> alike = configs();
    var other = new ConfigBuilder().capacity(7L).build();
    engine.queues().update(B, other, 0).join();

    assertThat(alike).allSatisfy(each -> assertThat(each).isSameAs(alike.get(0)));
    assertThat(configs()).containsExactly(alike.get(0), other, alike.get(0));
  }

  private List<QueueConfig> configs() {
    return engine.queues().list(QueueName.of(""), null, ALL.size()).join().stream()
        .map(QueueInfo::config)
        .toList();
  }
}
