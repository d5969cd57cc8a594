package io.posthorn.storage.rocksdb;

import io.posthorn.message.Durability;
import io.posthorn.storage.EngineClock;
import io.posthorn.storage.StorageEngine;
import io.posthorn.storage.contract.RestartContract;
import java.nio.file.Path;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;

class RocksRestartTest {
  @TempDir Path directory;

  @Nested
  class Flushed extends RestartContract {
    @Override
    protected StorageEngine open(EngineClock clock) {
      return RocksStorageEngine.open(RocksOptions.at(directory), clock);
    }
  }

  @Nested
  class Buffered extends RestartContract {
    @Override
    protected StorageEngine open(EngineClock clock) {
      return RocksStorageEngine.open(
          RocksOptions.at(directory).withDurability(Durability.BUFFERED), clock);
    }
  }
}
