package io.posthorn.storage.rocksdb;

import static io.posthorn.storage.rocksdb.StoredMessages.QUEUE;
import static io.posthorn.storage.rocksdb.StoredMessages.body;
import static io.posthorn.storage.rocksdb.StoredMessages.enqueue;
import static io.posthorn.storage.rocksdb.StoredMessages.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.posthorn.message.Durability;
import io.posthorn.storage.ConfigBuilder;
import io.posthorn.storage.EngineClock;
import io.posthorn.storage.StorageException;
import io.posthorn.storage.StorageException.Kind;
import io.posthorn.storage.Take;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Lets a small disk run full under the engine. Needs root, for the disk is a tmpfs of its own. */
class DiskFullTest {
  private static final int SIZE = 5_000;
  private static final long MB = 1 << 20;

  @TempDir Path folder;
  private SmallDisk disk;
  private final Set<Long> stored = new TreeSet<>();
  private final Set<Long> unknown = new TreeSet<>();
  private long next;

  @BeforeEach
  void mount() throws IOException {
    disk = SmallDisk.mount(folder, 96);
  }

  @AfterEach
  void unmount() throws IOException {
    if (disk != null) {
      disk.close();
    }
  }

  @Test
  void guard_refusesChangesAndGoesOnOnceThereIsRoom() throws IOException {
    try (RocksStorageEngine engine = open(128 * MB, RocksOptions.Memory.DEFAULT)) {
      create(engine);
      fill(engine, 200);
      disk.eatAllBut(20 * MB);
      String refusal = fillUntilFull(engine);
      assertThat(refusal).contains("storage.minFree");
      assertThat(StoredMessages.browse(engine)).containsExactlyElementsOf(stored);
      // What makes room is let in longer than what needs room.
      assertThat(value(engine.messages().take(new Take(QUEUE, 1, MB))).messages()).hasSize(1);
      stored.remove(0L);
      goesOnWithRoom(engine);
    }
    nothingIsLost();
  }

  @Test
  void fullDuringAppend_keepsReadingAndGoesOnOnceThereIsRoom() throws IOException {
    // Hardly any room from the beginning: RocksDB can't reserve some for its log.
    disk.eatAllBut(4 * MB);
    try (RocksStorageEngine engine = open(0, RocksOptions.Memory.DEFAULT)) {
      create(engine);
      assertThat(fillUntilFull(engine)).contains("No space left", ".log");
      staysReadable(engine);
      goesOnWithRoom(engine);
    }
    nothingIsLost();
  }

  /**
   * Whether the log or a flush meets it first is a matter of chance: it runs full until a flush
   * did.
   */
  @Test
  void fullDuringFlush_keepsReadingAndGoesOnOnceThereIsRoom() throws IOException {
    try (RocksStorageEngine engine = open(0, smallMemtables())) {
      create(engine);
      boolean flushMetIt = false;
      for (int round = 0; round < 25 && !flushMetIt; round++) {
        fill(engine, 300);
        disk.eatAllBut(round % 3 * MB);
        flushMetIt = fillUntilFull(engine).matches("(?s).*\\.(sst|blob): No space left.*");
        staysReadable(engine);
        goesOnWithRoom(engine);
        while (disk.free() < 40 * MB) {
          value(engine.messages().take(new Take(QUEUE, 1000, 8 * MB)))
              .messages()
              .forEach(message -> stored.remove(StoredMessages.number(message.body())));
        }
      }
      assertThat(flushMetIt).isTrue();
    }
    nothingIsLost();
  }

  @Test
  void startOnFullDisk_servesReadsAndGoesOnOnceThereIsRoom() throws IOException {
    try (RocksStorageEngine engine = open(0, RocksOptions.Memory.DEFAULT)) {
      create(engine);
      fill(engine, 500);
    }
    disk.eatAllBut(0);
    try (RocksStorageEngine engine = open(0, RocksOptions.Memory.DEFAULT)) {
      staysReadable(engine);
      goesOnWithRoom(engine);
    }
    nothingIsLost();
  }

  private RocksStorageEngine open(long minFree, RocksOptions.Memory memory) {
    Path directory = disk.path().resolve("store");
    var options =
        new RocksOptions(
            directory, Durability.FLUSHED, Duration.ofSeconds(1), minFree, memory, false);
    return RocksStorageEngine.open(options, EngineClock.system());
  }

  private static RocksOptions.Memory smallMemtables() {
    return new RocksOptions.Memory(4 * MB, 8 * MB, 256, 4096, 4096, 2 * MB);
  }

  private static void create(RocksStorageEngine engine) {
    value(engine.queues().create(QUEUE, new ConfigBuilder().build()));
  }

  private void fill(RocksStorageEngine engine, int messages) {
    assertThat(send(engine, messages)).isEmpty();
  }

  /** Enqueues until changes are refused; answers why. */
  private String fillUntilFull(RocksStorageEngine engine) {
    while (true) {
      List<StorageException> failures = send(engine, 64);
      assertThat(failures)
          .allMatch(e -> Set.of(Kind.FULL, Kind.OUTCOME_UNKNOWN).contains(e.kind()));
      for (StorageException failure : failures) {
        if (failure.kind() == Kind.FULL) {
          return failure.getMessage();
        }
      }
    }
  }

  /** Enqueues concurrently, and keeps account of the answers; gives those that failed. */
  private List<StorageException> send(RocksStorageEngine engine, int messages) {
    var underWay = new TreeMap<Long, CompletableFuture<?>>();
    for (int i = 0; i < messages; i++) {
      underWay.put(next, enqueue(engine, body(next, SIZE)));
      next++;
    }
    var failures = new ArrayList<StorageException>();
    underWay.forEach(
        (number, future) -> {
          try {
            value(future);
            stored.add(number);
          } catch (StorageException e) {
            failures.add(e);
            if (e.kind() == Kind.OUTCOME_UNKNOWN) {
              unknown.add(number);
            }
          }
        });
    return failures;
  }

  private void staysReadable(RocksStorageEngine engine) {
    for (int i = 0; i < 5; i++) {
      assertHolds(StoredMessages.browse(engine));
      assertThat(value(engine.queues().find(QUEUE))).isPresent();
      assertThatThrownBy(() -> value(enqueue(engine, body(-2, SIZE))))
          .isInstanceOfSatisfying(
              StorageException.class, e -> assertThat(e.kind()).isEqualTo(Kind.FULL));
      assertThat(engine.check().reads()).isTrue();
      assertThat(engine.check().writes()).isFalse();
    }
  }

  private void goesOnWithRoom(RocksStorageEngine engine) throws IOException {
    disk.giveBack();
    await().atMost(Duration.ofSeconds(10)).until(() -> send(engine, 1).isEmpty());
    fill(engine, 100);
    assertHolds(StoredMessages.browse(engine));
  }

  /**
   * All that was acknowledged is there, once, in order; beyond that only what nobody could know.
   */
  private void assertHolds(List<Long> found) {
    assertThat(found).isSorted().doesNotHaveDuplicates().containsAll(stored);
    assertThat(found).allMatch(number -> stored.contains(number) || unknown.contains(number));
  }

  private void nothingIsLost() {
    try (RocksStorageEngine engine = open(0, RocksOptions.Memory.DEFAULT)) {
      assertHolds(StoredMessages.browse(engine));
      assertHolds(StoredMessages.takeAll(engine));
      assertThat(StoredMessages.takeAll(engine)).isEmpty();
    }
  }
}
