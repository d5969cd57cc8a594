package io.posthorn.client;

import org.jspecify.annotations.Nullable;

/** Which messages are looked at. Immutable: each method answers another one. */
public final class Browse {
  /** All messages of a queue, the oldest first, 100 a page. */
  public static final Browse ALL = new Browse(Fields.NONE);

  private final Fields fields;

  private Browse(Fields fields) {
    this.fields = fields;
  }

  /**
   * Only those that are {@code scheduled}, {@code ready}, {@code leased}, {@code consumed} or
   * {@code dead}.
   */
  public Browse state(String state) {
    return with("state", state);
  }

  /** The newest first. */
  public Browse newestFirst() {
    return with("order", "desc");
  }

  /** At most so many a page. The server allows 1,000. */
  public Browse limit(int most) {
    return with("limit", most);
  }

  /** From this sequence on, inclusive. */
  public Browse from(long sequence) {
    return new Browse(fields.without("cursor").with("from", sequence));
  }

  /** The page that {@code cursor} asks for; null = the first. */
  public Browse page(@Nullable String cursor) {
    return cursor == null
        ? new Browse(fields.without("cursor"))
        : new Browse(fields.without("from").with("cursor", cursor));
  }

  /** Without their bodies. */
  public Browse withoutBodies() {
    return with("bodies", false);
  }

  /**
   * Only tasks that repeat, without their bodies. A page may be short, or empty, and yet have a
   * cursor.
   */
  public Browse repeating() {
    return with("repeating", true);
  }

  private Browse with(String name, Object value) {
    return new Browse(fields.with(name, value));
  }

  Request writeTo(Request request) {
    fields.values().forEach(request::query);
    return request;
  }
}
