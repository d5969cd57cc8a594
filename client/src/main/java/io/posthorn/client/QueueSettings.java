package io.posthorn.client;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a queue works, or what of that is to be changed. Immutable: each method answers another one.
 *
 * <pre>{@code
 * QueueSettings.pull().lease(Duration.ofMinutes(2)).retry(RetryPolicy.attempts(5))
 * }</pre>
 */
public final class QueueSettings {
  private final Fields fields;

  private QueueSettings(Fields fields) {
    this.fields = fields;
  }

  /** What the server said. */
  static QueueSettings of(Fields fields) {
    return new QueueSettings(fields);
  }

  /** A queue whose messages consumers ask for, with defaults. */
  public static QueueSettings pull() {
    return new QueueSettings(Fields.NONE.with("mode", "pull"));
  }

  /** A queue whose messages Posthorn posts, with defaults. */
  public static QueueSettings push() {
    return new QueueSettings(Fields.NONE.with("mode", "push"));
  }

  /** No change yet. */
  public static QueueSettings change() {
    return new QueueSettings(Fields.NONE);
  }

  /** Most unfinished messages. */
  public QueueSettings capacity(long most) {
    return with("capacity", most);
  }

  /** The lease of a reserve that names none. */
  public QueueSettings lease(Duration lease) {
    return new QueueSettings(fields.withDuration("lease", lease));
  }

  /** The life of a message that names none. */
  public QueueSettings ttl(Duration ttl) {
    return new QueueSettings(fields.withDuration("ttl", ttl));
  }

  /** How long an idempotency key is remembered. */
  public QueueSettings deduplicationWindow(Duration window) {
    return new QueueSettings(fields.withDuration("deduplicationWindow", window));
  }

  /** How what failed is tried again. */
  public QueueSettings retry(RetryPolicy policy) {
    return with("retry", policy.fields());
  }

  /**
   * Whether a change is on disk before it is answered ({@code flushed}) or not ({@code buffered}).
   */
  public QueueSettings durability(String durability) {
    return with("durability", durability);
  }

  /** Where a push queue's messages go that name no URL. */
  public QueueSettings target(String url) {
    return target("url", url);
  }

  /** A header that a push queue's requests to its own target have. */
  public QueueSettings targetHeader(String name, String value) {
    Fields target = fields.objectOrNull("target");
    Fields headers = target == null ? null : target.objectOrNull("headers");
    return target("headers", (headers == null ? Fields.NONE : headers).with(name, value));
  }

  /** What a push queue's requests are signed with; see {@link WebhookVerifier}. */
  public QueueSettings secrets(String... secrets) {
    return target("secrets", List.of(secrets));
  }

  /** Whether a push queue delivers one at a time, in order. */
  public QueueSettings ordered(boolean inOrder) {
    return with("ordered", inOrder);
  }

  /** Most messages of a push queue under way at once; 0 = any number. */
  public QueueSettings maxConcurrency(int most) {
    return with("maxConcurrency", most);
  }

  /** Most messages that a push queue hands out per period. */
  public QueueSettings rateLimit(long permits, Duration per) {
    return with("rateLimit", Fields.NONE.with("permits", permits).withDuration("per", per));
  }

  /**
   * Any field of {@code docs/protocol-rest.md}, with a string, number, boolean, list or map; null
   * makes it the default again.
   */
  public QueueSettings with(String field, @Nullable Object value) {
    return new QueueSettings(fields.with(field, value));
  }

  private QueueSettings target(String name, Object value) {
    Fields target = fields.objectOrNull("target");
    return with("target", (target == null ? Fields.NONE : target).with(name, value));
  }

  /** The number in {@code field}, as the server told; {@code absent} where it told none. */
  public long number(String field, long absent) {
    return fields.number(field, absent);
  }

  /** The text in {@code field}, as the server told; null = it told none. */
  public @Nullable String text(String field) {
    return fields.textOrNull(field);
  }

  Fields fields() {
    return fields;
  }

  /** All of it as JSON, secrets that were set here included. */
  public String toJson() {
    return fields.toString();
  }

  /** Nothing of it: it may hold credentials. */
  @Override
  public String toString() {
    return "QueueSettings";
  }
}
