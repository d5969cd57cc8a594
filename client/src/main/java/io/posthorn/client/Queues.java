package io.posthorn.client;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Makes queues, looks at them and changes them. Each call waits for its answer; one that is an
 * error, or does not come, is a {@link PosthornException}. Any thread may call. {@link AsyncQueues}
 * has the same without waiting.
 */
public final class Queues {
  private final AsyncQueues async;

  Queues(AsyncQueues async) {
    this.async = async;
  }

  /** The same without waiting. */
  public AsyncQueues async() {
    return async;
  }

  /** Creates a queue, or replaces its settings; what they do not name has its default. */
  public QueueInfo put(String queue, QueueSettings settings) {
    return Blocking.await(async.put(queue, settings));
  }

  /** Changes what {@code settings} name; the rest stays. */
  public QueueInfo change(String queue, QueueSettings settings) {
    return Blocking.await(async.change(queue, settings));
  }

  /**
   * As {@link #change(String, QueueSettings)}, unless the settings are of another version by now;
   * that is a {@code version-conflict}.
   */
  public QueueInfo change(String queue, QueueSettings settings, long version) {
    return Blocking.await(async.change(queue, settings, version));
  }

  /** A queue with its statistics; empty = there is none. */
  public Optional<QueueInfo> find(String queue) {
    return Blocking.await(async.find(queue));
  }

  /**
   * Up to 100 queues in the order of their names, with statistics.
   *
   * @param prefix how their names begin; empty = any
   * @param cursor that of the page before; null = the first page
   */
  public Page<QueueInfo> list(String prefix, @Nullable String cursor) {
    return Blocking.await(async.list(prefix, cursor));
  }

  /** From now on take and reserve give nothing, and nothing is delivered. */
  public QueueInfo pause(String queue) {
    return Blocking.await(async.pause(queue));
  }

  /** Ends a pause. */
  public QueueInfo resume(String queue) {
    return Blocking.await(async.resume(queue));
  }

  /**
   * Drops all unfinished messages.
   *
   * @param dead whether the dead ones, too
   * @return how many these were
   */
  public long purge(String queue, boolean dead) {
    return Blocking.await(async.purge(queue, dead));
  }

  /**
   * Removes a queue and all it holds.
   *
   * @return whether it was there
   */
  public boolean delete(String queue) {
    return Blocking.await(async.delete(queue));
  }
}
