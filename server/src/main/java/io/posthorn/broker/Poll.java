package io.posthorn.broker;

import io.posthorn.message.QueueName;
import io.posthorn.storage.HandOut;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * A request for messages, and the future that its caller holds. The caller may cancel (or complete)
 * it at any time: whatever is handed to it later is refused, so that nothing is lost.
 *
 * @param <R> what the caller gets
 */
abstract class Poll<R> extends CompletableFuture<R> {
  final HandOuts handOuts;
  final int limit;
  final Duration wait;

  Poll(HandOuts handOuts, int limit, Duration wait) {
    this.handOuts = handOuts;
    this.limit = limit;
    this.wait = wait;
  }

  /** The queues asked, the most wanted first. */
  abstract List<QueueName> queues();

  /** Asks the engine for up to {@code n} items. */
  abstract CompletableFuture<Haul> ask(QueueName queue, int n);

  /** Whether what was asked for {@code other} serves this poll just as well. */
  abstract boolean isLike(Poll<?> other);

  /**
   * Completes with items of {@code queue}, or, when there are none, says so; false when the caller
   * has left.
   */
  abstract boolean give(QueueName queue, HandOut handOut, List<?> items);

  /** Fails, unless the caller has left. */
  final void refuse(BrokerException why) {
    completeExceptionally(why);
  }

  /** Returns items that nobody wants any more to their queue. */
  abstract void giveBack(QueueName queue, List<?> items);
}
