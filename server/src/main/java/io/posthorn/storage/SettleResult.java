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
 * @param dueAt since when the message was due that an ACK has done: its first {@code visibleAt};
 *     else null
 */
public record SettleResult(Status status, @Nullable Instant until, @Nullable Instant dueAt) {
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

  /** One that leaves no message done. */
  public SettleResult(Status status, @Nullable Instant until) {
    this(status, until, null);
  }

  /** A message that is done, and was due at {@code dueAt}. */
  public static SettleResult done(Instant dueAt) {
    return new SettleResult(Status.SETTLED, null, dueAt);
  }

  /** A lease that is no more. */
  public static final SettleResult STALE = new SettleResult(Status.STALE, null);
}
