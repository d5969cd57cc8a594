package io.posthorn.benchmarks.engine;

import io.posthorn.storage.EngineClock;
import io.posthorn.storage.StorageEngine;
import io.posthorn.storage.memory.MemoryStorageEngine;
import java.nio.file.Path;

/** Opens engines by the names that benchmarks give as parameters. */
final class Engines {
  private Engines() {}

  /** {@code memory}, {@code rocksdb-flushed} or {@code rocksdb-buffered}, in {@code folder}. */
  static StorageEngine open(String name, Path folder) {
    return switch (name) {
      case "memory" -> new MemoryStorageEngine(EngineClock.system());
      default -> throw new IllegalArgumentException("engine: " + name + " (expected: memory)");
    };
  }
}
