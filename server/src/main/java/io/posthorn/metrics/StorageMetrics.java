package io.posthorn.metrics;

/**
 * Hears what a storage engine does. Called on its threads: implementations only count and never
 * block or throw.
 *
 * <p>Relations: a message that was enqueued, or put back, or redriven, leaves being unfinished in
 * exactly one way: taken, acked, dead, or removed while unfinished.
 */
public interface StorageMetrics {
  /** Hears nothing. */
  StorageMetrics NOOP = new StorageMetrics() {};

  /** In what state a message was that is removed. */
  enum Was {
    /** READY, SCHEDULED or LEASED. */
    UNFINISHED,
    /** DEAD. */
    DEAD
  }

  /** What removes a message. */
  enum By {
    /** Its producer, or an operator, one by one. */
    CANCEL,
    /** An operator, a whole queue's. */
    PURGE,
    /** The bounds on what is kept. */
    RETENTION,
    /** The end of its queue, or the reset of its positions. */
    QUEUE
  }

  /** Messages went DEAD. {@code reason}: attempts, age, expired, or what a consumer said. */
  default void dead(String reason, long messages) {}

  /** DEAD messages were made READY again. */
  default void redriven(long messages) {}

  /** Messages were dropped. */
  default void removed(Was was, By by, long messages) {}

  /** A batch of commands was written. */
  default void batch(int commands) {}

  /** Changes were made durable; it took that long. */
  default void synced(long nanos) {}

  /** Another server was asked, and answered or not, for so long. */
  default void asked(String verb, boolean answered, long nanos) {}
}
