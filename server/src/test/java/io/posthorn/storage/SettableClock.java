package io.posthorn.storage;

import java.time.Duration;
import java.time.Instant;

/** A clock that stands still until it is told otherwise. */
public final class SettableClock implements EngineClock {
  private volatile long elapsed;
  private volatile long wall;

  /** Both timelines at {@code start}. */
  public SettableClock(Instant start) {
    elapsed = start.toEpochMilli();
    wall = elapsed;
  }

  /** Both timelines at some instant, the same in every test. */
  public SettableClock() {
    this(Instant.parse("2026-01-01T00:00:00Z"));
  }

  @Override
  public long elapsedNow() {
    return elapsed;
  }

  @Override
  public long wallNow() {
    return wall;
  }

  /** Lets time pass. */
  public synchronized void advance(Duration time) {
    elapsed += time.toMillis();
    wall += time.toMillis();
  }

  /** Steps the wall clock alone. */
  public synchronized void stepWall(Duration by) {
    wall += by.toMillis();
  }

  /** Now, on the wall clock. */
  public Instant wall() {
    return Instant.ofEpochMilli(wall);
  }
}
