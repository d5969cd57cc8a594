package io.posthorn.benchmarks.engine;

import io.posthorn.message.Durability;
import io.posthorn.storage.EngineClock;
import io.posthorn.storage.StorageEngine;
import io.posthorn.storage.memory.MemoryStorageEngine;
import io.posthorn.storage.rocksdb.RocksOptions;
import io.posthorn.storage.rocksdb.RocksStorageEngine;
import java.nio.file.Path;

/** Opens engines by the names that benchmarks give as parameters. */
final class Engines {
  private Engines() {}

  /** {@code memory}, {@code rocksdb-flushed} or {@code rocksdb-buffered}, in {@code folder}. */
  static StorageEngine open(String name, Path folder) {
    return switch (name) {
      case "memory" -> new MemoryStorageEngine(EngineClock.system());
      case "rocksdb-flushed" -> rocksdb(folder, Durability.FLUSHED);
      case "rocksdb-buffered" -> rocksdb(folder, Durability.BUFFERED);
      default ->
          throw new IllegalArgumentException(
              "engine: " + name + " (expected: memory, rocksdb-flushed or rocksdb-buffered)");
    };
  }

  private static StorageEngine rocksdb(Path folder, Durability durability) {
    return RocksStorageEngine.open(
        RocksOptions.at(folder).withDurability(durability), EngineClock.system());
  }
}
