package io.posthorn.storage;

import io.posthorn.message.MessageId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What became of one message.
 *
 * @param status stored, or why not
 * @param id ENQUEUED: its name; DUPLICATE: the first message's; KEY_CONFLICT: the message that
 *     holds the key (null when that one is of the same enqueue and was not stored); else null
 * @param position ENQUEUED: its HTTPSQS position; 0 when the queue has no ring
 * @param visibleAt when it may be handed out; null when not stored
 */
public record EnqueueResult(
    Status status, @Nullable MessageId id, long position, @Nullable Instant visibleAt) {
  /** Stored, or why not. */
  public enum Status {
    /** Stored. */
    ENQUEUED,
    /**
     * The same deduplication id and body came before, perhaps in the same enqueue: {@code id} is
     * the first one's.
     */
    DUPLICATE,
    /** The same deduplication id came before with another body. */
    DEDUPLICATION_MISMATCH,
    /** As many deduplication ids are remembered as the engine can. */
    DEDUPLICATION_FULL,
    /**
     * The queue's capacity, or its ring, is full, or the ring's next position still holds an
     * unfinished message.
     */
    QUEUE_FULL,
    /** An unfinished message has this key. */
    KEY_CONFLICT,
    /** No such queue. */
    QUEUE_MISSING,
    /** A task for a pull queue, or a message without a url for a push queue that has none. */
    WRONG_MODE,
    /**
     * Not stored because another message of the same enqueue was refused; so is a duplicate of one
     * not stored.
     */
    REFUSED_WITH_OTHERS
  }

  /** Refused because of {@code status}. */
  public static EnqueueResult refused(Status status) {
    return new EnqueueResult(status, null, 0, null);
  }
}
