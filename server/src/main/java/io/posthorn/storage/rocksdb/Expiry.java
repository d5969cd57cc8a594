package io.posthorn.storage.rocksdb;

import io.posthorn.message.RetryPolicy;
import io.posthorn.storage.rocksdb.SideRecord.Status;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Decides whether a waiting message has come to an end, and ends leases that ran out. */
final class Expiry {
  static final String EXPIRED = "expired";

  private Expiry() {}

  /** Why a message may not be handed out now; null = it may. */
  static @Nullable String reason(Core core, QueueState state, SideRecord side) {
    boolean leaseOver = side.status() == Status.LEASED && side.at() <= core.now();
    if (leaseOver) {
      String spent = spent(state, side, core.now());
      if (spent != null) {
        return spent;
      }
    }
    Long life = side.life();
    if (life == null || (side.status() == Status.LEASED && !leaseOver)) {
      return null;
    }
    long end = side.status() == Status.LEASED ? side.at() + life : life;
    return end <= core.now(side.lane()) ? EXPIRED : null;
  }

  /** Why a message that was tried may not be tried again; null = it may. */
  static @Nullable String spent(QueueState state, SideRecord side, long now) {
    RetryPolicy retry = state.info.config().retry();
    if (!retry.exhausted(side.attempt(), Duration.ofMillis(now - side.firstVisibleAt()))) {
      return null;
    }
    return retry.exhausted(side.attempt(), Duration.ZERO) ? "attempts" : "age";
  }

  /**
   * The record of a message whose lease, if it had one, ended by itself: the attempt is over, its
   * life goes on.
   */
  static SideRecord takenOver(Core core, SideRecord side) {
    if (side.status() != Status.LEASED) {
      return side;
    }
    return ended(core, side.attempted(side.at(), EXPIRED, null));
  }

  /** The record of a message whose lease ends now, or ended when it ran out. */
  static SideRecord ended(Core core, SideRecord side) {
    Long life = side.life() == null ? null : (Long) (Math.min(core.now(), side.at()) + side.life());
    return side.as(Status.WAITING, Lane.ELAPSED, side.at(), life);
  }

  /** Makes a waiting message, or one whose lease ran out, dead. */
  static void bury(
      Core core,
      QueueState state,
      long sequence,
      SideRecord side,
      MessageRecord message,
      String reason) {
    core.lifecycle.readNames(state, message);
    core.lifecycle.unpark(state, sequence, side);
    core.lifecycle.die(state, sequence, takenOver(core, side), message, reason);
  }
}
