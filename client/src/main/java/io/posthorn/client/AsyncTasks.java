package io.posthorn.client;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Puts tasks into a queue: messages that Posthorn posts. Nothing waits: futures fail with {@link
 * PosthornException}, complete on a thread of the HTTP client, and abort their request when they
 * are cancelled. Any thread may call. {@link Tasks} waits.
 */
public final class AsyncTasks {
  private final Transport transport;
  private final String queue;

  AsyncTasks(Transport transport, String queue) {
    this.transport = transport;
    this.queue = Request.queue(queue);
  }

  /**
   * Puts one task into the queue. An unknown queue is made by it, as a push queue with defaults.
   */
  public CompletableFuture<Enqueued> enqueue(Task task) {
    Request request =
        Request.post(queue + "/tasks").json(task.fields()).repeatable(task.isIdempotent());
    return transport.call(request, Enqueued::of);
  }

  /** Puts up to 1,000 tasks into the queue, all or none. */
  public CompletableFuture<List<Enqueued>> enqueueAll(List<Task> tasks) {
    Request request =
        Request.post(queue + "/tasks/batch")
            .ndjson(tasks.stream().map(Task::fields).toList())
            .repeatable(tasks.stream().allMatch(Task::isIdempotent));
    return transport.call(request, answer -> answer.json().list("messages", Enqueued::of));
  }

  /**
   * Creates the task with this key, or makes the unfinished message that has it this task. To put
   * the same again while it is unfinished changes nothing, so that a program may put its schedules
   * whenever it starts.
   */
  public CompletableFuture<Enqueued> put(String key, Task task) {
    // One that may have ended since would be created, and run, again.
    Request request =
        Request.of("PUT", queue + "/tasks/" + Percent.encode(key))
            .json(task.fields())
            .repeatable(task.isEndless());
    return transport.call(request, answer -> Enqueued.of(answer.json()));
  }

  /**
   * Changes what {@code change} names of an unfinished task; the rest stays.
   *
   * @return the task as it is then; empty = it has gone since
   */
  public CompletableFuture<Optional<MessageView>> change(MessageRef task, Task change) {
    Request request = Request.of("PATCH", queue + "/messages/" + task.path()).json(change.fields());
    return transport.find(request, "", MessageView::of);
  }

  /** Lets a task that repeats wait until it is resumed; a run that is under way ends first. */
  public CompletableFuture<Optional<MessageView>> pause(MessageRef task) {
    return post(task, "/pause");
  }

  /** Starts a paused task at the next time of its schedule. */
  public CompletableFuture<Optional<MessageView>> resume(MessageRef task) {
    return post(task, "/resume");
  }

  private CompletableFuture<Optional<MessageView>> post(MessageRef task, String how) {
    Request request = Request.post(queue + "/messages/" + task.path() + how).repeatable(true);
    return transport.find(request, "", MessageView::of);
  }
}
