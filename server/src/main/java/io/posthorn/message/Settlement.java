package io.posthorn.message;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The end of a lease, or its extension.
 *
 * @param receipt which lease
 * @param outcome what becomes of the message
 * @param delay RETRY, RELEASE: pause before the next attempt; null = as the queue's retry policy says (RELEASE: none)
 * @param lease EXTEND: length of the lease from now; null = the queue's lease
 * @param reason DEAD_LETTER: why; kept as the attempt's detail otherwise; may be null
 * @param jitter in [0, 1), drawn by the caller; decides the pause where the policy has jitter
 */
public record Settlement(
    Receipt receipt,
    Outcome outcome,
    @Nullable Duration delay,
    @Nullable Duration lease,
    @Nullable String reason,
    double jitter) {
  /** What becomes of the message. */
  public enum Outcome {
    /** Done. */
    ACK,
    /** Failed: again after a pause, or DEAD when attempts or age are spent. */
    RETRY,
    /** Given back untried: the attempt does not count. */
    RELEASE,
    /** The lease goes on. */
    EXTEND,
    /** Failed for good. */
    DEAD_LETTER
  }

  /** Done. */
  public static Settlement ack(Receipt receipt) {
    return new Settlement(receipt, Outcome.ACK, null, null, null, 0);
  }
}
