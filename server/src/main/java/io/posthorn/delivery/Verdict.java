package io.posthorn.delivery;

import io.posthorn.message.Run;
import io.posthorn.message.Settlement;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of a message after a call.
 *
 * @param settlement ACK, RETRY, DEAD_LETTER or REPEAT
 * @param ending whether its task, or this run of it, is over
 * @param delay RETRY: the pause; else null
 * @param reason what went wrong, in a word; null = nothing
 * @param run REPEAT: the run that comes next; else null
 */
record Verdict(
    Settlement.Outcome settlement,
    Ending ending,
    @Nullable Duration delay,
    @Nullable String reason,
    @Nullable Run run) {
  /** Whether a task, or a run of it, is over. */
  enum Ending {
    /** It is tried again. */
    NONE("retried"),
    /** It was delivered. */
    DELIVERED("delivered"),
    /** It is DEAD. */
    DEAD("dead"),
    /** This run failed; the task goes on with its next one. */
    FAILED("failed");

    private final String label;

    Ending(String label) {
      this.label = label;
    }

    /** How callbacks and metrics name it. */
    String label() {
      return label;
    }
  }

  static Verdict ack() {
    return new Verdict(Settlement.Outcome.ACK, Ending.DELIVERED, null, null, null);
  }

  static Verdict retry(Duration delay, String reason) {
    return new Verdict(Settlement.Outcome.RETRY, Ending.NONE, delay, reason, null);
  }

  static Verdict dead(String reason) {
    return new Verdict(Settlement.Outcome.DEAD_LETTER, Ending.DEAD, null, reason, null);
  }

  static Verdict repeat(Run next, @Nullable String reason) {
    Ending ending = reason == null ? Ending.DELIVERED : Ending.FAILED;
    return new Verdict(Settlement.Outcome.REPEAT, ending, null, reason, next);
  }
}
