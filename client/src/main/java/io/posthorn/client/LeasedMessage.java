package io.posthorn.client;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A message that is leased: nobody else gets it until the lease ends or is settled.
 *
 * @param message what was leased
 * @param attempt 1 for the first time that it is handed out since it was enqueued or redriven
 * @param receipt proves the lease; a later lease of the same message has another
 * @param leaseUntil when the lease ends, by the server's clock
 */
public record LeasedMessage(
    Message message, int attempt, String receipt, @Nullable Instant leaseUntil) {
  static LeasedMessage of(Fields fields, String queue) {
    return new LeasedMessage(
        Message.of(fields, queue),
        (int) fields.number("attempt"),
        fields.text("receipt"),
        fields.instant("leaseUntil"));
  }

  /** The queue that it is in. */
  public String queue() {
    return message.queue();
  }

  /** The message's id. */
  public String id() {
    return message.id();
  }

  /** The message's body. */
  public Body body() {
    return message.body();
  }

  /** The message's body as text. */
  public String text() {
    return message.text();
  }
}
