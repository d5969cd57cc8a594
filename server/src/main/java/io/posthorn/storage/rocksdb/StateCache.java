package io.posthorn.storage.rocksdb;

import io.posthorn.message.QueueConfig;
import io.posthorn.message.QueueName;
import io.posthorn.message.Ring;
import io.posthorn.message.TokenBucket;
import io.posthorn.storage.QueueInfo;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The queues in use, least recently used first. A queue leaves it only between batches. Writer
 * thread only.
 */
final class StateCache {
  private static final byte[] LAST_INCARNATION = {'i'};
  private static final byte[] LAST_DELETED = {'s'};

  private final RocksDb db;
  private final Batch batch;
  private final WindowBudget budget;
  private final int most;
  private final QueueRows rows = new QueueRows();
  private final Map<QueueName, QueueState> states = new LinkedHashMap<>(64, 0.75f, true);

  StateCache(RocksDb db, Batch batch, RocksOptions.Memory memory, Bounds bounds) {
    this.db = db;
    this.batch = batch;
    this.budget = new WindowBudget(memory.windowBytes(), bounds);
    this.most = memory.queues();
  }

  /** The queue; null when there is none. */
  @Nullable QueueState find(QueueName name) {
    QueueState state = states.get(name);
    if (state != null) {
      return state;
    }
    byte[] row = batch.get(Column.QUEUES, name.bytes());
    if (row == null) {
      return null;
    }
    state = load(info(name, row));
    states.put(name, state);
    return state;
  }

  /**
   * What {@code look} sees of a queue that it does not use, and must not keep or change; empty when
   * there is none. Looking at all queues, however many, pushes none out that is in use.
   */
  <T> Optional<T> look(QueueName name, Function<QueueState, T> look) {
    QueueState there = states.get(name);
    if (there == null && states.size() < most) {
      there = find(name);
    }
    if (there != null) {
      return Optional.of(look.apply(there));
    }
    // What is not here has no changes under way.
    byte[] row = batch.get(Column.QUEUES, name.bytes());
    if (row == null) {
      return Optional.empty();
    }
    QueueState passing = load(info(name, row));
    try {
      return Optional.of(look.apply(passing));
    } finally {
      passing.dropWindows(false);
    }
  }

  /** What the row of a queue says. */
  QueueInfo info(QueueName name, byte[] row) {
    return rows.decode(name, row);
  }

  QueueState create(QueueName name, QueueConfig config, long elapsedNow, long wallNow) {
    byte[] last = batch.get(Column.DEFAULT, LAST_INCARNATION);
    long incarnation = Math.max(last == null ? 1 : Keys.getLong(last, 0) + 1, wallNow);
    var info = new QueueInfo(name, incarnation, 1, config, false, Instant.ofEpochMilli(elapsedNow));
    var state = new QueueState(info, budget, true);
    for (Lane lane : Lane.WAITING) {
      state.watermark(lane, lane.onWall() ? wallNow : elapsedNow);
    }
    state.placed = state.ordered();
    state.bucket = TokenBucket.changed(null, null, config.push().rateLimit(), elapsedNow);
    state.beginAfter(lastDeleted());
    state.ring = config.ring() ? Ring.startingAfter(state.lastSequence, Ring.DEFAULT_MAX) : null;
    states.put(name, state);
    batch.put(Column.DEFAULT, LAST_INCARNATION, Keys.queue(incarnation));
    store(state);
    batch.dirty(state);
    return state;
  }

  /** The highest sequence of any queue that was deleted: a queue made later begins behind it. */
  private long lastDeleted() {
    byte[] last = batch.get(Column.DEFAULT, LAST_DELETED);
    return last == null ? 0 : Keys.getLong(last, 0);
  }

  void store(QueueState state) {
    batch.put(Column.QUEUES, state.info.name().bytes(), QueueCodec.encode(state.info));
  }

  void remove(QueueState state) {
    state.gone = true;
    state.dropWindows(true);
    states.remove(state.info.name());
    batch.put(
        Column.DEFAULT, LAST_DELETED, Keys.queue(Math.max(lastDeleted(), state.lastSequence)));
    batch.delete(Column.QUEUES, state.info.name().bytes());
    batch.delete(Column.STATE, Keys.queue(state.incarnation()));
  }

  /** Called between batches: lets go of what is beyond the bounds; answers the queues that left. */
  List<QueueState> shrink() {
    if (states.size() <= most && !budget.exceeded()) {
      return List.of();
    }
    var left = new ArrayList<QueueState>();
    var all = states.values().iterator();
    while (all.hasNext() && (states.size() > most || budget.exceeded())) {
      QueueState state = all.next();
      if (states.size() > most) {
        all.remove();
        state.dropWindows(false);
        left.add(state);
      } else {
        state.forgetWindows();
      }
    }
    return left;
  }

  private QueueState load(QueueInfo info) {
    var state = new QueueState(info, budget, false);
    byte[] row = batch.get(Column.STATE, Keys.queue(info.incarnation()));
    if (row != null) {
      StateCodec.decode(row, state);
    }
    state.rowSequence = state.lastSequence;
    countAppended(state);
    state.forgetWindows();
    return state;
  }

  /** What the log has beyond the row can only be plain appends: everything else writes the row. */
  private void countAppended(QueueState state) {
    byte[] from = Keys.message(state.incarnation(), state.lastSequence + 1);
    byte[] to = Keys.queue(state.incarnation() + 1);
    byte[] last = db.lastKey(Column.LOG, from, to);
    if (last == null) {
      return;
    }
    byte[] value = db.get(Column.LOG, last);
    if (value != null) {
      state.lastVisibleAt = Math.max(state.lastVisibleAt, MessageRecord.decode(value).visibleAt());
    }
    long appended = Keys.sequence(last) - state.lastSequence;
    state.lastSequence += appended;
    state.inLog += appended;
    state.enqueuedTotal += appended;
    Ring ring = state.ring;
    for (long i = 0; ring != null && i < appended; i++) {
      state.consumed -= (ring.overwrittenByPut() == 0 ? 0 : 1) + ring.strandedByPut();
      ring = ring.afterPut();
    }
    state.ring = ring;
  }
}
