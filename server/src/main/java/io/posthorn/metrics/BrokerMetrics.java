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
 * <p>Relations: a message counts as taken when it leaves its queue, and as returned when it goes
 * back because its consumer has gone; one that is leased and given to a consumer who has gone, and
 * then to another, counts as reserved twice.
 */
public interface BrokerMetrics {
  /** Hears nothing. */
  BrokerMetrics NOOP = new BrokerMetrics() {};

  /** Messages were stored. */
  default void enqueued(QueueName queue, int messages) {}

  /** Messages were taken out of their queue. */
  default void taken(QueueName queue, List<Message> messages) {}

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
}
