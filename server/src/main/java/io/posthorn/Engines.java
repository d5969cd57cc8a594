package io.posthorn;

import io.posthorn.config.StorageConfig;
import io.posthorn.storage.EngineClock;
import io.posthorn.storage.StorageEngine;
import io.posthorn.storage.memory.MemoryStorageEngine;
import java.nio.file.Path;
import java.time.Duration;

/** Opens the storage engine that the configuration names. */
final class Engines {
  private Engines() {}

  /** Opens it over {@code data}. */
  static StorageEngine open(StorageConfig config, Path data, EngineClock clock) {
    return switch (config.engine()) {
      case MEMORY -> new MemoryStorageEngine(clock);
      case ROCKSDB ->
          throw new StartException(
              StartException.Part.DATA, "storage.engine rocksdb is not part of this build", null);
    };
  }

  /** Has buffered changes of {@code engine} flushed every {@code interval}; no concern of one without a disk. */
  static void flushEvery(StorageEngine engine, Duration interval) {}
}
