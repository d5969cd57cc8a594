package io.posthorn.storage.memory;

import io.posthorn.message.MessageState;
import io.posthorn.message.Push;
import io.posthorn.message.RateLimit;
import io.posthorn.message.TokenBucket;
import java.time.Instant;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** How many messages a queue may hand out, and when the next. */
final class HandOutBounds {
  private final MemoryQueue queue;

  /** Null = there is no rate limit. */
  private @Nullable TokenBucket bucket;

  HandOutBounds(MemoryQueue queue, Turn turn) {
    this.queue = queue;
    bucket = TokenBucket.changed(null, null, queue.config().push().rateLimit(), turn.elapsed);
  }

  /** Whether there are any. */
  boolean any() {
    Push push = queue.config().push();
    return push.maxConcurrency() > 0 || push.rateLimit() != null;
  }

  /** The queue's configuration is about to become another one. */
  void change(Push push, Turn turn) {
    RateLimit from = queue.config().push().rateLimit();
    bucket = TokenBucket.changed(bucket, from, push.rateLimit(), turn.elapsed);
  }

  /** Most messages that may be handed out now. */
  long free(Turn turn) {
    int max = queue.config().push().maxConcurrency();
    long leases = max == 0 ? Long.MAX_VALUE : Math.max(0, max - leaseEnds(turn).count());
    RateLimit limit = queue.config().push().rateLimit();
    return bucket == null || limit == null
        ? leases
        : Math.min(leases, bucket.tokens(limit, turn.elapsed));
  }

  void handedOut(int count, Turn turn) {
    RateLimit limit = queue.config().push().rateLimit();
    if (bucket != null && limit != null) {
      bucket = bucket.minus(limit, count, turn.elapsed);
    }
  }

  void givenBack(Turn turn) {
    RateLimit limit = queue.config().push().rateLimit();
    if (bucket != null && limit != null) {
      bucket = bucket.plusOne(limit, turn.elapsed);
    }
  }

  /** When the next message may be handed out; null = none waits. */
  @Nullable Instant nextVisibleAt(Turn turn) {
    Long next = null;
    for (Entry entry : queue.inOrder()) {
      long at = entry.readyAt(turn);
      next = next == null ? at : Math.min(next, at);
      if (next <= turn.elapsed || queue.config().push().ordered()) {
        break;
      }
    }
    return next == null ? null : Instant.ofEpochMilli(Math.max(next, bound(turn)));
  }

  /** Nothing may be handed out before. */
  private long bound(Turn turn) {
    int max = queue.config().push().maxConcurrency();
    boolean taken = max > 0 && leaseEnds(turn).count() >= max;
    long leaseEnd = taken ? leaseEnds(turn).min().orElseThrow() : Long.MIN_VALUE;
    RateLimit limit = queue.config().push().rateLimit();
    if (bucket == null || limit == null || bucket.tokens(limit, turn.elapsed) > 0) {
      return leaseEnd;
    }
    return Math.max(leaseEnd, bucket.nextAt(limit, turn.elapsed));
  }

  private LongStream leaseEnds(Turn turn) {
    return queue.leased().stream()
        .filter(entry -> entry.state(turn) == MessageState.LEASED)
        .mapToLong(entry -> entry.visibleAt);
  }
}
