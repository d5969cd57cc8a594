package io.posthorn.storage.memory;

import io.posthorn.storage.EngineClock;
import io.posthorn.storage.MessageStore;
import io.posthorn.storage.QueueCatalog;
import io.posthorn.storage.StorageEngine;
import io.posthorn.storage.TopicCatalog;
import io.posthorn.storage.VisibilityListener;
import io.posthorn.storage.contract.RestartContract;

/** What is expected of a reopened engine is what the oracle does that was never closed. */
class MemoryRestartTest extends RestartContract {
  private StorageEngine neverClosed;

  @Override
  protected StorageEngine open(EngineClock clock) {
    if (neverClosed == null) {
      neverClosed = new MemoryStorageEngine(clock);
    }
    return new StaysOpen(neverClosed);
  }

  private record StaysOpen(StorageEngine engine) implements StorageEngine {
    @Override
    public MessageStore messages() {
      return engine.messages();
    }

    @Override
    public QueueCatalog queues() {
      return engine.queues();
    }

    @Override
    public TopicCatalog topics() {
      return engine.topics();
    }

    @Override
    public boolean exclusive() {
      return engine.exclusive();
    }

    @Override
    public EngineClock clock() {
      return engine.clock();
    }

    @Override
    public Health check() {
      return engine.check();
    }

    @Override
    public void onVisible(VisibilityListener listener) {
      engine.onVisible(listener);
    }

    @Override
    public void close() {}
  }
}
