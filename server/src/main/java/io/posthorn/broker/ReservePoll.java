package io.posthorn.broker;

import io.posthorn.message.Delivery;
import io.posthorn.message.QueueMode;
import io.posthorn.message.QueueName;
import io.posthorn.storage.HandOut;
import io.posthorn.storage.Reserve;
import io.posthorn.storage.Reserved;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A request to reserve from the first of several queues that has something. */
final class ReservePoll extends Poll<Broker.ReservedFrom> {
  private final List<QueueName> queues;
  private final @Nullable Duration lease;
  private int missing;

  ReservePoll(
      HandOuts handOuts,
      List<QueueName> queues,
      int limit,
      @Nullable Duration lease,
      Duration wait) {
    super(handOuts, limit, wait);
    this.queues = queues;
    this.lease = lease;
  }

  /**
   * Asks the queues in order, and waits in line when that brings nothing. The gate must have been
   * entered.
   */
  ReservePoll start() {
    if (!wait.isZero() && queues.stream().anyMatch(handOuts.lines()::has)) {
      handOuts.lines().join(this);
      handOuts.gate().end();
    } else {
      askFrom(0);
    }
    return this;
  }

  private void askFrom(int index) {
    QueueName queue = queues.get(index);
    Failures.guard(() -> reserve(queue, limit))
        .whenComplete((reserved, failure) -> answered(index, queue, reserved, failure));
  }

  private void answered(
      int index, QueueName queue, @Nullable Reserved reserved, @Nullable Throwable failure) {
    boolean goOn = false;
    try {
      if (reserved == null) {
        refuse(Failures.mapOrMissing(failure));
      } else if (!reserved.deliveries().isEmpty()) {
        if (!give(queue, reserved)) {
          handOuts.lines().passOn(this, queue, reserved.deliveries());
        }
      } else if (reserved.handOut() == HandOut.WRONG_MODE) {
        refuse(Failures.notPull(queue));
      } else {
        missing += reserved.handOut() == HandOut.QUEUE_MISSING ? 1 : 0;
        goOn = index + 1 < queues.size();
        if (!goOn) {
          foundNothing();
        }
      }
    } finally {
      if (!goOn) {
        handOuts.gate().end();
      }
    }
    if (goOn) {
      askFrom(index + 1);
    }
  }

  private void foundNothing() {
    if (missing == queues.size()) {
      give(queues.get(0), HandOut.QUEUE_MISSING, List.of());
    } else if (wait.isZero() || isDone()) {
      give(queues.get(0), HandOut.OK, List.of());
    } else {
      handOuts.lines().join(this);
    }
  }

  @Override
  List<QueueName> queues() {
    return queues;
  }

  @Override
  CompletableFuture<Haul> ask(QueueName from, int n) {
    return reserve(from, n)
        .thenApply(
            reserved ->
                new Haul(reserved.handOut(), reserved.deliveries(), reserved.nextVisibleAt()));
  }

  @Override
  boolean isLike(Poll<?> other) {
    return other instanceof ReservePoll that && Objects.equals(lease, that.lease);
  }

  @Override
  boolean give(QueueName from, HandOut handOut, List<?> items) {
    return give(from, new Reserved(handOut, deliveries(items), null, null));
  }

  @Override
  void giveBack(QueueName from, List<?> items) {
    handOuts.release(from, deliveries(items));
  }

  private boolean give(QueueName from, Reserved reserved) {
    boolean given = complete(new Broker.ReservedFrom(from, reserved));
    if (given && !reserved.deliveries().isEmpty()) {
      handOuts.metrics().reserved(from, reserved.deliveries());
    }
    return given;
  }

  private CompletableFuture<Reserved> reserve(QueueName queue, int n) {
    return handOuts
        .store()
        .reserve(new Reserve(queue, n, handOuts.maxBytes(), lease, QueueMode.PULL));
  }

  @SuppressWarnings("unchecked") // items come from ask(), or from a poll that is like this one
  private static List<Delivery> deliveries(List<?> items) {
    return (List<Delivery>) items;
  }
}
