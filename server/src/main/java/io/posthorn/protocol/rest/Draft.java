package io.posthorn.protocol.rest;

import io.posthorn.broker.BrokerLimits;
import io.posthorn.broker.ErrorCode;
import io.posthorn.message.Body;
import io.posthorn.message.Durations;
import io.posthorn.message.NewMessage;
import io.posthorn.message.Task;
import io.posthorn.message.TraceContext;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A message while it is read from a request. Checks each value, so that an error can name field and
 * line.
 */
final class Draft {
  /** Longest key, deduplication id and content type, in bytes. */
  static final int MAX_NAME = 256;

  private final BrokerLimits limits;
  private final InstantSource clock;
  private final @Nullable TraceContext requestTrace;
  private @Nullable Body body;
  private @Nullable String contentType;
  private @Nullable Duration delay;
  private @Nullable Instant visibleAt;
  private @Nullable Duration ttl;
  private @Nullable String key;
  private @Nullable String deduplicationId;
  private @Nullable Task task;
  private @Nullable String traceparent;
  private @Nullable String tracestate;

  /** Drafts of a request of {@code trace}: so are its messages that do not say another one. */
  Draft(BrokerLimits limits, InstantSource clock, @Nullable TraceContext trace) {
    this.limits = limits;
    this.clock = clock;
    requestTrace = trace;
  }

  void body(byte[] bytes) {
    if (bytes.length > limits.body()) {
      String detail =
          "body of " + bytes.length + " bytes (expected: at most " + limits.body() + ")";
      throw new ProblemException(
          new Problem(ErrorCode.BODY_TOO_LARGE, detail, 0, "body", List.of()));
    }
    body = Body.of(bytes);
  }

  @Nullable Body body() {
    return body;
  }

  @Nullable Duration delay() {
    return delay;
  }

  @Nullable Instant visibleAt() {
    return visibleAt;
  }

  @Nullable String key() {
    return key;
  }

  @Nullable String deduplicationId() {
    return deduplicationId;
  }

  void task(Task value) {
    if (value.repeat() != null && ttl != null) {
      throw ProblemException.badField(
          "ttl", "ttl: given with repeat (expected: none, a repeat does not expire)");
    }
    task = value;
  }

  void contentType(@Nullable String value) {
    if (value != null) {
      checkPrintable("contentType", value);
    }
    contentType = value;
  }

  void delay(@Nullable Duration value) {
    if (value != null && value.compareTo(limits.delay()) > 0) {
      throw ProblemException.beyondLimit(
          "delay",
          "delay: "
              + Durations.format(value)
              + " (expected: at most "
              + Durations.format(limits.delay())
              + ")");
    }
    // A delay of nothing is none: the message then needs no timer.
    delay = value == null || value.isZero() ? null : value;
  }

  void visibleAt(@Nullable Instant value) {
    if (value != null) {
      checkInstant(value, limits, clock);
    }
    visibleAt = value;
  }

  /** Refuses an instant that lies too far ahead. */
  static void checkInstant(Instant value, BrokerLimits limits, InstantSource clock) {
    if (value.isAfter(clock.instant().plus(limits.delay()))) {
      throw ProblemException.beyondLimit(
          "visibleAt",
          "visibleAt: "
              + value
              + " (expected: at most "
              + Durations.format(limits.delay())
              + " ahead)");
    }
  }

  void ttl(@Nullable Duration value) {
    if (value != null && value.isZero()) {
      throw ProblemException.badField("ttl", "ttl: 0s (expected: more than 0)");
    }
    ttl = value;
  }

  void key(@Nullable String value) {
    checkKey(value);
    key = value;
  }

  static void checkKey(@Nullable String value) {
    if (value != null) {
      checkLength("key", value.getBytes(StandardCharsets.UTF_8).length);
    }
  }

  void deduplicationId(String field, @Nullable String value) {
    if (value != null) {
      checkLength(field, value.getBytes(StandardCharsets.UTF_8).length);
    }
    deduplicationId = value;
  }

  /** The message's own traceparent; null = the request's holds. */
  void traceparent(@Nullable String value) {
    traceparent = value;
  }

  void tracestate(@Nullable String value) {
    tracestate = value;
  }

  /** The message; the draft is empty afterwards. */
  NewMessage build() {
    if (delay != null && visibleAt != null) {
      throw ProblemException.badField(
          "visibleAt", "delay and visibleAt: both given (expected: at most one)");
    }
    Body bytes = body == null ? Body.EMPTY : body;
    var message =
        new NewMessage(
            bytes, contentType, delay, visibleAt, ttl, key, deduplicationId, task, trace());
    body = null;
    contentType = null;
    delay = null;
    visibleAt = null;
    ttl = null;
    key = null;
    deduplicationId = null;
    task = null;
    traceparent = null;
    tracestate = null;
    return message;
  }

  private @Nullable TraceContext trace() {
    if (traceparent != null) {
      return TraceFields.read(traceparent, tracestate);
    }
    if (tracestate != null) {
      throw ProblemException.badField(
          "tracestate", "tracestate: given without traceparent (expected: both, or none)");
    }
    return requestTrace;
  }

  private static void checkLength(String field, int bytes) {
    String detail = field + ": " + bytes + " bytes (expected: 1 to " + MAX_NAME + ")";
    if (bytes < 1) {
      throw ProblemException.badField(field, detail);
    }
    if (bytes > MAX_NAME) {
      throw ProblemException.beyondLimit(field, detail);
    }
  }

  /** A content type goes out again as a header, so nothing may be in it that could end one. */
  private static void checkPrintable(String field, String value) {
    checkLength(field, value.length());
    for (int i = 0; i < value.length(); i++) {
      if (value.charAt(i) < 0x20 || value.charAt(i) > 0x7E) {
        throw ProblemException.badField(
            field, field + ": character " + (int) value.charAt(i) + " (expected: printable ASCII)");
      }
    }
  }
}
