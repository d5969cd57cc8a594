package io.posthorn.storage.rocksdb;

import io.posthorn.message.Attempt;
import io.posthorn.message.AttemptReport;
import io.posthorn.message.RetryPolicy;
import io.posthorn.message.Run;
import io.posthorn.storage.rocksdb.SideRecord.Status;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Decides whether a waiting message has come to an end, and ends leases that ran out. */
final class Expiry {
  static final String EXPIRED = "expired";

  private Expiry() {}

  /** Why a message may not be handed out now; null = it may. */
  static @Nullable String reason(Core core, QueueState state, long sequence, SideRecord side) {
    if (side.traits().repeats()) {
      return null;
    }
    if (side.course().afterLease() != null) {
      return null;
    }
    boolean leaseOver = side.status() == Status.LEASED && side.at() <= core.now();
    if (leaseOver) {
      String spent = spent(core, state, sequence, side);
      if (spent != null) {
        return spent;
      }
    }
    Long life = side.life().end();
    if (life == null || (side.status() == Status.LEASED && !leaseOver)) {
      return null;
    }
    long end = side.status() == Status.LEASED ? side.at() + life : life;
    return end <= core.now(side.lane()) ? EXPIRED : null;
  }

  /** Why a message that was tried may not be tried again; null = it may. */
  static @Nullable String spent(Core core, QueueState state, long sequence, SideRecord side) {
    if (side.traits().repeats()) {
      return null;
    }
    RetryPolicy retry = retry(core, state, sequence, side);
    int attempt = side.tries().attempt();
    if (!retry.exhausted(attempt, Duration.ofMillis(core.now() - side.life().from()))) {
      return null;
    }
    return retry.exhausted(attempt, Duration.ZERO) ? "attempts" : "age";
  }

  /** The policy of a message: its own, or its queue's. */
  static RetryPolicy retry(Core core, QueueState state, long sequence, SideRecord side) {
    return state
        .info
        .config()
        .retryOf(
            side.traits().retries()
                ? core.lookup.message(state, sequence, side).decodedTask()
                : null);
  }

  /**
   * The record of a message whose lease, if it had one, ended by itself: the attempt is over, its
   * life goes on.
   */
  static SideRecord takenOver(Core core, QueueState state, SideRecord side, MessageRecord message) {
    if (side.status() != Status.LEASED) {
      return side;
    }
    SideRecord attempted = attempted(state, side, side.at(), EXPIRED, null, null);
    Long afterLease = side.course().afterLease();
    return afterLease == null
        ? ended(core, state, attempted)
        : startedOver(attempted, message, afterLease);
  }

  /** The record of a message that waits for {@code at}, wall clock, as if it were new. */
  static SideRecord startedOver(SideRecord side, MessageRecord message, long at) {
    boolean repeats = side.traits().repeats();
    var run = repeats ? new Run(0, Instant.ofEpochMilli(at)) : null;
    return side.beginning(Lane.WALL, at, message.lifeFrom(at)).with(new Course(run, null, at));
  }

  /** Its place in an ordered queue, ms. */
  static long place(SideRecord side, MessageRecord message) {
    Long place = side.course().place();
    return place == null ? message.visibleAt() : place;
  }

  /** The record of a message whose lease ends now, or ended when it ran out. */
  static SideRecord ended(Core core, QueueState state, SideRecord side) {
    Long left = side.life().end();
    Long end = left == null ? null : (Long) (Math.min(core.now(), side.at()) + left);
    return side.as(Status.WAITING, state.pauseLane(), side.at(), end);
  }

  /** The record of a message whose attempt under way ended at {@code endedAt}. */
  static SideRecord attempted(
      QueueState state,
      SideRecord side,
      long endedAt,
      String outcome,
      @Nullable String detail,
      @Nullable AttemptReport report) {
    Tries tries = side.tries();
    var attempt =
        new Attempt(
            tries.attempt(),
            Instant.ofEpochMilli(tries.startedAt()),
            Duration.ofMillis(Math.max(0, endedAt - tries.startedAt())),
            outcome,
            detail,
            report);
    return side.with(tries.and(attempt, state.info.config().push().history()));
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
    core.lifecycle.die(state, sequence, takenOver(core, state, side, message), message, reason);
  }
}
