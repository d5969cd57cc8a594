package io.posthorn.storage.rocksdb;

import static io.posthorn.storage.rocksdb.StoredMessages.body;
import static io.posthorn.storage.rocksdb.StoredMessages.enqueue;
import static io.posthorn.storage.rocksdb.StoredMessages.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.posthorn.storage.ConfigBuilder;
import io.posthorn.storage.EngineClock;
import io.posthorn.storage.StorageException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Flips a byte of a closed store, anywhere, and reads everything: either an error names the damaged
 * file, or every message is right. {@code -Dposthorn.damage.flips=N} tries more places.
 */
class DamageTest {
  private static final int FLIPS = Integer.getInteger("posthorn.damage.flips", 40);
  private static final int MESSAGES = 300;
  private static final List<Long> ALL = LongStream.range(0, MESSAGES).boxed().toList();

  @TempDir static Path templates;
  private static Path logged;
  private static Path compacted;

  @TempDir Path work;

  @BeforeAll
  static void fillStores() throws IOException {
    logged = templates.resolve("logged");
    try (RocksStorageEngine engine = open(logged)) {
      value(engine.queues().create(StoredMessages.QUEUE, new ConfigBuilder().build()));
      for (long i = 0; i < MESSAGES; i++) {
        // Some in the log, some large enough for blob files, and some of several blocks.
        value(enqueue(engine, body(i, i % 10 == 0 ? 5_000 : i % 33 == 0 ? 80_000 : 200)));
      }
    }
    compacted = templates.resolve("compacted");
    copy(logged, compacted);
    open(compacted).close();
  }

  @Test
  void flipInWriteAheadLog_isNamed() throws IOException {
    flipMany(logged, ".*\\.log", 1);
  }

  @Test
  void flipInManifest_isNamed() throws IOException {
    flipMany(logged, "MANIFEST.*", 2);
    flipMany(compacted, "MANIFEST.*", 3);
  }

  @Test
  void flipInCurrent_isNamed() throws IOException {
    flipMany(compacted, "CURRENT", 4);
  }

  @Test
  void flipInSst_isNamed() throws IOException {
    flipMany(compacted, ".*\\.sst", 5);
  }

  @Test
  void flipInBlobFile_isNamed() throws IOException {
    flipMany(compacted, ".*\\.blob", 6);
  }

  @Test
  void flipInOtherFiles_harmsNothing() throws IOException {
    flipMany(compacted, "OPTIONS.*|IDENTITY", 7);
  }

  /**
   * The headers are where one byte says how much is skipped: each byte of the last ones, each bit.
   */
  @Test
  void flipInLastHeadersOfWriteAheadLog_isNamed() throws IOException {
    Path log = file(logged, ".*\\.log", new Random(8));
    long size = Files.size(log);
    for (long back = 1; back <= 520; back += back < 20 || (back > 200 && back < 230) ? 1 : 25) {
      flip(logged, log.getFileName().toString(), size - back, 1 << (back % 8));
    }
  }

  @Test
  void writeAheadLogCutAnywhere_losesOnlyTheTail() throws IOException {
    var random = new Random(9);
    for (int i = 0; i < FLIPS / 2; i++) {
      Path store = copyOf(logged);
      Path log = file(store, ".*\\.log", random);
      LogFiles.cut(log, random.nextLong(Files.size(log)));
      try (RocksStorageEngine engine = open(store)) {
        List<Long> left = StoredMessages.browse(engine);
        assertThat(left).isEqualTo(ALL.subList(0, left.size()));
      }
    }
  }

  @Test
  void repair_keepsEverythingBeforeTheDamage() throws IOException {
    Path store = copyOf(logged);
    Path log = file(store, ".*\\.log", new Random(10));
    change(log, Files.size(log) / 2, 1);
    String refusal = opening(store);

    assertThat(LogRepair.repair(store, false))
        .singleElement()
        .asString()
        .contains(log + " is damaged at offset");
    assertThat(opening(store)).isEqualTo(refusal);

    assertThat(LogRepair.repair(store, true)).hasSize(1);
    assertThat(LogRepair.repair(store, true)).isEmpty();
    assertThat(store.resolve(log.getFileName() + ".lost"))
        .hasSize(Files.size(logged.resolve(log.getFileName())));
    try (RocksStorageEngine engine = open(store)) {
      List<Long> left = StoredMessages.takeAll(engine);
      assertThat(left).isEqualTo(ALL.subList(0, left.size())).hasSizeBetween(50, MESSAGES - 50);
    }
  }

  @Test
  void missingCurrent_isNamedBeforeAnythingIsLost() throws IOException {
    Path store = copyOf(compacted);
    Files.delete(store.resolve("CURRENT"));
    assertThat(opening(store)).contains("CURRENT");
  }

  private void flipMany(Path template, String pattern, long seed) throws IOException {
    var random = new Random(seed);
    for (int i = 0; i < FLIPS; i++) {
      Path file = file(template, pattern, random);
      long size = Files.size(file);
      if (size > 0) {
        int mask = random.nextBoolean() ? 1 << random.nextInt(8) : 1 + random.nextInt(255);
        flip(template, file.getFileName().toString(), random.nextLong(size), mask);
      }
    }
  }

  private void flip(Path template, String name, long offset, int mask) throws IOException {
    Path store = copyOf(template);
    change(store.resolve(name), offset, mask);
    String flipped = "byte " + offset + " of " + name + " ^ " + mask;
    try (RocksStorageEngine engine = open(store)) {
      assertThat(StoredMessages.browse(engine)).as(flipped).isEqualTo(ALL);
      assertThat(StoredMessages.takeAll(engine)).as(flipped).isEqualTo(ALL);
    } catch (StorageException e) {
      assertThat(e.getMessage()).as(flipped).contains(name);
      // A compaction may meet the damage first; then a write is what fails.
      assertThat(e.kind())
          .as(flipped + ": " + e.getMessage())
          .isIn(StorageException.Kind.CORRUPT, StorageException.Kind.OUTCOME_UNKNOWN);
    }
  }

  private static void change(Path path, long offset, int mask) throws IOException {
    try (var file = new RandomAccessFile(path.toFile(), "rw")) {
      file.seek(offset);
      int before = file.read();
      file.seek(offset);
      file.write(before ^ mask);
    }
  }

  private static String opening(Path store) {
    try (RocksStorageEngine engine = open(store)) {
      return fail("opened, with " + StoredMessages.browse(engine).size() + " messages");
    } catch (StorageException e) {
      return e.getMessage();
    }
  }

  private static RocksStorageEngine open(Path store) {
    return RocksStorageEngine.open(RocksOptions.at(store), EngineClock.system());
  }

  private Path copyOf(Path template) throws IOException {
    Path store = work.resolve("store");
    if (Files.exists(store)) {
      try (Stream<Path> files = Files.walk(store)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
    copy(template, store);
    return store;
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.createDirectories(to);
    try (Stream<Path> files = Files.list(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(file.getFileName()));
      }
    }
  }

  /** A file that matches, by chance; those of many bytes are not more likely. */
  private static Path file(Path store, String pattern, Random random) throws IOException {
    try (Stream<Path> files = Files.list(store)) {
      var matching =
          new ArrayList<>(
              files
                  .filter(each -> each.getFileName().toString().matches(pattern))
                  .sorted()
                  .toList());
      assertThat(matching).as(pattern + " in " + store).isNotEmpty();
      return matching.get(random.nextInt(matching.size()));
    }
  }
}
