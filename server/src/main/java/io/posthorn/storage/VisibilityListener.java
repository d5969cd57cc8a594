package io.posthorn.storage;

import io.posthorn.message.QueueName;
import java.time.Instant;

/**
 * Hears which queues have, or will have, something to hand out. A hint: it may come early, late or
 * twice.
 */
@FunctionalInterface
public interface VisibilityListener {
  /**
   * Something in {@code queue} may be handed out from {@code at} on ({@link Instant#EPOCH} =
   * already).
   */
  void visible(QueueName queue, Instant at);
}
