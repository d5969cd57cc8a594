package io.posthorn.message;

/** Who moves a queue's messages on. */
public enum QueueMode {
  /** Consumers take or reserve. */
  PULL,
  /** Posthorn calls each message's target. */
  PUSH
}
