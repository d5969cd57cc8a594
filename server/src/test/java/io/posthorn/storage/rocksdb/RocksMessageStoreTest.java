package io.posthorn.storage.rocksdb;

import io.posthorn.storage.EngineClock;
import io.posthorn.storage.StorageEngine;
import io.posthorn.storage.contract.MessageStoreContract;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class RocksMessageStoreTest extends MessageStoreContract {
  @TempDir Path directory;

  @Override
  protected StorageEngine open(EngineClock clock) {
    return RocksStorageEngine.open(RocksOptions.at(directory), clock);
  }
}
