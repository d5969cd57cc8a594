package io.posthorn.client;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * A message that Posthorn posts to a URL, now, later, or again and again. Immutable: each method
 * answers another one. What is not said is as the task's queue says.
 *
 * <pre>{@code
 * Task.to("https://shop.example/orders/close")
 *     .json("{\"order\":1001}")
 *     .delay(Duration.ofMinutes(30))
 *     .key("order-1001")
 *     .retry(RetryPolicy.attempts(5).first(Duration.ofSeconds(10)))
 * }</pre>
 *
 * <p>A report every weekday at nine, in the zone of those who read it:
 *
 * <pre>{@code
 * Task.to("https://shop.example/report")
 *     .repeat(Repeat.cron("0 9 * * MON-FRI", ZoneId.of("Asia/Shanghai")))
 * }</pre>
 */
public final class Task {
  private final Fields fields;

  private Task(Fields fields) {
    this.fields = fields;
  }

  /** A task for this absolute URL, {@code http} or {@code https}. */
  public static Task to(String url) {
    return new Task(Fields.NONE.with("url", url));
  }

  /** A task for its queue's URL; also a change that leaves the URL alone. */
  public static Task ofQueue() {
    return new Task(Fields.NONE);
  }

  /** The request method; POST where nobody says otherwise. */
  public Task method(String method) {
    return with("method", method);
  }

  /** One header more, or another value for it. */
  public Task header(String name, String value) {
    Fields headers = fields.objectOrNull("headers");
    return with("headers", (headers == null ? Fields.NONE : headers).with(name, value));
  }

  /** The body, of any bytes. */
  public Task body(Body body) {
    return new Task(body.writeTo(fields));
  }

  /** The body, as text. */
  public Task body(String text) {
    return body(Body.text(text));
  }

  /**
   * The body, as JSON.
   *
   * @throws IllegalArgumentException when it is none
   */
  public Task json(String json) {
    Fields others = fields.without("body").without("bodyBase64");
    return new Task(others.with("json", Json.Raw.of(json)));
  }

  /** The media type of the body. */
  public Task contentType(String type) {
    return with("contentType", type);
  }

  /** How long it waits before it is due. */
  public Task delay(Duration delay) {
    return new Task(fields.without("visibleAt").withDuration("delay", delay));
  }

  /** When it is due; instead of a delay. */
  public Task at(Instant instant) {
    return new Task(fields.without("delay").with("visibleAt", instant.toString()));
  }

  /** When it runs again. */
  public Task repeat(Repeat repeat) {
    return with("repeat", repeat.fields());
  }

  /** How long it lives, from when it is first due; not for one that repeats. */
  public Task ttl(Duration ttl) {
    return new Task(fields.withDuration("ttl", ttl));
  }

  /** Your own name for it, unique among the queue's unfinished messages. */
  public Task key(String key) {
    return with("key", key);
  }

  /** As {@link NewMessage#idempotencyKey}. */
  public Task idempotencyKey(String key) {
    return with("idempotencyKey", Texts.printable("idempotencyKey", key));
  }

  /** As {@link NewMessage#traceparent}. */
  public Task traceparent(String traceparent) {
    return with("traceparent", traceparent);
  }

  /** As {@link NewMessage#tracestate}. */
  public Task tracestate(String tracestate) {
    return with("tracestate", tracestate);
  }

  /** From the request's first byte to the answer's last, 1 ms to 1 h. */
  public Task timeout(Duration timeout) {
    return new Task(fields.withDuration("timeout", timeout));
  }

  /** Which answers count as delivered, as in {@code "2xx", "304", "400-404"}, or {@code "any"}. */
  public Task successStatus(String... statuses) {
    return with("successStatus", List.of(statuses));
  }

  /** How it is tried again. */
  public Task retry(RetryPolicy policy) {
    return with("retry", policy.fields());
  }

  /** Where the outcome is posted to. */
  public Task callbackUrl(String url) {
    return with("callback", Fields.NONE.with("url", url));
  }

  /** Which queue the outcome is put into. */
  public Task callbackQueue(String queue) {
    return with("callback", Fields.NONE.with("queue", queue));
  }

  private Task with(String name, Object value) {
    return new Task(fields.with(name, value));
  }

  Fields fields() {
    return fields;
  }

  /** Whether it repeats until somebody ends it; one whose answers decide may end by itself. */
  boolean isEndless() {
    Fields repeat = fields.objectOrNull("repeat");
    return repeat != null && !repeat.has("adaptive");
  }

  boolean isIdempotent() {
    return fields.has("idempotencyKey");
  }

  /** Its URL; headers and body may hold what no log should. */
  @Override
  public String toString() {
    return "Task[" + fields.values().get("url") + "]";
  }
}
