package io.posthorn.storage;

import io.posthorn.message.NewMessage;
import io.posthorn.message.QueueMode;
import io.posthorn.message.QueueName;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Messages for one queue; an enqueue may name a queue more than once.
 *
 * @param mode the mode the queue must have, or they are refused with WRONG_MODE; null = any
 */
public record Enqueue(QueueName queue, List<NewMessage> messages, @Nullable QueueMode mode) {
  /** Messages for a queue of any mode. */
  public Enqueue(QueueName queue, List<NewMessage> messages) {
    this(queue, messages, null);
  }
}
