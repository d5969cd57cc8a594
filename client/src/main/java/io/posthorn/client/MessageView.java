package io.posthorn.client;

import static java.util.Objects.requireNonNullElse;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A message as the server shows it, without leasing it. Immutable. */
public final class MessageView {
  private final Fields fields;

  MessageView(Fields fields) {
    this.fields = fields;
  }

  static MessageView of(Answer answer) {
    return new MessageView(answer.json());
  }

  /** Its id. */
  public String id() {
    return fields.text("id");
  }

  /** Its number in the queue. */
  public long sequence() {
    return fields.number("sequence");
  }

  /** {@code scheduled}, {@code ready}, {@code leased}, {@code consumed} or {@code dead}. */
  public String state() {
    return fields.text("state");
  }

  /** What its producer calls it; null = nothing. */
  public @Nullable String key() {
    return fields.textOrNull("key");
  }

  /** The media type of its body; null = not told. */
  public @Nullable String contentType() {
    return fields.textOrNull("contentType");
  }

  /** The bytes of its body. */
  public long size() {
    return fields.number("size");
  }

  /** When it was stored. */
  public @Nullable Instant enqueuedAt() {
    return fields.instant("enqueuedAt");
  }

  /** When it may be handed out; null = never, or no more. */
  public @Nullable Instant visibleAt() {
    return fields.instant("visibleAt");
  }

  /** When its lease ends; null = it is not leased. */
  public @Nullable Instant leaseUntil() {
    return fields.instant("leaseUntil");
  }

  /** When it was consumed, or died; null = not yet. */
  public @Nullable Instant finishedAt() {
    return fields.instant("finishedAt");
  }

  /** How often it was handed out since it was enqueued or redriven. */
  public int attempt() {
    return (int) fields.number("attempt", 0);
  }

  /** Why it is dead, or what was said when it was settled; null = nothing. */
  public @Nullable String reason() {
    return fields.textOrNull("reason");
  }

  /** The trace that it is of, as W3C Trace Context has it; null = none. */
  public @Nullable String traceparent() {
    return fields.textOrNull("traceparent");
  }

  /** What tracing systems add to that; null = nothing. */
  public @Nullable String tracestate() {
    return fields.textOrNull("tracestate");
  }

  /** Whether it is a task that repeats and is paused. */
  public boolean isPaused() {
    return fields.flag("paused");
  }

  /** Its position in the ring of HTTPSQS; 0 = its queue has none. */
  public long position() {
    return fields.number("position", 0);
  }

  /** Its last attempts, the oldest first. */
  public List<Attempt> attempts() {
    return fields.list("attempts", Attempt::of);
  }

  /** Its bytes; none where they were not asked for. */
  public Body body() {
    return requireNonNullElse(fields.body("body"), Body.EMPTY);
  }

  /** All that the server told, as JSON. */
  public String toJson() {
    return fields.toString();
  }

  @Override
  public String toString() {
    return "MessageView[" + id() + " " + state() + "]";
  }
}
