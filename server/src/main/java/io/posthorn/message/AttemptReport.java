package io.posthorn.message;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a delivery saw of its attempt.
 *
 * @param duration of the call
 * @param status the answer's status code; 0 = there was no answer
 * @param error the class of failure, like {@code timeout}; null = none
 * @param detail what went wrong, in a sentence; null = nothing, or nothing is known
 * @param answer the first bytes of the answer's body, at most {@value #MAX_ANSWER}; null = none
 */
public record AttemptReport(
    Duration duration,
    int status,
    @Nullable String error,
    @Nullable String detail,
    @Nullable Body answer) {
  /** Most bytes of an answer that are kept. */
  public static final int MAX_ANSWER = 4096;

  /** One without a sentence. */
  public AttemptReport(
      Duration duration, int status, @Nullable String error, @Nullable Body answer) {
    this(duration, status, error, null, answer);
  }
}
