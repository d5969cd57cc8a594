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
 * @param run REPEAT: the run that comes next, at its {@code scheduledAt}; else null
 * @param report kept with the attempt; null = nobody called
 */
public record Settlement(
    Receipt receipt,
    Outcome outcome,
    @Nullable Duration delay,
    @Nullable Duration lease,
    @Nullable String reason,
    double jitter,
    @Nullable Run run,
    @Nullable AttemptReport report) {
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
    DEAD_LETTER("deadLetter"),
    /**
     * This run is over: the message waits for its next one, with its identity, history and key, and
     * as if it had not been tried.
     */
    REPEAT("repeat");

    private final String label;

    Outcome(String label) {
      this.label = label;
    }

    /** Its name in answers and in {@link Attempt#outcome}. */
    public String label() {
      return label;
    }
  }

  public Settlement {
    if ((outcome == Outcome.REPEAT) != (run != null)) {
      throw new IllegalArgumentException("run: " + run + " (expected: with REPEAT alone)");
    }
  }

  /** A settlement that reports no call. */
  public Settlement(
      Receipt receipt,
      Outcome outcome,
      @Nullable Duration delay,
      @Nullable Duration lease,
      @Nullable String reason,
      double jitter) {
    this(receipt, outcome, delay, lease, reason, jitter, null, null);
  }

  /** Done. */
  public static Settlement ack(Receipt receipt) {
    return new Settlement(receipt, Outcome.ACK, null, null, null, 0);
  }
}
