package io.posthorn.client;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a settlement came to.
 *
 * @param stale it came too late and changed nothing: the lease had ended, and the message was
 *     handed out again, settled, cancelled or purged
 * @param dead the message is dead now
 * @param until when the message comes back, or how long its lease is extended; null = neither
 */
public record Settled(boolean stale, boolean dead, @Nullable Instant until) {
  static Settled of(Fields fields) {
    Instant visibleAt = fields.instant("visibleAt");
    return new Settled(
        "stale".equals(fields.textOrNull("result")),
        "dead".equals(fields.textOrNull("state")),
        visibleAt == null ? fields.instant("leaseUntil") : visibleAt);
  }
}
