package io.posthorn.message;

import org.jspecify.annotations.Nullable;

/**
 * Who hears how a task ended. Exactly one of the two is given.
 *
 * @param url the outcome is posted there, as a task of its own
 * @param queue the outcome is enqueued there
 */
public record Callback(@Nullable String url, @Nullable QueueName queue) {
  public Callback {
    if ((url == null) == (queue == null)) {
      throw new IllegalArgumentException("callback: url and queue (expected: exactly one)");
    }
  }
}
