package io.posthorn.message;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One finished attempt at a message, kept with it (the last {@value #KEPT}). It is recorded when a
 * settlement ends the lease (but for RELEASE), or when an expired lease is taken over: by reserve,
 * take, a sweep or a change.
 *
 * @param number 1-based, since the last redrive
 * @param startedAt when the message was handed out
 * @param duration until it was settled or its lease expired
 * @param outcome how it ended: the label of the settlement's outcome, or {@code expired}
 * @param detail what the consumer or the receiver said; may be null
 */
public record Attempt(
    int number, Instant startedAt, Duration duration, String outcome, @Nullable String detail) {
  /** How many attempts are kept with a message. */
  public static final int KEPT = 10;
}
