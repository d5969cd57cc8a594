package io.posthorn.client;

import java.time.Duration;

/**
 * The end of a lease, or more of it.
 *
 * @param message whose lease it is
 * @param outcome what becomes of the message
 */
public record Settlement(LeasedMessage message, Outcome outcome) {
  /** The message is done. */
  public static Settlement ack(LeasedMessage message) {
    return new Settlement(message, Outcome.ack());
  }

  /** The lease lasts {@code lease} from now. */
  public static Settlement extend(LeasedMessage message, Duration lease) {
    return new Settlement(message, Outcome.extend(lease));
  }

  Fields fields() {
    return outcome.of(message.receipt());
  }
}
