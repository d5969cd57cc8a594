package io.posthorn.client;

import org.jspecify.annotations.Nullable;

/**
 * What became of a published message in one of its topic's queues.
 *
 * @param queue which queue
 * @param message what it stored; null = it refused
 * @param error why it refused, as a code of {@link PosthornException#code}; null = it did not
 */
public record Published(String queue, @Nullable Enqueued message, @Nullable String error) {
  static Published of(Fields fields) {
    String error = fields.textOrNull("error");
    return new Published(fields.text("queue"), error == null ? Enqueued.of(fields) : null, error);
  }
}
