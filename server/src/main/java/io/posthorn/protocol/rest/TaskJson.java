package io.posthorn.protocol.rest;

import com.fasterxml.jackson.core.JsonGenerator;
import io.posthorn.message.Callback;
import io.posthorn.message.Durations;
import io.posthorn.message.Run;
import io.posthorn.message.Task;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Writes what a message says about its delivery; credentials are masked. */
final class TaskJson {
  private TaskJson() {}

  /** Nothing for a message that is no task. */
  static void write(@Nullable Task task, @Nullable Run run, JsonGenerator out) throws IOException {
    if (task != null) {
      out.writeObjectFieldStart("task");
      fields(task, out);
      out.writeEndObject();
      if (task.repeat() != null) {
        out.writeBooleanField("paused", task.paused());
      }
    }
    if (run != null) {
      out.writeObjectFieldStart("run");
      out.writeNumberField("number", run.number());
      if (!run.scheduledAt().equals(Task.NEVER)) {
        MessageJson.instant("scheduledAt", run.scheduledAt(), out);
      }
      out.writeEndObject();
    }
  }

  private static void fields(Task task, JsonGenerator out) throws IOException {
    MessageJson.text("url", task.url(), out);
    MessageJson.text("method", task.method(), out);
    if (!task.headers().isEmpty()) {
      CallFields.write(task.headers(), out);
    }
    if (task.timeout() != null) {
      out.writeStringField("timeout", Durations.format(task.timeout()));
    }
    if (task.success() != null) {
      CallFields.write(task.success(), out);
    }
    if (task.retry() != null) {
      RetryFields.write(task.retry(), out);
    }
    if (task.repeat() != null) {
      RepeatFields.write(task.repeat(), out);
    }
    Callback callback = task.callback();
    if (callback != null) {
      out.writeObjectFieldStart("callback");
      MessageJson.text("url", callback.url(), out);
      MessageJson.text("queue", callback.queue() == null ? null : callback.queue().display(), out);
      out.writeEndObject();
    }
  }
}
