package io.posthorn.storage.redis;

import io.posthorn.storage.EngineClock;

/**
 * Redis's clock as last heard, carried on by this computer's monotonic one; until then this
 * computer's wall clock. Both timelines are Redis's wall clock: all nodes must agree on them, and a
 * queue may move to another master.
 */
final class RedisClock implements EngineClock {
  private static final long NANOS_PER_MILLI = 1_000_000;

  private final long startNanos = System.nanoTime();

  /** What Redis's clock showed when {@link #passed} was zero. */
  private volatile long base = System.currentTimeMillis();

  /** Redis just answered that it is {@code now}. */
  void heard(long now) {
    base = now - passed();
  }

  @Override
  public long elapsedNow() {
    return base + passed();
  }

  @Override
  public long wallNow() {
    return elapsedNow();
  }

  private long passed() {
    return (System.nanoTime() - startNanos) / NANOS_PER_MILLI;
  }
}
