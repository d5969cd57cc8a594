package io.posthorn.metrics;

import io.posthorn.message.QueueName;

/**
 * Hears what the delivery engine does. Called on its one thread: implementations only count and
 * never block or throw.
 *
 * <p>Relations: every attempt that was begun ends in exactly one of the outcomes; those released
 * never began, or were ended by the server itself.
 */
public interface DeliveryMetrics {
  /** Hears nothing. */
  DeliveryMetrics NOOP = new DeliveryMetrics() {};

  /**
   * An attempt ended.
   *
   * @param outcome {@code delivered}, {@code retried}, {@code dead}, {@code repeated} (a run failed
   *     for good) or {@code aborted}
   * @param error the class of failure, like {@code timeout}; empty = none
   * @param nanos from the call's begin to its end
   */
  default void attempted(String outcome, String error, long nanos) {}

  /**
   * A target answered, or did not.
   *
   * @param target its URL without the query
   * @param queue whose message was for it
   * @param error the class of failure; empty = it did what was expected
   * @param status its answer's status code; 0 = none
   * @param open whether its circuit is open: only probes are let through
   * @param barredMillis how long until the next; at most 0 = none is awaited
   */
  default void answered(
      String target, QueueName queue, String error, int status, boolean open, long barredMillis) {}

  /** Calls begun (positive) or ended (negative). */
  default void inFlight(int change) {}

  /** Reserved messages went back untried. */
  default void released(int messages) {}

  /** A target's circuit opened: it is called no more but to see whether it is back. */
  default void breakerOpened() {}

  /** The outcome of a task could not be told to its callback. */
  default void callbackFailed() {}
}
