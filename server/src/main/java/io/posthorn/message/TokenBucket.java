package io.posthorn.message;

import org.jspecify.annotations.Nullable;

/**
 * What a {@link RateLimit} has to give away, as pure functions, so that every engine counts alike.
 * {@code now} is a reading of the engine's elapsed timeline, in milliseconds; one that went back
 * adds nothing.
 *
 * @param credit in parts of a token: as many make one as its limit's {@code per} has milliseconds
 * @param at when that was so, on the same timeline
 */
public record TokenBucket(long credit, long at) {
  /** A bucket that nobody took from. */
  public static TokenBucket full(RateLimit limit, long now) {
    return new TokenBucket(capacity(limit), now);
  }

  /**
   * The bucket of a queue whose limit was {@code from} and is {@code to} from now on: it keeps its
   * tokens, as far as the new burst allows. Null where there is no limit.
   */
  public static @Nullable TokenBucket changed(
      @Nullable TokenBucket bucket, @Nullable RateLimit from, @Nullable RateLimit to, long now) {
    if (to == null) {
      return null;
    }
    if (bucket == null || from == null) {
      return full(to, now);
    }
    long credit = bucket.creditAt(from, now);
    long whole = credit / token(from);
    long part = credit % token(from);
    long kept = whole * token(to) + part * token(to) / token(from);
    return new TokenBucket(Math.min(kept, capacity(to)), now);
  }

  /** How many may be handed out now. */
  public long tokens(RateLimit limit, long now) {
    return creditAt(limit, now) / token(limit);
  }

  /** When there is a token: now, or the first millisecond that has a whole one. */
  public long nextAt(RateLimit limit, long now) {
    long missing = token(limit) - creditAt(limit, now);
    return missing <= 0 ? now : now + (missing + limit.permits() - 1) / limit.permits();
  }

  /** The bucket after {@code count} hand-outs, at most {@link #tokens}. */
  public TokenBucket minus(RateLimit limit, long count, long now) {
    return new TokenBucket(creditAt(limit, now) - count * token(limit), now);
  }

  /** The bucket after one was given back. */
  public TokenBucket plusOne(RateLimit limit, long now) {
    long credit = creditAt(limit, now) + token(limit);
    return new TokenBucket(Math.min(credit, capacity(limit)), now);
  }

  private long creditAt(RateLimit limit, long now) {
    long missing = capacity(limit) - credit;
    long passed = Math.max(0, now - at);
    return passed > missing / limit.permits() ? capacity(limit) : credit + passed * limit.permits();
  }

  private static long token(RateLimit limit) {
    return limit.per().toMillis();
  }

  private static long capacity(RateLimit limit) {
    return limit.burst() * token(limit);
  }
}
