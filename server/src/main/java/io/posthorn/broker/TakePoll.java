package io.posthorn.broker;

import io.posthorn.message.Message;
import io.posthorn.message.QueueName;
import io.posthorn.storage.HandOut;
import io.posthorn.storage.Take;
import io.posthorn.storage.Taken;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** A request to take. Listens to the engine's answer itself: one object less on the hot path. */
final class TakePoll extends Poll<Taken>
    implements BiConsumer<@Nullable Taken, @Nullable Throwable> {
  private final QueueName queue;

  TakePoll(HandOuts handOuts, QueueName queue, int limit, Duration wait) {
    super(handOuts, limit, wait);
    this.queue = queue;
  }

  /** Asks at once, and waits in line when that brings nothing. The gate must have been entered. */
  TakePoll start() {
    if (!wait.isZero() && handOuts.lines().has(queue)) {
      handOuts.lines().join(this);
      handOuts.gate().end();
    } else {
      Failures.guard(() -> handOuts.store().take(new Take(queue, limit, handOuts.maxBytes())))
          .whenComplete(this);
    }
    return this;
  }

  @Override
  public void accept(@Nullable Taken taken, @Nullable Throwable failure) {
    try {
      if (taken == null) {
        refuse(Failures.mapOrMissing(failure));
      } else if (!taken.messages().isEmpty()) {
        handOuts.metrics().taken(queue, taken.messages());
        if (!complete(taken)) {
          handOuts.lines().passOn(this, queue, taken.messages());
        }
      } else if (taken.handOut() == HandOut.WRONG_MODE) {
        refuse(Failures.notPull(queue));
      } else if (wait.isZero() || taken.handOut() == HandOut.QUEUE_MISSING || isDone()) {
        complete(taken);
      } else {
        handOuts.lines().join(this);
      }
    } finally {
      handOuts.gate().end();
    }
  }

  @Override
  List<QueueName> queues() {
    return List.of(queue);
  }

  @Override
  CompletableFuture<Haul> ask(QueueName from, int n) {
    return handOuts
        .store()
        .take(new Take(from, n, handOuts.maxBytes()))
        .thenApply(
            taken -> {
              if (!taken.messages().isEmpty()) {
                handOuts.metrics().taken(from, taken.messages());
              }
              return new Haul(taken.handOut(), taken.messages(), taken.nextVisibleAt());
            });
  }

  @Override
  boolean isLike(Poll<?> other) {
    return other instanceof TakePoll;
  }

  @Override
  boolean give(QueueName from, HandOut handOut, List<?> items) {
    return complete(new Taken(handOut, messages(items), null));
  }

  @Override
  void giveBack(QueueName from, List<?> items) {
    handOuts.putBack(from, messages(items));
  }

  @SuppressWarnings("unchecked") // items come from ask(), or from a poll that is like this one
  private static List<Message> messages(List<?> items) {
    return (List<Message>) items;
  }
}
