package io.posthorn.storage;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One bounded slice of work on a whole queue.
 *
 * @param kind what
 * @param limit most messages of this slice
 * @param reason REDRIVE_ALL: only those dead for this reason; null = any
 * @param since REDRIVE_ALL: only those dead since; null = any
 * @param from all but EXPIRE: the continuation of the last slice; 0 = from the start
 */
public record Sweep(
    Kind kind, int limit, @Nullable String reason, @Nullable Instant since, long from) {
  /** What is done. */
  public enum Kind {
    /**
     * Drops all READY, SCHEDULED and LEASED messages, lowest sequence first. Positions and totals
     * stay.
     */
    PURGE,
    /** Drops the DEAD ones, lowest sequence first. */
    PURGE_DEAD,
    /** DEAD messages become READY, oldest sequence first; one whose key is taken stays. */
    REDRIVE_ALL,
    /**
     * READY and SCHEDULED messages whose life or last lease ended become DEAD; DEAD and CONSUMED
     * ones beyond retention go.
     */
    EXPIRE,
    /**
     * Unexpired leases end now, as if their time were over. For whoever knows that no holder lives.
     */
    END_LEASES
  }

  /** A slice of {@code kind} of at most {@code limit} messages. */
  public static Sweep of(Kind kind, int limit) {
    return new Sweep(kind, limit, null, null, 0);
  }
}
