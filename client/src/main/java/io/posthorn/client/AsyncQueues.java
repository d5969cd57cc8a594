package io.posthorn.client;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Makes queues, looks at them and changes them. Nothing waits: futures fail with {@link
 * PosthornException}, complete on a thread of the HTTP client, and abort their request when they
 * are cancelled. Any thread may call. {@link Queues} waits.
 */
public final class AsyncQueues {
  private static final String NOT_FOUND = "queue-not-found";

  private final Transport transport;

  AsyncQueues(Transport transport) {
    this.transport = transport;
  }

  /** Creates a queue, or replaces its settings; what they do not name has its default. */
  public CompletableFuture<QueueInfo> put(String queue, QueueSettings settings) {
    return transport.call(
        Request.of("PUT", Request.queue(queue)).json(settings.fields()), QueueInfo::of);
  }

  /** Changes what {@code settings} name; the rest stays. */
  public CompletableFuture<QueueInfo> change(String queue, QueueSettings settings) {
    return transport.call(
        Request.of("PATCH", Request.queue(queue)).json(settings.fields()), QueueInfo::of);
  }

  /**
   * As {@link #change(String, QueueSettings)}, unless the settings are of another version by now;
   * that is a {@code version-conflict}.
   */
  public CompletableFuture<QueueInfo> change(String queue, QueueSettings settings, long version) {
    Request request =
        Request.of("PATCH", Request.queue(queue))
            .header("If-Match", "\"" + version + "\"")
            .json(settings.fields());
    return transport.call(request, QueueInfo::of);
  }

  /** A queue with its statistics; empty = there is none. */
  public CompletableFuture<Optional<QueueInfo>> find(String queue) {
    return transport.find(Request.get(Request.queue(queue)), NOT_FOUND, QueueInfo::of);
  }

  /**
   * Up to 100 queues in the order of their names, with statistics.
   *
   * @param prefix how their names begin; empty = any
   * @param cursor that of the page before; null = the first page
   */
  public CompletableFuture<Page<QueueInfo>> list(String prefix, @Nullable String cursor) {
    Request request =
        Request.get("/v1/queues").named("prefix", prefix.isEmpty() ? null : prefix).cursor(cursor);
    return transport.call(
        request,
        answer -> {
          Fields page = answer.json();
          return new Page<>(page.list("queues", QueueInfo::of), page.textOrNull("cursor"));
        });
  }

  /** From now on take and reserve give nothing, and nothing is delivered. */
  public CompletableFuture<QueueInfo> pause(String queue) {
    return transport.call(
        Request.post(Request.queue(queue) + "/pause").repeatable(true), QueueInfo::of);
  }

  /** Ends a pause. */
  public CompletableFuture<QueueInfo> resume(String queue) {
    return transport.call(
        Request.post(Request.queue(queue) + "/resume").repeatable(true), QueueInfo::of);
  }

  /**
   * Drops all unfinished messages.
   *
   * @param dead whether the dead ones, too
   * @return how many these were
   */
  public CompletableFuture<Long> purge(String queue, boolean dead) {
    Request request =
        Request.post(Request.queue(queue) + "/purge").query("dead", dead ? "true" : null);
    return transport.call(request, answer -> answer.json().number("purged"));
  }

  /**
   * Removes a queue and all it holds.
   *
   * @return whether it was there
   */
  public CompletableFuture<Boolean> delete(String queue) {
    return transport.done(Request.of("DELETE", Request.queue(queue)), NOT_FOUND);
  }
}
