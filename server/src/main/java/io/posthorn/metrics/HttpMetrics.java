package io.posthorn.metrics;

/**
 * Hears what the listeners do. Called on event loops: implementations only count and never block or
 * throw.
 */
public interface HttpMetrics {
  /** Hears nothing. */
  HttpMetrics NOOP = new HttpMetrics() {};

  /**
   * A request was replied to.
   *
   * @param route the class of its route, one of few
   * @param status of the reply
   */
  default void replied(String route, int status) {}

  /** That reply told an error; {@code code} is its stable name in the catalogue of errors. */
  default void refused(String code) {}

  /** Connections opened (positive) or closed (negative). */
  default void connections(int change) {}

  /** An event loop came to a task that late. */
  default void lagged(long nanos) {}
}
