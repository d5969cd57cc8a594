package io.posthorn.protocol.htq;

import io.posthorn.broker.BrokerException;
import io.posthorn.broker.ErrorCode;
import io.posthorn.storage.EnqueueResult.Status;
import java.time.Instant;
import java.util.concurrent.CompletionException;
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
   * The answer.
   *
   * @param status what became of it; null = that is not known
   * @param failure why not
   */
  static byte[] reply(@Nullable Status status, @Nullable Throwable failure) {
    if (status == null) {
      Throwable cause =
          failure instanceof CompletionException && failure.getCause() != null
              ? failure.getCause()
              : failure;
      ErrorCode code = cause instanceof BrokerException known ? known.code() : ErrorCode.INTERNAL;
      return HtqReply.addFailed(code.code());
    }
    return switch (status) {
      case ENQUEUED -> HtqReply.ADDED;
      // Its form has another boundary each time.
      case DUPLICATE, DEDUPLICATION_MISMATCH, KEY_CONFLICT -> HtqReply.THERE;
      case QUEUE_FULL -> HtqReply.addFailed(ErrorCode.QUEUE_FULL.code());
      case DEDUPLICATION_FULL -> HtqReply.addFailed(ErrorCode.DEDUPLICATION_FULL.code());
      default -> HtqReply.addFailed(ErrorCode.QUEUE_MODE.code());
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
