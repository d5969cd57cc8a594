package io.posthorn.storage.rocksdb;

import io.posthorn.storage.EngineClock;
import io.posthorn.storage.StorageEngine;
import io.posthorn.storage.contract.QueueCatalogContract;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class RocksQueueCatalogTest extends QueueCatalogContract {
  @TempDir Path directory;

  @Override
  protected StorageEngine open(EngineClock clock) {
    return RocksStorageEngine.open(RocksOptions.at(directory), clock);
  }
}
