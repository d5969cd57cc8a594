package io.posthorn.storage;

import io.posthorn.message.MessageState;
import io.posthorn.message.QueueName;
import org.jspecify.annotations.Nullable;

/**
 * Asks to read messages in the order of their sequences (or positions).
 *
 * @param queue whose
 * @param state only messages in this state; null = any
 * @param by what {@code from} counts
 * @param from first sequence or position, inclusive; 0 = the lowest (descending: the highest) there
 *     is
 * @param descending from high to low
 * @param limit most messages, at least 1
 * @param maxBytes stops before the message that would exceed it, but shows one always; tasks and
 *     attempts count as well as bodies, see {@link Weight}
 * @param headersOnly leave the bodies out
 */
public record Browse(
    QueueName queue,
    @Nullable MessageState state,
    By by,
    long from,
    boolean descending,
    int limit,
    long maxBytes,
    boolean headersOnly) {
  /** What {@code from} counts. */
  public enum By {
    /** Sequences. */
    SEQUENCE,
    /**
     * HTTPSQS positions: those of the ring, messages in any state; {@code state} is ignored.
     * Numbers decide the order, not laps. Cancelled and purged messages are passed over. A queue
     * without a ring has none.
     */
    POSITION
  }
}
