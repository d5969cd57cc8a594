package io.posthorn.message;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The end of a lease, or its extension.
 *
 * @param receipt which lease
 * @param outcome what becomes of the message
 * @param delay RETRY, RELEASE: pause before the next attempt; null = as the queue's retry policy
 *     says (RELEASE: none)
 * @param lease EXTEND: length of the lease from now; null = the queue's lease
 * @param reason kept as the attempt's detail; DEAD_LETTER: also why it is DEAD, null = {@code
 *     rejected}
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
    ACK("ack"),
    /** Failed: again after a pause, or DEAD when attempts or age are spent. */
    RETRY("retry"),
    /** Given back untried: the attempt does not count, and leaves no record. */
    RELEASE("release"),
    /** The lease goes on, from now. */
    EXTEND("extend"),
    /** Failed for good. */
    DEAD_LETTER("deadLetter");

    private final String label;

    Outcome(String label) {
      this.label = label;
    }

    /** Its name in answers and in {@link Attempt#outcome}. */
    public String label() {
      return label;
    }
  }

  /** Done. */
  public static Settlement ack(Receipt receipt) {
    return new Settlement(receipt, Outcome.ACK, null, null, null, 0);
  }
}
