package io.posthorn.message;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A message as its producer hands it in.
 *
 * @param body its bytes
 * @param contentType their media type; null = unknown
 * @param delay how long it waits before it may be handed out, on the engine's monotonic clock; null
 *     = not at all
 * @param visibleAt when it may be handed out, on the wall clock; null = at once. At most one of the
 *     two is given.
 * @param ttl its life from the first {@code visibleAt}; null = as the queue says
 * @param key its producer's own word, unique among the queue's unfinished messages; null = none
 * @param deduplicationId remembered for the queue's deduplication window; null = none
 * @param task what it says about its delivery; null = it is no task
 * @param trace its place in a trace; null = in none
 */
public record NewMessage(
    Body body,
    @Nullable String contentType,
    @Nullable Duration delay,
    @Nullable Instant visibleAt,
    @Nullable Duration ttl,
    @Nullable String key,
    @Nullable String deduplicationId,
    @Nullable Task task,
    @Nullable TraceContext trace) {
  public NewMessage {
    requireNonNull(body, "body");
    if (delay != null && visibleAt != null) {
      throw new IllegalArgumentException("delay and visibleAt: both given (expected: at most one)");
    }
  }

  /** A message of no trace. */
  public NewMessage(
      Body body,
      @Nullable String contentType,
      @Nullable Duration delay,
      @Nullable Instant visibleAt,
      @Nullable Duration ttl,
      @Nullable String key,
      @Nullable String deduplicationId,
      @Nullable Task task) {
    this(body, contentType, delay, visibleAt, ttl, key, deduplicationId, task, null);
  }

  /** A message that is no task and of no trace. */
  public NewMessage(
      Body body,
      @Nullable String contentType,
      @Nullable Duration delay,
      @Nullable Instant visibleAt,
      @Nullable Duration ttl,
      @Nullable String key,
      @Nullable String deduplicationId) {
    this(body, contentType, delay, visibleAt, ttl, key, deduplicationId, null);
  }

  /** A message of {@code body} and nothing else. */
  public static NewMessage of(Body body) {
    return new NewMessage(body, null, null, null, null, null, null);
  }

  /** This message as one of {@code other}; null = of no trace. */
  public NewMessage withTrace(@Nullable TraceContext other) {
    return new NewMessage(
        body, contentType, delay, visibleAt, ttl, key, deduplicationId, task, other);
  }

  /**
   * Whether it is ready at once and needs nothing beyond its place in the queue; it may be a task
   * and of a trace.
   */
  public boolean isPlain() {
    return delay == null
        && visibleAt == null
        && ttl == null
        && key == null
        && deduplicationId == null;
  }
}
