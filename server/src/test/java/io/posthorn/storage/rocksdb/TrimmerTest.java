package io.posthorn.storage.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;

import io.posthorn.message.Durability;
import io.posthorn.message.QueueName;
import io.posthorn.storage.Atomicity;
import io.posthorn.storage.ConfigBuilder;
import io.posthorn.storage.Enqueue;
import io.posthorn.storage.MessageBuilder;
import io.posthorn.storage.SettableClock;
import io.posthorn.storage.Take;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.RocksDBException;

class TrimmerTest {
  private static final QueueName Q = QueueName.of("q");

  /** Every passed message is worth a trim, but none is when its queue leaves memory. */
  private static final Bounds BOUNDS = new Bounds(3, 2, 4, 2, 3, 40, 100, 100, 100);

  @TempDir Path directory;

  private final SettableClock clock = new SettableClock();
  private Core core;

  @BeforeEach
  void open() throws RocksDBException {
    RocksOptions options = TinyBounds.options(directory, Durability.FLUSHED);
    NativeLibrary.load(directory);
    core = new Core(RocksDb.open(directory, options.memory()), options, BOUNDS, clock);
    create(Q);
    for (String body : List.of("1", "2", "3", "4", "5", "6")) {
      run(
          new EnqueueCommand(
              List.of(new Enqueue(Q, List.of(new MessageBuilder(body).build()))), Atomicity.EACH));
    }
  }

  @AfterEach
  void close() {
    core.close();
  }

  private void create(QueueName name) {
    core.states.create(name, new ConfigBuilder().build(), clock.elapsedNow(), clock.wallNow());
  }

  private <T> T run(Command<T> command) {
    command.execute(core);
    command.answer((queue, at) -> {});
    return command.future().join();
  }

  private List<String> take(int count) {
    return run(new TakeCommand(new Take(Q, count, Long.MAX_VALUE))).messages().stream()
        .map(message -> message.body().utf8())
        .toList();
  }

  /** Makes {@link #Q} leave memory. */
  private void evict(String other, String another) {
    create(QueueName.of(other));
    create(QueueName.of(another));
    core.batch.write();
    core.states.shrink().forEach(core.trimmer::leaving);
  }

  @Test
  void files_ofATrimmedRange_stayWhileASnapshotSeesThem() {
    take(4);
    QueueView view = QueueView.of(core, core.states.find(Q));
    core.trimmer.step();

    assertThat(core.trimmer.emptiedRanges()).isZero();
    core.db.release(view.snapshot());
    assertThat(core.trimmer.emptiedRanges()).isEqualTo(1);
  }

  @Test
  void trimOfAQueueThatLeftMemory_doesNotUndoWhatHappenedSince() {
    take(1);
    evict("a", "b");
    assertThat(take(1)).containsExactly("2");
    core.trimmer.step();
    evict("c", "d");

    assertThat(take(6)).containsExactly("3", "4", "5", "6");
  }
}
