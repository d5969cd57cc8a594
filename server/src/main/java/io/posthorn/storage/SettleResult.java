package io.posthorn.storage;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What became of a settlement.
 *
 * @param status whether it counted
 * @param until RETRY, RELEASE: when the message is ready again; EXTEND: the new end of the lease;
 *     REPEAT, and whatever ends the lease of a message amended meanwhile: the instant, on the wall
 *     clock, that it waits for; else null
 */
public record SettleResult(Status status, @Nullable Instant until) {
  /** Whether a settlement counted. */
  public enum Status {
    /** It did. */
    SETTLED,
    /**
     * It did, and the message went DEAD: its attempts or its age are spent, or it was asked for.
     */
    DEAD,
    /** It did not: the lease ended and the message went on, or is gone. */
    STALE
  }

  /** A lease that is no more. */
  public static final SettleResult STALE = new SettleResult(Status.STALE, null);
}
