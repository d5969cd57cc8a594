package io.posthorn.client;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Makes topics and publishes to them. Each call waits for its answer; one that is an error, or does
 * not come, is a {@link PosthornException}. Any thread may call. {@link AsyncTopics} has the same
 * without waiting.
 */
public final class Topics {
  private final AsyncTopics async;

  Topics(AsyncTopics async) {
    this.async = async;
  }

  /** The same without waiting. */
  public AsyncTopics async() {
    return async;
  }

  /** Creates or replaces a topic of up to 1,000 queues, which need not exist yet. */
  public Topic put(String topic, List<String> queues) {
    return Blocking.await(async.put(topic, queues));
  }

  /** A topic; empty = there is none. */
  public Optional<Topic> find(String topic) {
    return Blocking.await(async.find(topic));
  }

  /**
   * Up to 100 topics in the order of their names.
   *
   * @param cursor that of the page before; null = the first page
   */
  public Page<Topic> list(@Nullable String cursor) {
    return Blocking.await(async.list(cursor));
  }

  /**
   * Removes a topic and leaves its queues alone.
   *
   * @return whether it was there
   */
  public boolean delete(String topic) {
    return Blocking.await(async.delete(topic));
  }

  /**
   * Puts a message into each of the topic's queues. One that refuses stops no other; it is an error
   * only when all refuse.
   */
  public List<Published> publish(String topic, NewMessage message) {
    return Blocking.await(async.publish(topic, message));
  }

  /** Puts a message into each of the topic's queues, or, when one refuses, into none. */
  public List<Published> publishToAll(String topic, NewMessage message) {
    return Blocking.await(async.publishToAll(topic, message));
  }
}
