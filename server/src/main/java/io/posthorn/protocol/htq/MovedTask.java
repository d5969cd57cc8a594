package io.posthorn.protocol.htq;

import io.posthorn.broker.ErrorCode;
import io.posthorn.storage.EnqueueResult.Status;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What addTask is told, in fields that HTQ does not know, of a task that another HTQ had. Answers
 * to these tell more, too: whether the task was there already, and the code of why it is refused.
 *
 * @param id a name, so that the task is stored once however often it is sent
 * @param due when it is to run
 * @param runs how often it ran there since its last reset; only in variable queues
 */
record MovedTask(String id, Instant due, long runs) {
  static final String ID = "posthorn_id";
  private static final String DUE = "posthorn_due";
  private static final String RUNS = "posthorn_runs";

  /**
   * Reads the fields; null = there are none.
   *
   * @throws IllegalArgumentException when one of them can't be used
   */
  static @Nullable MovedTask read(HtqFields fields) {
    String id = fields.get(ID);
    if (id == null) {
      return null;
    }
    return new MovedTask(
        id, Instant.ofEpochMilli(Math.max(0, number(fields, DUE))), number(fields, RUNS));
  }

  /**
   * Why a task is refused of which {@code status} became; null = it is there now, or was before.
   */
  static @Nullable ErrorCode refusal(Status status) {
    return switch (status) {
      // Its form has another boundary each time.
      case ENQUEUED, DUPLICATE, DEDUPLICATION_MISMATCH, KEY_CONFLICT -> null;
      case QUEUE_FULL -> ErrorCode.QUEUE_FULL;
      case DEDUPLICATION_FULL -> ErrorCode.DEDUPLICATION_FULL;
      default -> ErrorCode.QUEUE_MODE;
    };
  }

  private static long number(HtqFields fields, String name) {
    String text = fields.get(name);
    try {
      return text == null ? 0 : Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(name + ": '" + text + "' (expected: a number)", e);
    }
  }
}
