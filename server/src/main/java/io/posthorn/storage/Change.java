package io.posthorn.storage;

import io.posthorn.message.Body;
import io.posthorn.message.Task;
import io.posthorn.message.TraceContext;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A change of one message.
 *
 * @param message which
 * @param kind what
 * @param visibleAt RESCHEDULE: the new instant, on the wall clock; AMEND: likewise, or null = as
 *     before; else null
 * @param amendment AMEND: what it becomes; else null
 * @param expected AMEND: what it must be until then, or null = anything; else null
 */
public record Change(
    MessageRef message,
    Kind kind,
    @Nullable Instant visibleAt,
    @Nullable Amendment amendment,
    @Nullable Amendment expected) {
  /** What is changed. */
  public enum Kind {
    /**
     * Drops it, whatever its state; a lease on it becomes stale; its deduplication id and key are
     * free again.
     */
    CANCEL,
    /** DEAD to READY at now; attempts, age and life start again. */
    REDRIVE,
    /** A SCHEDULED message becomes ready now; a READY one stays in its place. */
    RUN_NOW,
    /**
     * A SCHEDULED or READY message waits for another instant. Where its lease had expired, that
     * attempt is over.
     *
     * <p>With this and RUN_NOW, ttl and age count anew when the first {@code visibleAt} had not
     * come yet, else they go on.
     */
    RESCHEDULE,
    /**
     * An unfinished message becomes another one under its old name: id, sequence, key and history
     * stay. With an instant it starts over there: attempts, age, life and {@link
     * io.posthorn.message.Run}. The lease of a LEASED one goes on; what is new holds after it, and
     * the instant, if given, goes before whatever its settlement (but EXTEND) asks for. Where that
     * lease expires, the message is READY as any other, and starts over when it is met.
     *
     * <p>A message that begins to repeat has its first run where its age counts from; one that no
     * longer repeats has its queue's ttl if it starts over, else none. To become what it is,
     * without an instant, changes nothing; the answer is as durable as that of any change.
     */
    AMEND
  }

  /**
   * What an amended message becomes.
   *
   * @param body its bytes
   * @param contentType their media type, if known
   * @param task what it says about its delivery; null = nothing
   * @param trace its place in a trace; null = in none
   */
  public record Amendment(
      Body body, @Nullable String contentType, @Nullable Task task, @Nullable TraceContext trace) {}

  public Change {
    if (kind != Kind.AMEND && (kind == Kind.RESCHEDULE) == (visibleAt == null)) {
      throw new IllegalArgumentException(
          "visibleAt: " + visibleAt + " (expected: an instant with RESCHEDULE or AMEND alone)");
    }
    if ((kind == Kind.AMEND) == (amendment == null)) {
      throw new IllegalArgumentException(
          "amendment: " + amendment + " (expected: with AMEND alone)");
    }
    if (expected != null && kind != Kind.AMEND) {
      throw new IllegalArgumentException("expected: " + expected + " (expected: with AMEND alone)");
    }
  }

  /** A change that amends nothing. */
  public Change(MessageRef message, Kind kind, @Nullable Instant visibleAt) {
    this(message, kind, visibleAt, null, null);
  }

  /** A change of whatever the message is. */
  public Change(
      MessageRef message, Kind kind, @Nullable Instant visibleAt, @Nullable Amendment amendment) {
    this(message, kind, visibleAt, amendment, null);
  }

  /** Whether a message of this content may be amended. */
  public boolean expects(Amendment content) {
    return expected == null || expected.equals(content);
  }

  /** Whether a message of this content stays as it is. */
  public boolean keeps(Amendment content) {
    return visibleAt == null && content.equals(amendment);
  }
}
