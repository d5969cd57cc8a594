package io.posthorn.client;

import static java.util.Objects.requireNonNullElse;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A message that was handed out.
 *
 * @param queue where it was
 * @param id its id
 * @param sequence its number in the queue
 * @param key what its producer calls it; null = nothing
 * @param contentType the media type of the body; null = not told
 * @param enqueuedAt when it was stored
 * @param traceparent the trace that it is of, as W3C Trace Context has it; null = none
 * @param tracestate what tracing systems add to that; null = nothing
 * @param body its bytes
 */
public record Message(
    String queue,
    String id,
    long sequence,
    @Nullable String key,
    @Nullable String contentType,
    @Nullable Instant enqueuedAt,
    @Nullable String traceparent,
    @Nullable String tracestate,
    Body body) {
  /** The message in {@code fields}, which may name its queue; else it is {@code queue}. */
  static Message of(Fields fields, String queue) {
    return new Message(
        requireNonNullElse(fields.textOrNull("queue"), queue),
        fields.text("id"),
        fields.number("sequence"),
        fields.textOrNull("key"),
        fields.textOrNull("contentType"),
        fields.instant("enqueuedAt"),
        fields.textOrNull("traceparent"),
        fields.textOrNull("tracestate"),
        requireNonNullElse(fields.body("body"), Body.EMPTY));
  }

  /** The body as text. */
  public String text() {
    return body.text();
  }
}
