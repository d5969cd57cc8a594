package io.posthorn.storage;

import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The computer's wall clock and its monotonic one. */
final class SystemEngineClock implements EngineClock {
  private static final Logger LOG = LoggerFactory.getLogger(SystemEngineClock.class);
  private static final long NANOS_PER_MILLI = 1_000_000;

  /** A slewing wall clock drifts by far less than this between two readings; a step is more. */
  private static final long STEP_MILLIS = 1000;

  private final long startMillis = System.currentTimeMillis();
  private final long startNanos = System.nanoTime();

  /** How far the wall clock was ahead of the elapsed timeline when last read. */
  private final AtomicLong lastLead = new AtomicLong();

  @Override
  public long elapsedNow() {
    return startMillis + (System.nanoTime() - startNanos) / NANOS_PER_MILLI;
  }

  @Override
  public long wallNow() {
    long wall = System.currentTimeMillis();
    long lead = wall - elapsedNow();
    long before = lastLead.getAndSet(lead);
    if (Math.abs(lead - before) > STEP_MILLIS) {
      LOG.warn(
          "The wall clock stepped by {} ms. Order, delays and leases are not affected.",
          lead - before);
    }
    return wall;
  }
}
