package io.posthorn.metrics;

import io.posthorn.message.Delivery;
import io.posthorn.message.Message;
import io.posthorn.message.QueueName;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Hears what a broker does. Called on its hot paths, by any thread: implementations only count and
 * never block or throw.
 *
 * <p>Relations: a message that is handed to a consumer who has gone, and then to another, counts as
 * taken (reserved) each time it was given; {@code returned} counts those that went back to their
 * queue.
 */
public interface BrokerMetrics {
  /** Hears nothing. */
  BrokerMetrics NOOP = new BrokerMetrics() {};

  /** Messages were stored. */
  default void enqueued(QueueName queue, int messages) {}

  /** Messages were taken and given to their consumer. */
  default void taken(QueueName queue, List<Message> messages) {}

  /** Messages were taken for a consumer that had gone: they go to another, or back. */
  default void takenForNobody(int messages) {}

  /** Messages were leased and given to their consumer. */
  default void reserved(QueueName queue, List<Delivery> deliveries) {}

  /**
   * A settlement counted.
   *
   * @param outcome the label of what was asked for
   * @param dueAt since when the message was due, if it is done now; else null
   */
  default void settled(QueueName queue, String outcome, @Nullable Instant dueAt) {}

  /** Settlements came too late. */
  default void stale(int settlements) {}

  /** Taken messages went back to their queue, their consumer having gone. */
  default void returned(int messages) {}

  /** Leased messages went back to their queue, their consumer having gone. */
  default void released(int messages) {}

  /**
   * Places taken (positive) or left (negative) in the lines of long polls: one per queue waited on.
   */
  default void waiters(int change) {}

  /** A request was refused; {@code code} is its stable name in the catalogue of errors. */
  default void rejected(String code) {}
}
