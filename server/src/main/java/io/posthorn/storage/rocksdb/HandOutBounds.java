package io.posthorn.storage.rocksdb;

import io.posthorn.message.Push;
import io.posthorn.message.RateLimit;
import io.posthorn.message.TokenBucket;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** How many messages a queue may hand out, and when the next. */
final class HandOutBounds {
  private HandOutBounds() {}

  /** Most messages that may be handed out now. */
  static long free(Core core, QueueState state) {
    if (!state.bounded()) {
      return Long.MAX_VALUE;
    }
    Push push = state.info.config().push();
    long free = Long.MAX_VALUE;
    if (push.maxConcurrency() > 0) {
      core.lookup.advance(state, Lane.LEASE);
      free = Math.max(0, push.maxConcurrency() - state.leased);
    }
    RateLimit limit = push.rateLimit();
    TokenBucket bucket = state.bucket;
    return limit == null || bucket == null
        ? free
        : Math.min(free, bucket.tokens(limit, core.now()));
  }

  /**
   * Takes a token for a message that is handed out. Called with each, as a hand-out may be written
   * in parts: a part that is durable without its tokens would give them away twice.
   */
  static void handedOut(Core core, QueueState state) {
    RateLimit limit = state.info.config().push().rateLimit();
    TokenBucket bucket = state.bucket;
    if (limit != null && bucket != null) {
      state.bucket = bucket.minus(limit, 1, core.now());
      core.batch.dirty(state);
    }
  }

  /** When the next message may be handed out; null = none waits. */
  static @Nullable Instant nextVisibleAt(Core core, QueueState state, NextReady ready) {
    Long next = ready.readyAt();
    if (next == null) {
      return null;
    }
    return Instant.ofEpochMilli(state.bounded() ? Math.max(next, bound(core, state, ready)) : next);
  }

  /** Nothing may be handed out before. */
  private static long bound(Core core, QueueState state, NextReady ready) {
    Push push = state.info.config().push();
    long bound = Long.MIN_VALUE;
    if (push.maxConcurrency() > 0 && state.leased >= push.maxConcurrency()) {
      Long leaseEnd = ready.leaseEnd();
      bound = leaseEnd == null ? bound : leaseEnd;
    }
    RateLimit limit = push.rateLimit();
    TokenBucket bucket = state.bucket;
    if (limit == null || bucket == null || bucket.tokens(limit, core.now()) > 0) {
      return bound;
    }
    return Math.max(bound, bucket.nextAt(limit, core.now()));
  }
}
