package io.posthorn.metrics;

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
  default void enqueued(int messages) {}

  /** Messages were taken and given to their consumer. */
  default void taken(int messages) {}

  /** Messages were leased and given to their consumer. */
  default void reserved(int messages) {}

  /** Settlements counted; stale ones did not. */
  default void settled(int settlements) {}

  /** Handed-out messages whose consumer had gone went back to their queue. */
  default void returned(int messages) {}

  /**
   * Places taken (positive) or left (negative) in the lines of long polls: one per queue waited on.
   */
  default void waiters(int change) {}

  /** A request was refused; {@code code} is its stable name in the catalogue of errors. */
  default void rejected(String code) {}
}
