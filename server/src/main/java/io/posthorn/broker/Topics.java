package io.posthorn.broker;

import io.posthorn.message.NewMessage;
import io.posthorn.message.QueueName;
import io.posthorn.message.Topic;
import io.posthorn.metrics.BrokerMetrics;
import io.posthorn.storage.Atomicity;
import io.posthorn.storage.Enqueue;
import io.posthorn.storage.EnqueueResult;
import io.posthorn.storage.EnqueueResult.Status;
import io.posthorn.storage.StorageEngine;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The door for topics. Threads and failures as with {@link Broker}. */
public final class Topics {
  private final StorageEngine engine;
  private final Checks checks;
  private final Calls calls;
  private final BrokerMetrics metrics;

  Topics(StorageEngine engine, Checks checks, Calls calls, BrokerMetrics metrics) {
    this.engine = engine;
    this.checks = checks;
    this.calls = calls;
    this.metrics = metrics;
  }

  /** Makes or replaces a topic; true when it was made. Its queues need not exist. */
  public CompletableFuture<Boolean> put(Topic topic) {
    return calls.call(
        () -> {
          checks.topic(topic);
          return engine.topics().put(topic);
        });
  }

  /** Reads one topic. */
  public CompletableFuture<Optional<Topic>> find(QueueName name) {
    return calls.call(() -> engine.topics().find(name));
  }

  /** Removes a topic; false when there was none. Its queues stay. */
  public CompletableFuture<Boolean> delete(QueueName name) {
    return calls.call(() -> engine.topics().delete(name));
  }

  /** Up to {@code limit} topics by name, from the one after {@code cursor}. */
  public CompletableFuture<List<Topic>> list(@Nullable QueueName cursor, int limit) {
    return calls.call(
        () -> {
          checks.limit(limit);
          return engine.topics().list(cursor, limit);
        });
  }

  /** What became of a message in each queue of {@code topic}, in its order. */
  public record Published(Topic topic, List<EnqueueResult> results) {}

  /**
   * Enqueues {@code message} in every queue of a topic with one write. A queue that is full, or
   * does not exist, or does not take it, stops no other and is not made. Fails with
   * TOPIC_NOT_FOUND.
   *
   * @param all whether one queue's refusal refuses the others
   */
  public CompletableFuture<Published> publish(QueueName name, NewMessage message, boolean all) {
    return calls.call(
        () -> {
          checks.message(message);
          return engine
              .topics()
              .find(name)
              .thenCompose(found -> publish(found.orElseThrow(() -> missing(name)), message, all));
        });
  }

  /**
   * Enqueues messages in several queues with one write, all of them or none: one that is refused
   * refuses the others. Where storage can't do that as one ({@link Atomicity#ALL}) the last queue
   * is written last. Answers one result per message, in order; makes no queue.
   */
  public CompletableFuture<List<EnqueueResult>> write(List<Enqueue> groups) {
    return calls.call(
        () -> {
          groups.forEach(group -> checks.messages(group.messages()));
          return engine
              .messages()
              .enqueue(groups, Atomicity.ALL)
              .thenApply(results -> counted(groups, results));
        });
  }

  private CompletableFuture<Published> publish(Topic topic, NewMessage message, boolean all) {
    List<NewMessage> messages = List.of(message);
    List<Enqueue> groups =
        topic.queues().stream().map(queue -> new Enqueue(queue, messages)).toList();
    return engine
        .messages()
        .enqueue(groups, all ? Atomicity.ALL : Atomicity.PER_QUEUE)
        .thenApply(results -> new Published(topic, counted(groups, results)));
  }

  private List<EnqueueResult> counted(List<Enqueue> groups, List<EnqueueResult> results) {
    int i = 0;
    for (Enqueue group : groups) {
      int enqueued = 0;
      for (int left = group.messages().size(); left > 0; left--) {
        if (results.get(i++).status() == Status.ENQUEUED) {
          enqueued++;
        }
      }
      if (enqueued > 0) {
        metrics.enqueued(group.queue(), enqueued);
      }
    }
    return results;
  }

  private static BrokerException missing(QueueName name) {
    return new BrokerException(
        ErrorCode.TOPIC_NOT_FOUND, "There is no topic " + Failures.quoted(name) + ".");
  }
}
