package io.posthorn.storage.memory;

import io.posthorn.storage.EngineClock;
import io.posthorn.storage.StorageEngine;
import io.posthorn.storage.contract.MessageStoreContract;

class MemoryMessageStoreTest extends MessageStoreContract {
  @Override
  protected StorageEngine open(EngineClock clock) {
    return new MemoryStorageEngine(clock);
  }
}
