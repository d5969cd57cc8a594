package io.posthorn.storage.memory;

import io.posthorn.storage.EngineClock;
import io.posthorn.storage.StorageEngine;
import io.posthorn.storage.contract.QueueCatalogContract;

class MemoryQueueCatalogTest extends QueueCatalogContract {
  @Override
  protected StorageEngine open(EngineClock clock) {
    return new MemoryStorageEngine(clock);
  }
}
