package io.posthorn.message;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A stored message as it is handed out.
 *
 * @param id its name
 * @param position its HTTPSQS position; 0 when the queue has no ring
 * @param body its bytes
 * @param contentType their media type, if known
 * @param key its producer's word for it, if any
 * @param enqueuedAt when it was stored
 * @param visibleAt when it became ready this time; its place in the order of handing out
 * @param ttl what is left of its life; null = no end
 * @param attempt attempts begun since it was enqueued or redriven
 * @param deliveries how often it was ever handed out, this time included
 * @param task what it says about its delivery; null = nothing
 * @param run where it stands, if it repeats
 * @param scheduledAt what this run is for: {@code run}'s instant, or the first {@code visibleAt}
 *     since it was enqueued, rescheduled or redriven. Age counts from there.
 * @param trace its place in a trace; null = in none
 */
public record Message(
    MessageId id,
    long position,
    Body body,
    @Nullable String contentType,
    @Nullable String key,
    Instant enqueuedAt,
    Instant visibleAt,
    @Nullable Duration ttl,
    int attempt,
    long deliveries,
    @Nullable Task task,
    @Nullable Run run,
    Instant scheduledAt,
    @Nullable TraceContext trace) {
  /** A message without a task and of no trace. */
  public Message(
      MessageId id,
      long position,
      Body body,
      @Nullable String contentType,
      @Nullable String key,
      Instant enqueuedAt,
      Instant visibleAt,
      @Nullable Duration ttl,
      int attempt,
      long deliveries) {
    this(
        id,
        position,
        body,
        contentType,
        key,
        enqueuedAt,
        visibleAt,
        ttl,
        attempt,
        deliveries,
        null,
        null,
        visibleAt,
        null);
  }

  /** Its place in the queue's order of enqueueing. */
  public long sequence() {
    return id.sequence();
  }
}
