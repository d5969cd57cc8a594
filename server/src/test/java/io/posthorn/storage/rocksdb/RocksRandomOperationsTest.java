package io.posthorn.storage.rocksdb;

import io.posthorn.storage.EngineClock;
import io.posthorn.storage.RandomOperations;
import io.posthorn.storage.StorageEngine;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class RocksRandomOperationsTest extends RandomOperations {
  @TempDir Path directory;

  @Override
  protected StorageEngine open(EngineClock clock, long run) {
    return RocksStorageEngine.open(RocksOptions.at(directory.resolve(Long.toHexString(run))), clock);
  }

  @Override
  protected boolean durable() {
    return true;
  }
}
