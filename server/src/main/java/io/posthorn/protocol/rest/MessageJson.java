package io.posthorn.protocol.rest;

import com.fasterxml.jackson.core.JsonGenerator;
import io.posthorn.message.Attempt;
import io.posthorn.message.AttemptReport;
import io.posthorn.message.Body;
import io.posthorn.message.Delivery;
import io.posthorn.message.Durations;
import io.posthorn.message.Message;
import io.posthorn.message.MessageState;
import io.posthorn.message.MessageView;
import io.posthorn.message.Task;
import io.posthorn.storage.EnqueueResult;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Writes messages, as far as an answer tells of them, as JSON. */
final class MessageJson {
  private MessageJson() {}

  /** What became of a stored, or formerly stored, message, in an object that was begun. */
  static void fields(EnqueueResult result, JsonGenerator out) throws IOException {
    if (result.id() != null) {
      out.writeStringField("id", result.id().toString());
      out.writeNumberField("sequence", result.id().sequence());
    }
    position(result.position(), out);
    instant("visibleAt", result.visibleAt(), out);
    if (result.status() == EnqueueResult.Status.DUPLICATE) {
      out.writeBooleanField("duplicate", true);
    }
  }

  /** A taken message. */
  static void write(Message message, JsonGenerator out) throws IOException {
    out.writeStartObject();
    fields(message, out);
    body("body", message.body(), out);
    out.writeEndObject();
  }

  /** A leased message; {@code queue} is told when several were asked. */
  static void write(Delivery delivery, @Nullable String queue, JsonGenerator out)
      throws IOException {
    out.writeStartObject();
    if (queue != null) {
      out.writeStringField("queue", queue);
    }
    fields(delivery.message(), out);
    out.writeNumberField("attempt", delivery.attempt());
    out.writeStringField("receipt", delivery.receipt().toString());
    instant("leaseUntil", delivery.leaseUntil(), out);
    body("body", delivery.message().body(), out);
    out.writeEndObject();
  }

  /** A message with everything known of it. */
  static void write(MessageView view, JsonGenerator out) throws IOException {
    out.writeStartObject();
    out.writeStringField("id", view.id().toString());
    out.writeNumberField("sequence", view.id().sequence());
    position(view.position(), out);
    out.writeStringField("state", stateName(view.state()));
    text("key", view.key(), out);
    text("contentType", view.contentType(), out);
    out.writeNumberField("size", view.size());
    instant("enqueuedAt", view.enqueuedAt(), out);
    if (!Task.NEVER.equals(view.visibleAt())) {
      instant("visibleAt", view.visibleAt(), out);
    }
    instant("leaseUntil", view.leaseUntil(), out);
    instant("expiresAt", view.expiresAt(), out);
    instant("finishedAt", view.finishedAt(), out);
    out.writeNumberField("attempt", view.attempt());
    out.writeNumberField("deliveries", view.deliveries());
    text("reason", view.reason(), out);
    TraceFields.write(view.trace(), out);
    TaskJson.write(view.task(), view.run(), out);
    attempts(view.attempts(), out);
    if (view.body() != null) {
      body("body", view.body(), out);
    }
    out.writeEndObject();
  }

  /** The name of {@code state} in requests and answers. */
  static String stateName(MessageState state) {
    return state.name().toLowerCase(Locale.ROOT);
  }

  private static void fields(Message message, JsonGenerator out) throws IOException {
    out.writeStringField("id", message.id().toString());
    out.writeNumberField("sequence", message.sequence());
    position(message.position(), out);
    text("key", message.key(), out);
    text("contentType", message.contentType(), out);
    instant("enqueuedAt", message.enqueuedAt(), out);
    TraceFields.write(message.trace(), out);
  }

  private static void attempts(List<Attempt> attempts, JsonGenerator out) throws IOException {
    out.writeArrayFieldStart("attempts");
    for (Attempt attempt : attempts) {
      out.writeStartObject();
      out.writeNumberField("number", attempt.number());
      instant("startedAt", attempt.startedAt(), out);
      AttemptReport report = attempt.report();
      Duration duration = report == null ? attempt.duration() : report.duration();
      out.writeStringField("duration", Durations.format(duration));
      out.writeStringField("outcome", attempt.outcome());
      if (report != null) {
        report(report, out);
      }
      text("detail", attempt.detail(), out);
      if (report != null && report.answer() != null) {
        body("answer", report.answer(), out);
      }
      out.writeEndObject();
    }
    out.writeEndArray();
  }

  private static void report(AttemptReport report, JsonGenerator out) throws IOException {
    if (report.status() > 0) {
      out.writeNumberField("status", report.status());
    }
    text("error", report.error(), out);
  }

  /** As text when it is some, else in base64. */
  private static void body(String name, Body body, JsonGenerator out) throws IOException {
    byte[] bytes = body.bytes();
    if (Utf8.isValid(bytes)) {
      out.writeFieldName(name);
      out.writeUTF8String(bytes, 0, bytes.length);
    } else {
      out.writeBinaryField(name + "Base64", bytes);
    }
  }

  private static void position(long position, JsonGenerator out) throws IOException {
    if (position > 0) {
      out.writeNumberField("position", position);
    }
  }

  static void text(String name, @Nullable String value, JsonGenerator out) throws IOException {
    if (value != null) {
      out.writeStringField(name, value);
    }
  }

  static void instant(String name, @Nullable Instant value, JsonGenerator out) throws IOException {
    if (value != null) {
      out.writeStringField(name, Rfc3339.format(value));
    }
  }
}
