package io.posthorn.delivery;

import io.posthorn.delivery.call.Call;
import io.posthorn.delivery.call.Outcome;
import io.posthorn.message.Message;
import io.posthorn.storage.QueueInfo;
import org.jspecify.annotations.Nullable;

/**
 * How the requests of some push queues differ from the usual ones. Called by the thread that
 * decides about all deliveries: must return at once.
 */
public interface Dialect {
  /** Which queues have one. */
  @FunctionalInterface
  interface Choice {
    /** None has. */
    Choice NONE = queue -> null;

    /** That of {@code queue}; null = its requests are the usual ones. */
    @Nullable Dialect of(QueueInfo queue);
  }

  /**
   * What is called instead of {@code usual} to deliver {@code message}.
   *
   * @throws IllegalArgumentException when it can't be delivered so, in a sentence; it goes DEAD
   */
  Call call(Call usual, Message message);

  /**
   * A call ended and is about to be settled.
   *
   * @param delivered whether the outcome counts as success
   */
  void ended(Call call, Message message, Outcome outcome, boolean delivered);
}
