package io.posthorn.storage.rocksdb;

import static java.util.Objects.requireNonNull;

import io.posthorn.message.QueueName;
import io.posthorn.message.Run;
import io.posthorn.metrics.StorageMetrics.By;
import io.posthorn.storage.Change;
import io.posthorn.storage.ChangeResult;
import io.posthorn.storage.rocksdb.SideRecord.Status;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@link io.posthorn.storage.MessageStore#change}. */
final class ChangeCommand extends QueueCommand<List<ChangeResult>> {
  private final List<Change> changes;

  ChangeCommand(QueueName queue, List<Change> changes) {
    super(queue);
    this.changes = changes;
  }

  @Override
  List<ChangeResult> missing() {
    return Collections.nCopies(changes.size(), ChangeResult.NOT_FOUND);
  }

  @Override
  List<ChangeResult> run(Core core, QueueState state) {
    var results = new ArrayList<ChangeResult>(changes.size());
    for (Change change : changes) {
      // Looking for one message may read the log, which wants earlier changes written.
      core.batch.write();
      results.add(change(core, state, change));
    }
    return results;
  }

  private ChangeResult change(Core core, QueueState state, Change change) {
    long sequence = core.lookup.sequence(state, change.message());
    if (sequence <= 0) {
      return ChangeResult.NOT_FOUND;
    }
    SideRecord side = core.lookup.side(state, sequence);
    MessageRecord message = message(core, state, sequence, side);
    if (message == null) {
      return ChangeResult.NOT_FOUND;
    }
    boolean ready = side == null && sequence > state.cursor;
    ChangeResult result =
        switch (change.kind()) {
          case CANCEL -> {
            Drop.drop(core, state, sequence, side, message, By.CANCEL);
            madeRoom(core, state);
            yield ChangeResult.CHANGED;
          }
          case REDRIVE -> redrive(core, state, sequence, side, message);
          case RUN_NOW -> runNow(core, state, sequence, side, ready);
          case AMEND -> amend(core, state, sequence, side, message, change, ready);
          case RESCHEDULE ->
              reschedule(
                  core,
                  state,
                  sequence,
                  ready ? SideRecord.inLog(message) : side,
                  message,
                  change,
                  ready);
        };
    if (result == ChangeResult.CHANGED) {
      changed(core, state);
    }
    return result;
  }

  private static @Nullable MessageRecord message(
      Core core, QueueState state, long sequence, @Nullable SideRecord side) {
    if (side != null) {
      return core.lookup.message(state, sequence, side);
    }
    if (sequence <= state.cursor && (state.ring == null || !state.retains(sequence))) {
      return null;
    }
    return core.lookup.stored(Column.LOG, state, sequence);
  }

  private ChangeResult redrive(
      Core core,
      QueueState state,
      long sequence,
      @Nullable SideRecord side,
      MessageRecord message) {
    if (side == null || side.status() != Status.DEAD) {
      return ChangeResult.WRONG_STATE;
    }
    if (!Redrive.redrive(core, state, sequence, side, message)) {
      return ChangeResult.KEY_CONFLICT;
    }
    visible(core, core.now());
    return ChangeResult.CHANGED;
  }

  private ChangeResult runNow(
      Core core, QueueState state, long sequence, @Nullable SideRecord side, boolean ready) {
    if (ready) {
      return ChangeResult.CHANGED;
    }
    if (side == null || !waits(core, side)) {
      return ChangeResult.WRONG_STATE;
    }
    if (side.at() <= core.now(side.lane())) {
      return ChangeResult.CHANGED;
    }
    MessageRecord message = core.lookup.message(state, sequence, side);
    core.lifecycle.unpark(state, sequence, side);
    core.lifecycle.park(
        state, sequence, moved(core, side, message, runNowLane(core, state, side), core.now()));
    visible(core, core.now());
    return ChangeResult.CHANGED;
  }

  /** One that was visible before keeps its place. */
  private static Lane runNowLane(Core core, QueueState state, SideRecord side) {
    return neverVisible(core, side) ? Lane.ELAPSED : state.pauseLane();
  }

  private ChangeResult amend(
      Core core,
      QueueState state,
      long sequence,
      @Nullable SideRecord side,
      MessageRecord message,
      Change change,
      boolean ready) {
    if (!ready && (side == null || !side.status().inTimeIndex())) {
      return ChangeResult.WRONG_STATE;
    }
    StoredTask task = message.task();
    var content =
        new Change.Amendment(
            message.body(),
            message.contentType(),
            task == null ? null : task.task(),
            message.trace());
    if (!change.expects(content)) {
      return ChangeResult.CONFLICT;
    }
    if (change.keeps(content)) {
      // What made it so may still be on its way to stable storage: this waits for it.
      return ChangeResult.CHANGED;
    }
    var amend = new Amend(core, state, change, sequence);
    SideRecord there = side == null ? amend.inLog(message) : amend.sideTracked(side, message);
    if (there != null && there.status() == Status.WAITING) {
      visible(core, core.onElapsed(there.lane(), there.at()));
    }
    return ChangeResult.CHANGED;
  }

  private ChangeResult reschedule(
      Core core,
      QueueState state,
      long sequence,
      @Nullable SideRecord side,
      MessageRecord message,
      Change change,
      boolean ready) {
    if (side == null || !waits(core, side)) {
      return ChangeResult.WRONG_STATE;
    }
    SideRecord waiting = side;
    if (ready) {
      core.lifecycle.leaveLog(state, sequence, message);
      core.batch.put(Column.HELD, Keys.message(state.incarnation(), sequence), message.encode());
      waiting = side.movedToHeld();
    } else {
      core.lifecycle.unpark(state, sequence, side);
      waiting = Expiry.takenOver(core, state, side, message);
    }
    long at = requireNonNull(change.visibleAt()).toEpochMilli();
    core.lifecycle.park(state, sequence, moved(core, waiting, message, Lane.WALL, at));
    visible(core, core.onElapsed(Lane.WALL, at));
    return ChangeResult.CHANGED;
  }

  /** SCHEDULED or READY. */
  private static boolean waits(Core core, SideRecord side) {
    return side.status() == Status.WAITING
        || (side.status() == Status.LEASED && side.at() <= core.now());
  }

  /**
   * A waiting message moved to another instant; one that was never visible begins its life there.
   */
  private static SideRecord moved(
      Core core, SideRecord side, MessageRecord message, Lane lane, long at) {
    boolean neverVisible = neverVisible(core, side);
    long shift = core.now(lane) - core.now(side.lane());
    SideRecord there = side.lane() == lane ? side : side.shifted(lane, shift);
    Run run = side.run(message);
    SideRecord moved =
        there
            .as(Status.WAITING, lane, at, there.life().end())
            .with(course(core, there, message, run, lane, at, neverVisible));
    return neverVisible ? moved.with(new Life(at, message.lifeFrom(at))) : moved;
  }

  private static Course course(
      Core core,
      SideRecord side,
      MessageRecord message,
      @Nullable Run run,
      Lane lane,
      long at,
      boolean neverVisible) {
    long place = neverVisible || lane.onWall() ? at : Expiry.place(side, message);
    Run next = run == null ? null : nextRun(core, run, lane, at);
    return new Course(next, side.course().afterLease(), place);
  }

  private static boolean neverVisible(Core core, SideRecord side) {
    return core.now(side.lane()) < side.life().from();
  }

  /** The same run for another instant. */
  private static Run nextRun(Core core, Run run, Lane lane, long at) {
    return new Run(run.number(), Instant.ofEpochMilli(lane.onWall() ? at : core.clock.wallNow()));
  }
}
