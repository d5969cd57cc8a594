package io.posthorn.client;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How messages are asked for. Immutable: each method answers another one.
 *
 * <pre>{@code
 * Poll.upTo(10).waiting(Duration.ofSeconds(20)).leasing(Duration.ofMinutes(2))
 * }</pre>
 */
public final class Poll {
  private final int limit;
  private final @Nullable Duration wait;
  private final @Nullable Duration lease;

  private Poll(int limit, @Nullable Duration wait, @Nullable Duration lease) {
    if (limit < 1) {
      throw new IllegalArgumentException("limit: " + limit + " (expected: 1 or more)");
    }
    this.limit = limit;
    this.wait = wait;
    this.lease = lease;
  }

  /** For one message, if there is one now. */
  public static Poll one() {
    return new Poll(1, null, null);
  }

  /** For at most {@code limit} messages, as many as there are now. The server allows 1,000. */
  public static Poll upTo(int limit) {
    return new Poll(limit, null, null);
  }

  /** The server waits as long for the first message. It allows 60 s. */
  public Poll waiting(Duration longest) {
    return new Poll(limit, longest, lease);
  }

  /** How long reserved messages are leased; else as long as their queue says, 30 s by default. */
  public Poll leasing(Duration duration) {
    return new Poll(limit, wait, duration);
  }

  Request writeTo(Request request) {
    return request
        .query("limit", limit)
        .query("wait", wait == null ? null : Durations.format("wait", wait))
        .query("lease", lease == null ? null : Durations.format("lease", lease))
        .patience(wait);
  }
}
