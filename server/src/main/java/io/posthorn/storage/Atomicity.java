package io.posthorn.storage;

/** What one refused message means for the others of its enqueue. */
public enum Atomicity {
  /** Nothing: each message by itself. */
  EACH,
  /** All messages of its queue are refused, other queues are not. */
  PER_QUEUE,
  /**
   * All messages are refused. A duplicate is no refusal. An engine that can't write several queues
   * as one writes the last of them when all others are written, so that a failure never leaves that
   * one ahead.
   */
  ALL
}
