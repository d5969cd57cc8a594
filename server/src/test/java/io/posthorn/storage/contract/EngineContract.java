package io.posthorn.storage.contract;

import io.posthorn.storage.EngineClock;
import io.posthorn.storage.SettableClock;
import io.posthorn.storage.StorageEngine;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** One engine, opened for each test. */
public abstract class EngineContract implements EngineDriver {
  private final SettableClock clock = new SettableClock();
  private StorageEngine engine;

  /**
   * Opens an engine; called again after a close in the same test, it finds what the last one left.
   */
  protected abstract StorageEngine open(EngineClock clock);

  @BeforeEach
  void openEngine() {
    engine = open(clock);
  }

  @AfterEach
  void closeEngine() {
    engine.close();
  }

  /** Closes the engine and opens it again. */
  final void reopen() {
    engine.close();
    engine = open(clock);
  }

  @Override
  public final StorageEngine engine() {
    return engine;
  }

  @Override
  public final SettableClock clock() {
    return clock;
  }
}
