package io.posthorn.broker;

import io.posthorn.message.NewMessage;
import io.posthorn.message.QueueConfig;
import io.posthorn.message.QueueMode;
import io.posthorn.message.QueueName;
import io.posthorn.metrics.BrokerMetrics;
import io.posthorn.storage.Atomicity;
import io.posthorn.storage.Enqueue;
import io.posthorn.storage.EnqueueResult;
import io.posthorn.storage.EnqueueResult.Status;
import io.posthorn.storage.StorageEngine;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Stores messages of one queue, and makes the queue when there is none. Future, listener and state
 * in one object, because every message passes here.
 *
 * @param <R> one result or a list of them
 */
abstract class EnqueueCall<R> extends CompletableFuture<R>
    implements BiConsumer<@Nullable List<EnqueueResult>, @Nullable Throwable> {
  /** What all calls share. */
  record Shared(StorageEngine engine, boolean createOnUse, Gate gate, BrokerMetrics metrics) {}

  /**
   * A queue may be deleted again between its creation and the enqueue; who is that unlucky so often
   * gives up.
   */
  private static final int MAX_CREATIONS = 3;

  private final Shared shared;
  private final Enqueue group;
  private final Atomicity atomicity;
  private final QueueConfig ifMissing;
  private int creations;

  private EnqueueCall(Shared shared, Enqueue group, Atomicity atomicity, QueueConfig ifMissing) {
    this.shared = shared;
    this.group = group;
    this.atomicity = atomicity;
    this.ifMissing = ifMissing;
  }

  /** One message. The gate must have been entered. */
  static CompletableFuture<EnqueueResult> one(
      Shared shared, QueueName queue, NewMessage message, QueueConfig ifMissing) {
    var call =
        new EnqueueCall<EnqueueResult>(
            shared, new Enqueue(queue, List.of(message)), Atomicity.EACH, ifMissing) {
          @Override
          void succeed(List<EnqueueResult> results) {
            complete(results.get(0));
          }
        };
    call.send();
    return call;
  }

  /** Several messages. The gate must have been entered. */
  static CompletableFuture<List<EnqueueResult>> all(
      Shared shared, Enqueue group, Atomicity atomicity, QueueConfig ifMissing) {
    var call =
        new EnqueueCall<List<EnqueueResult>>(shared, group, atomicity, ifMissing) {
          @Override
          void succeed(List<EnqueueResult> results) {
            complete(results);
          }
        };
    call.send();
    return call;
  }

  abstract void succeed(List<EnqueueResult> results);

  final void send() {
    Failures.guard(() -> shared.engine.messages().enqueue(List.of(group), atomicity))
        .whenComplete(this);
  }

  @Override
  public void accept(@Nullable List<EnqueueResult> results, @Nullable Throwable failure) {
    if (results == null) {
      fail(Failures.mapOrMissing(failure));
      return;
    }
    // All messages are for one queue: whether it is there shows at the first.
    if (results.get(0).status() == Status.QUEUE_MISSING) {
      create();
      return;
    }
    int unaccepted = unaccepted(results);
    if (unaccepted >= 0) {
      explain(unaccepted);
    } else {
      count(results);
      succeed(results);
      shared.gate.end();
    }
  }

  private static int unaccepted(List<EnqueueResult> results) {
    for (int i = 0; i < results.size(); i++) {
      if (results.get(i).status() == Status.WRONG_MODE) {
        return i;
      }
    }
    return -1;
  }

  /** Tells a task in a pull queue from a message without a target in a push queue. */
  private void explain(int unaccepted) {
    Failures.guard(() -> shared.engine.queues().find(group.queue()))
        .whenComplete(
            (found, failure) -> {
              QueueMode mode =
                  found == null || found.isEmpty() ? QueueMode.PUSH : found.get().config().mode();
              fail(
                  mode == QueueMode.PULL
                      ? Failures.otherMode(group.queue(), QueueMode.PULL, QueueMode.PUSH)
                      : Failures.noTarget(group.queue()),
                  unaccepted);
            });
  }

  private void create() {
    if (!shared.createOnUse || creations == MAX_CREATIONS) {
      fail(Failures.noQueue(group.queue()));
      return;
    }
    for (int i = 0; i < group.messages().size(); i++) {
      if (!ifMissing.accepts(group.messages().get(i))) {
        // A queue that can't take what it is made for is not made.
        fail(Failures.noTarget(group.queue()), i);
        return;
      }
    }
    creations++;
    Failures.guard(() -> shared.engine.queues().create(group.queue(), ifMissing))
        .whenComplete(
            (created, failure) -> {
              if (failure == null) {
                send();
              } else {
                fail(Failures.notMade(group.queue(), Failures.map(failure)));
              }
            });
  }

  private void count(List<EnqueueResult> results) {
    int enqueued = 0;
    for (int i = 0; i < results.size(); i++) {
      if (results.get(i).status() == Status.ENQUEUED) {
        enqueued++;
      }
    }
    if (enqueued > 0) {
      shared.metrics.enqueued(group.queue(), enqueued);
    }
  }

  private void fail(BrokerException failure, int message) {
    fail(group.messages().size() > 1 ? failure.at(message) : failure);
  }

  private void fail(BrokerException failure) {
    completeExceptionally(failure);
    shared.gate.end();
  }
}
