package io.posthorn.protocol.rest;

import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import io.posthorn.broker.BrokerLimits;
import io.posthorn.message.Callback;
import io.posthorn.message.NewMessage;
import io.posthorn.message.QueueName;
import io.posthorn.message.RetryPolicy;
import io.posthorn.message.Task;
import io.posthorn.message.TraceContext;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads tasks, and changes of tasks, in one pass over their bytes. */
final class TaskReader {
  /** Of a new task. */
  static final List<String> FIELDS =
      List.of(
          "url",
          "method",
          "headers",
          "body",
          "bodyBase64",
          "json",
          "contentType",
          "timeout",
          "successStatus",
          "retry",
          "repeat",
          "callback",
          "delay",
          "visibleAt",
          "ttl",
          "key",
          "idempotencyKey",
          "traceparent",
          "tracestate");

  /** Of a change. */
  static final List<String> CHANGES =
      List.of(
          "visibleAt",
          "url",
          "method",
          "headers",
          "body",
          "bodyBase64",
          "json",
          "contentType",
          "timeout",
          "successStatus",
          "retry",
          "repeat",
          "callback");

  private static final List<String> CALLBACK = List.of("url", "queue");

  private final BrokerLimits limits;
  private final InstantSource clock;

  TaskReader(BrokerLimits limits, InstantSource clock) {
    this.limits = limits;
    this.clock = clock;
  }

  /**
   * Reads the object that was begun; its credentials must be given.
   *
   * @param trace that of the request
   */
  NewMessage message(JsonInput in, @Nullable TraceContext trace) {
    TaskInput task = read(in, FIELDS, trace);
    return task.message(Task.NONE);
  }

  /**
   * Reads the object that was begun, with fields of {@code known} only.
   *
   * @param trace that of the request
   */
  TaskInput read(JsonInput in, List<String> known, @Nullable TraceContext trace) {
    var task = new TaskInput(new Draft(limits, clock, trace));
    int seen = 0;
    int i;
    while ((i = in.field(known, seen)) >= 0) {
      seen |= 1 << i;
      field(known.get(i), in, task);
    }
    return task;
  }

  private static void field(String name, JsonInput in, TaskInput task) {
    task.given(name);
    switch (name) {
      case "url" -> task.url = in.text(name);
      case "method" -> {
        String text = in.text(name);
        task.method = text == null ? null : CallFields.method(name, text);
      }
      case "headers" -> task.headers = HeaderChanges.read(name, in.tree());
      case "body" -> {
        String text = in.text(name);
        body(name, text == null ? null : text.getBytes(StandardCharsets.UTF_8), task);
      }
      case "bodyBase64" -> body(name, in.base64(name), task);
      case "json" -> {
        if (!in.isNull()) {
          body(name, in.raw(name), task);
          task.json = true;
        }
      }
      case "contentType" -> task.contentType = in.text(name);
      case "timeout" -> task.timeout = in.duration(name);
      case "successStatus" ->
          task.success = in.isNull() ? null : CallFields.success(name, in.tree());
      case "retry" -> task.retry = in.isNull() ? null : retry(in);
      case "repeat" ->
          task.repeat =
              in.isNull()
                  ? null
                  : RepeatFields.read(new Fields(object(name, in), RepeatFields.KNOWN, "repeat."));
      case "callback" -> task.callback = in.isNull() ? null : callback(in);
      case "delay" -> task.draft.delay(in.duration(name));
      case "visibleAt" -> task.draft.visibleAt(in.instant(name));
      case "ttl" -> task.draft.ttl(in.duration(name));
      case "key" -> task.draft.key(in.text(name));
      case "idempotencyKey" -> task.draft.deduplicationId(name, in.text(name));
      case "traceparent" -> task.draft.traceparent(in.text(name));
      case "tracestate" -> task.draft.tracestate(in.text(name));
      default -> throw new IllegalArgumentException(name + " (expected: a field of a task)");
    }
  }

  private static void body(String name, byte @Nullable [] bytes, TaskInput task) {
    if (bytes == null) {
      return;
    }
    if (task.draft.body() != null) {
      throw ProblemException.badField(
          name, "body, bodyBase64 and json: several given (expected: at most one)");
    }
    task.draft.body(bytes);
  }

  private static RetryPolicy retry(JsonInput in) {
    var fields = new Fields(object("retry", in), RetryFields.KNOWN, "retry.");
    return RetryFields.read(fields, RetryPolicy.DEFAULT, RetryPolicy.DEFAULT);
  }

  private static Callback callback(JsonInput in) {
    var fields = new Fields(object("callback", in), CALLBACK, "callback.");
    if (fields.given("url") == fields.given("queue")) {
      throw ProblemException.badField(
          "callback",
          "callback: "
              + (fields.given("url") ? "both" : "none")
              + " of url and queue (expected: exactly one)");
    }
    if (fields.given("url")) {
      return new Callback(fields.text("url"), null);
    }
    return new Callback(null, queue("callback.queue", fields.text("queue")));
  }

  /** The queue whose name is shown as {@code text}. */
  static QueueName queue(String field, String text) {
    try {
      return Percent.queueName(QueueName.latin1Of(text));
    } catch (ProblemException e) {
      throw e.inside(field);
    }
  }

  private static JsonNode object(String name, JsonInput in) {
    if (!in.is(JsonToken.START_OBJECT)) {
      throw in.wrongType(name, "an object");
    }
    return in.tree();
  }
}
