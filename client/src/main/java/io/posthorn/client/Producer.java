package io.posthorn.client;

import java.util.List;

/**
 * Puts messages into a queue. Each call waits for its answer; one that is an error, or does not
 * come, is a {@link PosthornException}. Any thread may call. {@link AsyncProducer} has the same
 * without waiting.
 */
public final class Producer {
  private final AsyncProducer async;

  Producer(AsyncProducer async) {
    this.async = async;
  }

  /** The same without waiting. */
  public AsyncProducer async() {
    return async;
  }

  /**
   * Puts one message into the queue. An unknown queue is made by it, as a pull queue with defaults.
   * With an idempotency key, a repeat stores nothing and answers what was stored before.
   */
  public Enqueued enqueue(NewMessage message) {
    return Blocking.await(async.enqueue(message));
  }

  /**
   * Puts up to 1,000 messages into the queue, all or none. An error names the {@linkplain
   * PosthornException#line line} of the message at fault.
   */
  public List<Enqueued> enqueueAll(List<NewMessage> messages) {
    return Blocking.await(async.enqueueAll(messages));
  }
}
