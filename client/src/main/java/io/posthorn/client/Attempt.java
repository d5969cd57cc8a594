package io.posthorn.client;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An attempt at a message.
 *
 * @param number 1-based
 * @param startedAt when it was handed out, or called
 * @param duration how long it took
 * @param outcome {@code ack}, {@code retry}, {@code release}, {@code deadLetter}, {@code repeat} or
 *     {@code expired}
 * @param status the target's answer; 0 = there was none
 * @param error the class of failure where there was no whole answer; null = there was one
 * @param detail what was said about it; null = nothing
 */
public record Attempt(
    int number,
    @Nullable Instant startedAt,
    @Nullable Duration duration,
    String outcome,
    int status,
    @Nullable String error,
    @Nullable String detail) {
  static Attempt of(Fields fields) {
    return new Attempt(
        (int) fields.number("number"),
        fields.instant("startedAt"),
        fields.duration("duration"),
        fields.text("outcome"),
        (int) fields.number("status", 0),
        fields.textOrNull("error"),
        fields.textOrNull("detail"));
  }
}
