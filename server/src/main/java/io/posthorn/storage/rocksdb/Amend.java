package io.posthorn.storage.rocksdb;

import static java.util.Objects.requireNonNull;

import io.posthorn.message.Run;
import io.posthorn.storage.Change;
import io.posthorn.storage.Change.Amendment;
import io.posthorn.storage.rocksdb.SideRecord.Status;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Makes an unfinished message another one under its old name. One that was plain in the log stays
 * there when it keeps its place; any other one is written anew beside it.
 */
final class Amend {
  private final Core core;
  private final QueueState state;
  private final Change change;
  private final long sequence;

  Amend(Core core, QueueState state, Change change, long sequence) {
    this.core = core;
    this.state = state;
    this.change = change;
    this.sequence = sequence;
  }

  /** Amends a ready message of the log; answers the instant it waits for, null = it is ready. */
  @Nullable SideRecord inLog(MessageRecord message) {
    SideRecord plain = SideRecord.inLog(message);
    if (change.visibleAt() != null) {
      core.lifecycle.leaveLog(state, sequence, message);
      return startOver(plain, message);
    }
    MessageRecord anew = anew(plain, message);
    Long life = message.life();
    if (life != null && anew.life() == null) {
      core.batch.delete(Column.TIME, Keys.time(state.incarnation(), Lane.EXPIRY, life, sequence));
    }
    core.batch.put(Column.LOG, Keys.message(state.incarnation(), sequence), anew.encode());
    state.head.replace(sequence, anew);
    core.batch.dirty(state);
    // A point read of the log would still see the old one.
    core.batch.write();
    return null;
  }

  /** Amends a message that waits or is leased; answers it as it is now. */
  SideRecord sideTracked(SideRecord side, MessageRecord message) {
    core.lifecycle.unpark(state, sequence, side);
    Instant visibleAt = change.visibleAt();
    boolean leased = side.status() == Status.LEASED && side.at() > core.now();
    if (visibleAt != null && !leased) {
      return startOver(Expiry.takenOver(core, state, side, message), message);
    }
    SideRecord aimed =
        visibleAt == null
            ? side
            : side.with(side.course().withAfterLease(visibleAt.toEpochMilli()));
    SideRecord amended = define(aimed, message, anew(aimed, message));
    core.lifecycle.park(state, sequence, amended);
    return amended;
  }

  private SideRecord startOver(SideRecord side, MessageRecord message) {
    MessageRecord anew = anew(side, message);
    SideRecord amended = define(side, message, anew);
    long at = requireNonNull(change.visibleAt(), "visibleAt").toEpochMilli();
    SideRecord there = Expiry.startedOver(amended, anew, at);
    core.lifecycle.park(state, sequence, there);
    return there;
  }

  /** Writes the message anew, and what its side record tells of it. */
  private SideRecord define(SideRecord side, MessageRecord message, MessageRecord anew) {
    byte[] key = Keys.message(state.incarnation(), sequence);
    core.batch.put(Column.HELD, key, anew.encode());
    if (!side.held()) {
      core.batch.delete(Column.LOG, key);
    }
    SideRecord there = side.movedToHeld().with(Traits.of(anew));
    if (!anew.repeats()) {
      return there.with(there.course().withRun(null));
    }
    Run run = message.repeats() ? side.run(message) : new Run(0, firstOnWall(side));
    return there.with(there.course().withRun(run)).with(there.life().until(null));
  }

  private MessageRecord anew(SideRecord side, MessageRecord old) {
    Amendment amendment = requireNonNull(change.amendment(), "amendment");
    StoredTask task = StoredTask.of(amendment.task());
    boolean repeats = task != null && task.repeats();
    Long ttl = repeats ? null : old.ttl();
    if (old.repeats() && !repeats) {
      boolean startsOver = change.visibleAt() != null || side.course().afterLease() != null;
      ttl = startsOver ? MessageRecord.millis(state.info.config().ttl()) : null;
    }
    boolean begins = repeats && !old.repeats();
    return new MessageRecord(
        old.enqueuedAt(),
        old.visibleAt(),
        old.wall(),
        begins ? firstOnWall(side).toEpochMilli() - old.visibleAt() : repeats ? old.lead() : 0,
        ttl,
        amendment.contentType(),
        old.key(),
        old.deduplication(),
        task,
        amendment.trace(),
        amendment.body());
  }

  /** What the first {@code visibleAt} is on the wall clock. */
  private Instant firstOnWall(SideRecord side) {
    long lead = core.clock.wallNow() - core.now(side.lane());
    return Instant.ofEpochMilli(side.life().from() + lead);
  }
}
