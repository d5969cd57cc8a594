package io.posthorn.storage;

import io.posthorn.message.Attempt;
import io.posthorn.message.AttemptReport;
import io.posthorn.message.Body;
import io.posthorn.message.Callback;
import io.posthorn.message.Header;
import io.posthorn.message.MessageView;
import io.posthorn.message.Task;
import io.posthorn.message.TraceContext;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How much a message counts where bytes are limited: those of its bodies, and a character of its
 * texts as one. What has no length of note counts nothing.
 */
public final class Weight {
  private Weight() {}

  /** Of a message that is handed out. */
  public static long of(
      @Nullable Body body,
      @Nullable String contentType,
      @Nullable String key,
      @Nullable Task task,
      @Nullable TraceContext trace) {
    long traced = trace == null ? 0 : of(trace.traceparent()) + of(trace.tracestate());
    return of(body) + of(contentType) + of(key) + (task == null ? 0 : of(task)) + traced;
  }

  /** Of a message that is shown. */
  public static long of(MessageView view) {
    long sum = of(view.body(), view.contentType(), view.key(), view.task(), view.trace());
    sum += of(view.reason());
    for (Attempt attempt : view.attempts()) {
      AttemptReport report = attempt.report();
      sum += of(attempt.detail()) + (report == null ? 0 : of(report.error()) + of(report.answer()));
    }
    return sum;
  }

  private static long of(Task task) {
    long sum = of(task.url()) + of(task.method());
    for (Header header : task.headers()) {
      sum += header.name().length() + header.value().length();
    }
    for (Map.Entry<String, String> attribute : task.attributes().entrySet()) {
      sum += attribute.getKey().length() + attribute.getValue().length();
    }
    Callback callback = task.callback();
    return callback == null ? sum : sum + of(callback.url());
  }

  private static long of(@Nullable Body body) {
    return body == null ? 0 : body.size();
  }

  private static long of(@Nullable String text) {
    return text == null ? 0 : text.length();
  }
}
