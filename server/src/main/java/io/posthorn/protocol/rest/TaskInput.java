package io.posthorn.protocol.rest;

import io.posthorn.message.Body;
import io.posthorn.message.Callback;
import io.posthorn.message.Header;
import io.posthorn.message.MessageView;
import io.posthorn.message.NewMessage;
import io.posthorn.message.Repeat;
import io.posthorn.message.RetryPolicy;
import io.posthorn.message.StatusSet;
import io.posthorn.message.TargetUrl;
import io.posthorn.message.Task;
import io.posthorn.storage.Change;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a request says of a task; {@link TaskReader} fills it in. */
final class TaskInput {
  private static final String JSON = "application/json";

  /** What a message has that is no task. */
  private static final int MESSAGE =
      bit("visibleAt") | bit("contentType") | bit("body") | bit("bodyBase64") | bit("json");

  final Draft draft;
  @Nullable String url;
  @Nullable String method;
  @Nullable HeaderChanges headers;
  @Nullable String contentType;
  @Nullable Duration timeout;
  @Nullable StatusSet success;
  @Nullable RetryPolicy retry;
  @Nullable Repeat repeat;
  @Nullable Callback callback;
  boolean json;
  private int given;

  TaskInput(Draft draft) {
    this.draft = draft;
  }

  /** Notes that field {@code name} is there, though it may be null. */
  void given(String name) {
    given |= bit(name);
  }

  boolean has(String name) {
    return (given & bit(name)) != 0;
  }

  /** Whether credentials that must be there already are asked for. */
  boolean keeps() {
    return headers != null && headers.keeps();
  }

  /** The new task; masked credentials come from {@code kept}, if they may. */
  NewMessage message(Task kept) {
    draft.contentType(contentType == null && json ? JSON : contentType);
    draft.task(
        new Task(
            url,
            method,
            headers(List.of(), kept, url),
            timeout,
            success,
            retry,
            repeat,
            false,
            callback,
            Map.of()));
    return draft.build();
  }

  /** Whether more than the instant is given. */
  boolean amends() {
    return (given & ~bit("visibleAt")) != 0;
  }

  /** What {@code now} becomes by this change. */
  Change.Amendment amended(MessageView now) {
    Body old = now.body() == null ? Body.EMPTY : now.body();
    Body body = draft.body() == null ? (bodyGiven() ? Body.EMPTY : old) : draft.body();
    String type = has("contentType") ? contentType : json ? JSON : now.contentType();
    draft.contentType(type);
    return new Change.Amendment(body, type, task(now.task()), now.trace());
  }

  private boolean bodyGiven() {
    return has("body") || has("bodyBase64") || has("json");
  }

  private @Nullable Task task(@Nullable Task now) {
    if (now == null && !amendsTask()) {
      return null;
    }
    Task old = now == null ? Task.NONE : now;
    String to = has("url") ? url : old.url();
    return new Task(
        to,
        has("method") ? method : old.method(),
        headers(old.headers(), old, to),
        has("timeout") ? timeout : old.timeout(),
        has("successStatus") ? success : old.success(),
        has("retry") ? retry : old.retry(),
        has("repeat") ? repeat : old.repeat(),
        old.paused(),
        has("callback") ? callback : old.callback(),
        old.attributes());
  }

  /** {@code base} changed; what is kept of {@code old} stays with its server. */
  private List<Header> headers(List<Header> base, Task old, @Nullable String to) {
    HeaderChanges changes = headers == null ? HeaderChanges.none("headers") : headers;
    List<Header> all = changes.applied(base, old.headers());
    return TargetUrl.isSameOrigin(old.url(), to) ? all : changes.withoutKept(all);
  }

  private boolean amendsTask() {
    return (given & ~MESSAGE) != 0;
  }

  private static int bit(String name) {
    return 1 << TaskReader.FIELDS.indexOf(name);
  }
}
