package io.posthorn.storage.rocksdb;

import io.posthorn.message.Durability;
import io.posthorn.storage.EngineClock;
import io.posthorn.storage.RandomOperations;
import io.posthorn.storage.StorageEngine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;

class RocksRandomOperationsTest {
  @TempDir Path directory;

  /** As it is used. */
  @Nested
  class Usual extends Durable {
    @Override
    protected StorageEngine open(EngineClock clock, long run) {
      return RocksStorageEngine.open(RocksOptions.at(store(run)), clock);
    }
  }

  /** Queues leave memory, windows are never complete and trims go on all the time. */
  @Nested
  class Tiny extends Durable {
    @Override
    protected StorageEngine open(EngineClock clock, long run) {
      var options = TinyBounds.options(store(run), Durability.BUFFERED);
      return RocksStorageEngine.open(options, TinyBounds.BOUNDS, clock);
    }
  }

  /** Many commands share a batch. */
  @Nested
  class Batched extends Durable {
    @Override
    protected StorageEngine open(EngineClock clock, long run) {
      var options = TinyBounds.options(store(run), Durability.FLUSHED);
      return new SteppedEngine(options, TinyBounds.BOUNDS, clock, run);
    }
  }

  /** Every reopening finds the files as they were at some instant, not what a close left. */
  @Nested
  class Crashing extends Durable {
    private final AtomicInteger crashes = new AtomicInteger();

    @Override
    protected StorageEngine open(EngineClock clock, long run) {
      var options = TinyBounds.options(store(run).resolve("" + crashes), Durability.BUFFERED);
      return RocksStorageEngine.open(options, TinyBounds.BOUNDS, clock);
    }

    @Override
    protected StorageEngine reopen(StorageEngine engine, EngineClock clock, long run) {
      copy(store(run).resolve("" + crashes), store(run).resolve("" + crashes.incrementAndGet()));
      engine.close();
      return open(clock, run);
    }
  }

  private abstract static class Durable extends RandomOperations {
    @Override
    protected final boolean durable() {
      return true;
    }
  }

  private Path store(long run) {
    return directory.resolve(Long.toHexString(run));
  }

  /**
   * Copies a directory of files as they are at one instant: once more when some changed meanwhile.
   */
  private static void copy(Path from, Path to) {
    try {
      Set<String> before;
      do {
        before = list(from);
        Files.createDirectories(to);
        try (var copied = Files.newDirectoryStream(to)) {
          for (Path file : copied) {
            Files.delete(file);
          }
        }
        try (var files = Files.newDirectoryStream(from, Files::isRegularFile)) {
          for (Path file : files) {
            Files.copy(file, to.resolve(file.getFileName()));
          }
        } catch (NoSuchFileException e) {
          before = Set.of();
        }
      } while (!before.equals(list(from)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Names and sizes. */
  private static Set<String> list(Path directory) throws IOException {
    var found = new HashSet<String>();
    try (var files = Files.newDirectoryStream(directory, Files::isRegularFile)) {
      for (Path file : files) {
        found.add(file.getFileName() + " " + file.toFile().length());
      }
    }
    return found;
  }
}
