package io.posthorn.storage.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.posthorn.message.Durability;
import io.posthorn.message.QueueName;
import io.posthorn.storage.Atomicity;
import io.posthorn.storage.ConfigBuilder;
import io.posthorn.storage.Enqueue;
import io.posthorn.storage.EnqueueResult;
import io.posthorn.storage.MessageBuilder;
import io.posthorn.storage.SettableClock;
import io.posthorn.storage.StorageException;
import io.posthorn.storage.Take;
import io.posthorn.storage.Taken;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CheckpointTest {
  private static final QueueName A = QueueName.of("a");
  private static final QueueName B = QueueName.of("b");

  @TempDir Path folder;

  private RocksStorageEngine open(Path directory, Durability durability) {
    return RocksStorageEngine.open(
        TinyBounds.options(directory, durability), TinyBounds.BOUNDS, new SettableClock());
  }

  /** Message n goes to both queues, first to a, and is answered before n + 1 is sent. */
  @ParameterizedTest
  @EnumSource(Durability.class)
  void checkpoint_underWrites_hasAllAnsweredBeforeAndABeginningOfTheRest(Durability durability)
      throws Exception {
    try (RocksStorageEngine engine = open(folder.resolve("store"), durability)) {
      engine.queues().create(A, new ConfigBuilder().build()).join();
      engine.queues().create(B, new ConfigBuilder().build()).join();
      var answered = new AtomicLong();
      var stop = new AtomicBoolean();
      var producer =
          new Thread(
              () -> {
                while (!stop.get()) {
                  enqueue(engine, A).join();
                  enqueue(engine, B).join();
                  answered.incrementAndGet();
                }
              });
      producer.start();
      for (int i = 0; i < 5; i++) {
        long goal = answered.get() + 20;
        while (answered.get() < goal) {
          Thread.onSpinWait();
        }
        long before = answered.get();
        Path copy = folder.resolve("copy" + i);
        engine.checkpoint(copy).join();
        long after = answered.get() + 1;

        try (RocksStorageEngine copied = open(copy, durability)) {
          long a = stored(copied, A);
          long b = stored(copied, B);
          assertThat(b).isBetween(before, after);
          assertThat(a).isBetween(b, b + 1);
        }
      }
      stop.set(true);
      producer.join();
    }
  }

  @Test
  void checkpoint_isNotTouchedByWhatComesLater() {
    try (RocksStorageEngine engine = open(folder.resolve("store"), Durability.FLUSHED)) {
      engine.queues().create(A, new ConfigBuilder().build()).join();
      enqueue(engine, A).join();
      engine.checkpoint(folder.resolve("copy")).join();
      assertThat(take(engine).messages()).hasSize(1);
      engine.queues().delete(A).join();
    }
    try (RocksStorageEngine copied = open(folder.resolve("copy"), Durability.FLUSHED)) {
      assertThat(take(copied).messages()).hasSize(1);
    }
  }

  @Test
  void checkpoint_ontoSomethingOrAfterClose_failsByItself() {
    RocksStorageEngine engine = open(folder.resolve("store"), Durability.FLUSHED);
    engine.queues().create(A, new ConfigBuilder().build()).join();
    engine.checkpoint(folder.resolve("copy")).join();
    assertThatThrownBy(() -> engine.checkpoint(folder.resolve("copy")).join())
        .hasCauseInstanceOf(StorageException.class);
    assertThat(enqueue(engine, A).join().get(0).status()).isEqualTo(EnqueueResult.Status.ENQUEUED);
    engine.close();
    assertThatThrownBy(() -> engine.checkpoint(folder.resolve("other")).join())
        .hasCauseInstanceOf(StorageException.class);
  }

  @Test
  void verify_namesADamagedTable() throws Exception {
    Path copy = folder.resolve("copy");
    try (RocksStorageEngine engine = open(folder.resolve("store"), Durability.FLUSHED)) {
      engine.queues().create(A, new ConfigBuilder().build()).join();
      for (int i = 0; i < 200; i++) {
        enqueue(engine, A).join();
      }
      engine.checkpoint(copy).join();
    }
    StoreCheck.verify(copy, folder);
    Path table;
    try (var files = Files.list(copy)) {
      table =
          files
              .filter(file -> file.toString().endsWith(".sst"))
              .max((x, y) -> Long.compare(x.toFile().length(), y.toFile().length()))
              .orElseThrow();
    }
    byte[] bytes = Files.readAllBytes(table);
    bytes[100] ^= 1;
    Files.write(table, bytes, StandardOpenOption.TRUNCATE_EXISTING);
    assertThatThrownBy(() -> StoreCheck.verify(copy, folder))
        .isInstanceOf(StorageException.class)
        .hasMessageContaining(table.getFileName().toString());
  }

  private static CompletableFuture<List<EnqueueResult>> enqueue(
      RocksStorageEngine engine, QueueName queue) {
    return engine
        .messages()
        .enqueue(
            List.of(new Enqueue(queue, List.of(new MessageBuilder("x").build()))), Atomicity.EACH);
  }

  private static Taken take(RocksStorageEngine engine) {
    return engine.messages().take(new Take(A, 10, 1 << 20)).join();
  }

  private static long stored(RocksStorageEngine engine, QueueName queue) {
    return engine.queues().stats(List.of(queue)).join().get(0).orElseThrow().ready();
  }
}
