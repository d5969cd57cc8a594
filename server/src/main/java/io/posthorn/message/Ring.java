package io.posthorn.message;

/**
 * The HTTPSQS ring of positions over a queue's ever-growing sequences: the original's rules as pure
 * functions (HTTPSQS 1.7, {@code httpsqs_now_putpos} and {@code httpsqs_now_getpos}).
 *
 * <p>Position p of the current lap is sequence {@code putBase + p}. Once the ring has wrapped,
 * positions above {@code put} still belong to the previous lap: sequence {@code lastBase + p}, up
 * to {@code lastEnd}. get and put may sit in different laps, hence a base each.
 *
 * @param max number of positions ({@code maxqueue})
 * @param put position of the last message put; 0 = none since the last reset
 * @param get highest position handed out; 0 = none since the last reset
 * @param putBase sequence before position 1 of the lap of {@code put}
 * @param getBase sequence before position 1 of the lap of {@code get}
 * @param lastBase sequence before position 1 of the lap before the current one
 * @param lastEnd last position of that lap; 0 = there was none
 */
public record Ring(
    long max, long put, long get, long putBase, long getBase, long lastBase, long lastEnd) {
  /** Positions of a queue that nobody resized. */
  public static final long DEFAULT_MAX = 1_000_000;

  /** Least and most positions that a resize accepts. */
  public static final long MIN_MAX = 10;

  /** Most positions that a resize accepts. */
  public static final long MAX_MAX = 1_000_000_000;

  /**
   * The ring of a queue that is new, or was just reset, when {@code lastSequence} was the last one
   * given out.
   */
  public static Ring startingAfter(long lastSequence, long max) {
    return new Ring(max, 0, 0, lastSequence, lastSequence, 0, 0);
  }

  /** Whether the ring has no position free for another message (HTTPSQS_PUT_END). */
  public boolean full() {
    long next = put + 1;
    return next == get || (next > max && get <= 1);
  }

  /**
   * The ring after a put.
   *
   * @throws IllegalStateException when it is {@link #full}
   */
  public Ring afterPut() {
    if (full()) {
      throw new IllegalStateException("ring full: put " + put + ", get " + get + ", max " + max);
    }
    return put + 1 > max
        ? new Ring(max, 1, get, putBase + put, getBase, putBase, put)
        : new Ring(max, put + 1, get, putBase, getBase, lastBase, lastEnd);
  }

  /** The sequence that a put at the next position makes unreadable; 0 = none. */
  public long overwrittenByPut() {
    long next = put + 1;
    if (next > max) {
      return putBase + 1;
    }
    return next <= lastEnd ? lastBase + next : 0;
  }

  /**
   * How many sequences, from {@link #strandedFrom} on, lose their positions by a put that begins a
   * new lap: those of the lap before beyond an end that was lowered meanwhile, which no put will
   * ever overwrite.
   */
  public long strandedByPut() {
    return put + 1 > max ? Math.max(0, lastEnd - put) : 0;
  }

  /** The first sequence of {@link #strandedByPut}. */
  public long strandedFrom() {
    return lastBase + put + 1;
  }

  /**
   * The ring after the message {@code sequence} was handed out; an earlier one than before changes
   * nothing.
   */
  public Ring afterGet(long sequence) {
    if (sequence <= getBase + get) {
      return this;
    }
    return sequence > putBase
        ? new Ring(max, put, sequence - putBase, putBase, putBase, lastBase, lastEnd)
        : new Ring(max, put, sequence - lastBase, putBase, lastBase, lastBase, lastEnd);
  }

  /** Whether {@code newMax} is acceptable now (HTTPSQS_MAXQUEUE_OK or _CANCEL). */
  public boolean canResize(long newMax) {
    return newMax >= put && newMax >= get && put >= get;
  }

  /** The ring with {@code newMax} positions. */
  public Ring resized(long newMax) {
    return new Ring(newMax, put, get, putBase, getBase, lastBase, lastEnd);
  }

  /** The sequence readable at {@code position}; 0 = nothing there. */
  public long sequenceAt(long position) {
    if (position < 1) {
      return 0;
    }
    if (position <= put) {
      return putBase + position;
    }
    return position <= lastEnd ? lastBase + position : 0;
  }

  /** The position of {@code sequence}; 0 when it is no longer, or was never, in the ring. */
  public long positionOf(long sequence) {
    if (sequence > putBase) {
      return sequence <= putBase + put ? sequence - putBase : 0;
    }
    long position = sequence - lastBase;
    return position > put && position <= lastEnd ? position : 0;
  }

  /** The lowest sequence still readable by position. */
  public long floor() {
    return lastEnd > put ? lastBase + put + 1 : putBase + 1;
  }

  /**
   * Messages put and not yet handed out, by the original's formula; right as long as no native verb
   * mixed in.
   */
  public long unread() {
    return put >= get ? put - get : max - get + put;
  }
}
