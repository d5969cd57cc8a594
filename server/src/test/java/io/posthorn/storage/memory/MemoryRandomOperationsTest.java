package io.posthorn.storage.memory;

import io.posthorn.storage.EngineClock;
import io.posthorn.storage.RandomOperations;
import io.posthorn.storage.StorageEngine;

/** The oracle against itself: nothing but the time and the operations decides its answers. */
class MemoryRandomOperationsTest extends RandomOperations {
  @Override
  protected StorageEngine open(EngineClock clock, long run) {
    return new MemoryStorageEngine(clock);
  }

  @Override
  protected boolean durable() {
    return false;
  }
}
