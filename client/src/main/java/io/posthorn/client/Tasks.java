package io.posthorn.client;

import java.util.List;
import java.util.Optional;

/**
 * Puts tasks into a queue: messages that Posthorn posts. Each call waits for its answer; one that
 * is an error, or does not come, is a {@link PosthornException}. Any thread may call. {@link
 * AsyncTasks} has the same without waiting.
 */
public final class Tasks {
  private final AsyncTasks async;

  Tasks(AsyncTasks async) {
    this.async = async;
  }

  /** The same without waiting. */
  public AsyncTasks async() {
    return async;
  }

  /**
   * Puts one task into the queue. An unknown queue is made by it, as a push queue with defaults.
   */
  public Enqueued enqueue(Task task) {
    return Blocking.await(async.enqueue(task));
  }

  /** Puts up to 1,000 tasks into the queue, all or none. */
  public List<Enqueued> enqueueAll(List<Task> tasks) {
    return Blocking.await(async.enqueueAll(tasks));
  }

  /**
   * Creates the task with this key, or makes the unfinished message that has it this task. To put
   * the same again while it is unfinished changes nothing, so that a program may put its schedules
   * whenever it starts.
   */
  public Enqueued put(String key, Task task) {
    return Blocking.await(async.put(key, task));
  }

  /**
   * Changes what {@code change} names of an unfinished task; the rest stays.
   *
   * @return the task as it is then; empty = it has gone since
   */
  public Optional<MessageView> change(MessageRef task, Task change) {
    return Blocking.await(async.change(task, change));
  }

  /** Lets a task that repeats wait until it is resumed; a run that is under way ends first. */
  public Optional<MessageView> pause(MessageRef task) {
    return Blocking.await(async.pause(task));
  }

  /** Starts a paused task at the next time of its schedule. */
  public Optional<MessageView> resume(MessageRef task) {
    return Blocking.await(async.resume(task));
  }
}
