package io.posthorn.storage;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A change of one message.
 *
 * @param message which
 * @param kind what
 * @param visibleAt RESCHEDULE: the new instant, on the wall clock; else null
 */
public record Change(MessageRef message, Kind kind, @Nullable Instant visibleAt) {
  /** What is changed. */
  public enum Kind {
    /** Drops it, whatever its state; a lease on it becomes stale; its deduplication id and key are free again. */
    CANCEL,
    /** DEAD to READY, attempts start again. */
    REDRIVE,
    /** A waiting message becomes ready now. */
    RUN_NOW,
    /** A waiting message waits for another instant. */
    RESCHEDULE
  }
}
