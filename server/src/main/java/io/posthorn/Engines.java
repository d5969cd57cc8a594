package io.posthorn;

import io.posthorn.config.ConfigException;
import io.posthorn.config.RedisConfig;
import io.posthorn.config.ServerConfig;
import io.posthorn.config.StorageConfig;
import io.posthorn.metrics.StorageMetrics;
import io.posthorn.protocol.rest.StoreCopies;
import io.posthorn.storage.EngineClock;
import io.posthorn.storage.StorageEngine;
import io.posthorn.storage.StorageException;
import io.posthorn.storage.memory.MemoryStorageEngine;
import io.posthorn.storage.redis.RedisOptions;
import io.posthorn.storage.redis.RedisStorageEngine;
import io.posthorn.storage.rocksdb.RocksOptions;
import io.posthorn.storage.rocksdb.RocksStorageEngine;
import java.nio.file.Path;
import java.time.Duration;

/** Opens the storage engine that the configuration names. */
final class Engines {
  /** Where the embedded engine keeps everything, within the data directory. */
  static final String ROCKSDB_FOLDER = "rocksdb";

  private Engines() {}

  /**
   * Opens it over {@code data}; {@code metrics} hears what it does.
   *
   * @throws StartException when what is stored there can't be used
   * @throws ConfigException when Redis's address is none
   */
  static StorageEngine open(
      ServerConfig server, Path data, EngineClock clock, StorageMetrics metrics) {
    StorageConfig config = server.storage();
    try {
      return switch (config.engine()) {
        case REDIS -> redis(server.redis(), metrics);
        case MEMORY -> new MemoryStorageEngine(clock, metrics);
        case ROCKSDB ->
            RocksStorageEngine.open(options(config, data.resolve(ROCKSDB_FOLDER)), clock, metrics);
      };
    } catch (StorageException e) {
      throw new StartException(StartException.Part.DATA, String.valueOf(e.getMessage()), e);
    }
  }

  /**
   * Has buffered changes of {@code engine} flushed every {@code interval}; no concern of one
   * without a disk.
   */
  static void flushEvery(StorageEngine engine, Duration interval) {
    if (engine instanceof RocksStorageEngine rocks) {
      rocks.flushInterval(interval);
    }
  }

  /** Copies of what {@code engine} keeps in {@code data}. */
  static StoreCopies copies(StorageEngine engine, Path data) {
    return engine instanceof RocksStorageEngine rocks
        ? new LiveCopy(rocks, data)
        : StoreCopies.none(
            "This server's storage.engine keeps nothing in the data directory"
                + " (expected: rocksdb); a Redis is backed up by its own means.");
  }

  private static StorageEngine redis(RedisConfig config, StorageMetrics metrics) {
    try {
      return RedisStorageEngine.open(
          new RedisOptions(config.uri(), config.timeout(), config.minReplicas()), metrics);
    } catch (IllegalArgumentException e) {
      throw new ConfigException("redis.uri: " + e.getMessage());
    }
  }

  private static RocksOptions options(StorageConfig config, Path directory) {
    StorageConfig.Memory memory = config.memory();
    return new RocksOptions(
        directory,
        config.durability(),
        config.flushInterval(),
        config.minFree(),
        new RocksOptions.Memory(
            memory.memtables(),
            memory.blockCache(),
            memory.maxOpenFiles(),
            memory.blobThreshold(),
            memory.cachedQueues(),
            memory.windows()),
        config.unsafeNoSync());
  }
}
