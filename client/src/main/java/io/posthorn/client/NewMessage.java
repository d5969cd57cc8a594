package io.posthorn.client;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A message to enqueue. Immutable: each method answers another one.
 *
 * <pre>{@code
 * NewMessage.text("close order 1001").delay(Duration.ofMinutes(30)).key("order-1001")
 * }</pre>
 */
public final class NewMessage {
  private final Body body;
  private final Fields fields;

  private NewMessage(Body body, Fields fields) {
    this.body = body;
    this.fields = fields;
  }

  /** A message of these bytes, without a content type. */
  public static NewMessage of(Body body) {
    return new NewMessage(body, Fields.NONE);
  }

  /** A message of this text, as {@code text/plain; charset=utf-8}. */
  public static NewMessage text(String text) {
    return of(Body.text(text)).contentType("text/plain; charset=utf-8");
  }

  /**
   * A message of this JSON, as {@code application/json}.
   *
   * @throws IllegalArgumentException when it is no JSON
   */
  public static NewMessage json(String json) {
    JsonReader.read(json);
    return of(Body.text(json)).contentType("application/json");
  }

  /** The media type of the body. */
  public NewMessage contentType(String type) {
    return with("contentType", type);
  }

  /** How long it waits before it may be handed out. */
  public NewMessage delay(Duration delay) {
    return new NewMessage(body, fields.without("visibleAt").withDuration("delay", delay));
  }

  /** When it may be handed out; instead of a delay. */
  public NewMessage visibleAt(Instant instant) {
    return new NewMessage(body, fields.without("delay").with("visibleAt", instant.toString()));
  }

  /** How long it lives, from when it first may be handed out; then it is dead. */
  public NewMessage ttl(Duration ttl) {
    return new NewMessage(body, fields.withDuration("ttl", ttl));
  }

  /**
   * Your own name for it, unique among the queue's unfinished messages. Another one with it is
   * refused: {@code key-conflict}.
   */
  public NewMessage key(String key) {
    return with("key", key);
  }

  /**
   * What repeats of this enqueue have in common: within the queue's deduplication window they store
   * nothing. A client with {@linkplain PosthornClient.Builder#retries retries} repeats such an
   * enqueue by itself when the server is away.
   *
   * @param key 1 to 256 printable ASCII characters
   */
  public NewMessage idempotencyKey(String key) {
    return with("idempotencyKey", Texts.printable("idempotencyKey", key));
  }

  /**
   * The trace that it is of, as W3C Trace Context has it. What instruments this program's HTTP
   * client says it without being told.
   */
  public NewMessage traceparent(String traceparent) {
    return with("traceparent", traceparent);
  }

  /** What tracing systems add to the traceparent, which must be given too. */
  public NewMessage tracestate(String tracestate) {
    return with("tracestate", tracestate);
  }

  private NewMessage with(String name, String value) {
    return new NewMessage(body, fields.with(name, value));
  }

  /** A line of a batch. */
  Fields line() {
    return body.writeTo(fields);
  }

  boolean isIdempotent() {
    return fields.has("idempotencyKey");
  }

  /** Puts it into {@code request} as it travels alone. */
  Request writeTo(Request request) {
    @Nullable String id = fields.textOrNull("idempotencyKey");
    return request
        .query("delay", fields.textOrNull("delay"))
        .query("visibleAt", fields.textOrNull("visibleAt"))
        .query("ttl", fields.textOrNull("ttl"))
        .query("key", fields.textOrNull("key"))
        .header("Content-Type", fields.textOrNull("contentType"))
        .header("traceparent", fields.textOrNull("traceparent"))
        .header("tracestate", fields.textOrNull("tracestate"))
        .header("Idempotency-Key", id == null ? null : Texts.quoted(id))
        .repeatable(id != null)
        .body(body.shared());
  }

  /** What is known of it, but for the body. */
  @Override
  public String toString() {
    return "NewMessage" + fields + body;
  }
}
