package io.posthorn.message;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One finished attempt at a message, kept with it (the last ones, as many as its queue says). It is
 * recorded when a settlement ends the lease (but for RELEASE), or when an expired lease is taken
 * over: by reserve, take, a sweep or a change.
 *
 * @param number 1-based, since the last redrive
 * @param startedAt when the message was handed out
 * @param duration until it was settled or its lease expired
 * @param outcome how it ended: the label of the settlement's outcome, or {@code expired}
 * @param detail what went wrong: the report's sentence, or else what the consumer said; may be null
 * @param report what a delivery saw; null where none was made
 */
public record Attempt(
    int number,
    Instant startedAt,
    Duration duration,
    String outcome,
    @Nullable String detail,
    @Nullable AttemptReport report) {
  /** How many attempts are kept with a message whose queue does not say. */
  public static final int KEPT = 10;

  public Attempt {
    detail = report == null || report.detail() == null ? detail : report.detail();
  }

  /** One that no delivery reports on. */
  public Attempt(
      int number, Instant startedAt, Duration duration, String outcome, @Nullable String detail) {
    this(number, startedAt, duration, outcome, detail, null);
  }
}
