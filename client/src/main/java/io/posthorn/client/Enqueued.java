package io.posthorn.client;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A message that is stored.
 *
 * @param id its id, unique for ever
 * @param sequence its number in the queue
 * @param visibleAt when it may be handed out; null where a duplicate's first one is finished
 * @param duplicate whether it was there already, by its idempotency key
 */
public record Enqueued(String id, long sequence, @Nullable Instant visibleAt, boolean duplicate) {
  /** What the answer's {@code fields} say. */
  static Enqueued of(Fields fields) {
    return new Enqueued(
        fields.text("id"),
        fields.number("sequence"),
        fields.instant("visibleAt"),
        fields.flag("duplicate"));
  }

  /** An answer of 200 to a single one means that it was there already. */
  static Enqueued of(Answer answer) {
    return of(answer.json().with("duplicate", answer.status() == 200));
  }
}
