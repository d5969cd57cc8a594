package io.posthorn.client;

import java.time.Instant;
import java.util.Optional;

/**
 * Looks at the messages of a queue and changes them. Each call waits for its answer; one that is an
 * error, or does not come, is a {@link PosthornException}. Any thread may call. {@link
 * AsyncMessages} has the same without waiting.
 */
public final class Messages {
  private final AsyncMessages async;

  Messages(AsyncMessages async) {
    this.async = async;
  }

  /** The same without waiting. */
  public AsyncMessages async() {
    return async;
  }

  /** A page of messages in the order of their sequences, without leasing them. */
  public Page<MessageView> browse(Browse browse) {
    return Blocking.await(async.browse(browse));
  }

  /** One message; empty = there is none. */
  public Optional<MessageView> find(MessageRef message) {
    return Blocking.await(async.find(message));
  }

  /**
   * Cancels a message in any state. A lease on it becomes stale.
   *
   * @return whether it was there
   */
  public boolean cancel(MessageRef message) {
    return Blocking.await(async.cancel(message));
  }

  /**
   * Makes a scheduled or ready message wait for another instant.
   *
   * @return the message as it is then; empty = it has gone since
   */
  public Optional<MessageView> reschedule(MessageRef message, Instant visibleAt) {
    return Blocking.await(async.reschedule(message, visibleAt));
  }

  /**
   * Makes a message, or the next run of a task that repeats, due now.
   *
   * @return the message as it is then; empty = it has gone since
   */
  public Optional<MessageView> run(MessageRef message) {
    return Blocking.await(async.run(message));
  }

  /**
   * Makes dead messages ready again; their attempts start anew. Answers when it is done.
   *
   * @return how many these were
   */
  public long redrive(Redrive which) {
    return Blocking.await(async.redrive(which));
  }
}
