package io.posthorn.storage.rocksdb;

import io.posthorn.storage.MessageRef;
import io.posthorn.storage.StorageException;
import io.posthorn.storage.StorageException.Kind;
import io.posthorn.storage.rocksdb.HeadWindow.Entry;
import io.posthorn.storage.rocksdb.SideRecord.Status;
import io.posthorn.storage.rocksdb.WaitingWindow.Due;
import org.jspecify.annotations.Nullable;

/** Finds messages, and fills the windows at the heads of queues. */
final class Lookup {
  private static final long READ_BYTES = 256 << 10;
  private static final int ADVANCE = 50_000;

  private final Core core;

  Lookup(Core core) {
    this.core = core;
  }

  @Nullable SideRecord side(QueueState state, long sequence) {
    byte[] value = core.get(Column.SIDE, Keys.message(state.incarnation(), sequence));
    return value == null ? null : SideRecord.decode(value);
  }

  /** The message behind {@code side}. */
  MessageRecord message(QueueState state, long sequence, SideRecord side) {
    MessageRecord message = stored(side.held() ? Column.HELD : Column.LOG, state, sequence);
    if (message == null) {
      throw new StorageException(
          Kind.CORRUPT,
          "message "
              + state.id(sequence)
              + " of queue "
              + state.info.name()
              + " has lost its body");
    }
    return message;
  }

  /** The message behind {@code side} if it has names that somebody must free; else null. */
  @Nullable MessageRecord named(QueueState state, long sequence, SideRecord side) {
    return side.traits().named() ? message(state, sequence, side) : null;
  }

  /** Bytes of the body behind {@code side}. */
  long size(QueueState state, long sequence, SideRecord side) {
    long known = side.traits().size();
    return known >= 0 ? known : message(state, sequence, side).body().size();
  }

  @Nullable MessageRecord stored(Column column, QueueState state, long sequence) {
    byte[] value = core.get(column, Keys.message(state.incarnation(), sequence));
    return value == null ? null : MessageRecord.decode(value);
  }

  /** The sequence that a reference names; 0 = none of this queue. */
  long sequence(QueueState state, MessageRef ref) {
    if (ref.id() != null) {
      return ref.id().incarnation() == state.incarnation() ? ref.id().sequence() : 0;
    }
    String key = ref.key();
    byte[] value =
        key == null ? null : core.get(Column.KEYS, Keys.producerKey(state.incarnation(), key));
    return value == null ? 0 : Keys.getLong(value, 0);
  }

  /** The next message of the log; null when none is left. Reads on as needed. */
  @Nullable Entry head(QueueState state) {
    if (state.head.isEmpty() && !state.head.complete()) {
      fillHead(state);
    }
    return state.head.peek();
  }

  /**
   * As {@link #head} for who only wants to see it: reads that one message, however many would fit
   * the window.
   */
  @Nullable Entry glimpse(QueueState state) {
    Entry known = state.head.peek();
    if (known != null || state.head.complete()) {
      return known;
    }
    Entry[] found = new Entry[1];
    core.scan(
        Column.LOG,
        Keys.message(state.incarnation(), state.cursor + 1),
        Keys.queue(state.incarnation() + 1),
        (key, value) -> {
          found[0] = new Entry(Keys.sequence(key), MessageRecord.decode(value));
          return false;
        });
    return found[0];
  }

  private void fillHead(QueueState state) {
    long[] seen = new long[2];
    boolean[] more = new boolean[1];
    core.scan(
        Column.LOG,
        Keys.message(state.incarnation(), state.cursor + 1),
        Keys.queue(state.incarnation() + 1),
        (key, value) -> {
          if (seen[0] >= core.bounds.headRead() || seen[1] >= READ_BYTES) {
            more[0] = true;
            return false;
          }
          state.head.add(new Entry(Keys.sequence(key), MessageRecord.decode(value)));
          seen[0]++;
          seen[1] += value.length;
          return true;
        });
    if (!more[0]) {
      state.head.completed();
    }
  }

  /** The earliest entry of a lane; null when there is none. Reads on as needed. */
  @Nullable Due waiting(QueueState state, Lane lane) {
    WaitingWindow window = state.window(lane);
    if (window.isEmpty() && !window.complete()) {
      fillWaiting(state, lane, window);
    }
    return window.first();
  }

  private void fillWaiting(QueueState state, Lane lane, WaitingWindow window) {
    int[] seen = new int[1];
    boolean[] more = new boolean[1];
    Due horizon = window.horizon();
    long from = horizon.instant();
    core.scan(
        Column.TIME,
        Keys.time(
            state.incarnation(), lane, from, from == Long.MIN_VALUE ? 0 : horizon.sequence() + 1),
        Keys.laneEnd(state.incarnation(), lane),
        (key, value) -> {
          if (seen[0] >= core.bounds.waitingRead()) {
            more[0] = true;
            return false;
          }
          window.read(Keys.timeInstant(key), Keys.timeSequence(key), Status.values()[value[0]]);
          seen[0]++;
          return true;
        });
    if (!more[0]) {
      window.completed();
    }
  }

  /** The next entry of a lane after {@code instant}, wherever it is; null when there is none. */
  @Nullable Due waitingAfter(QueueState state, Lane lane, long instant) {
    if (state.window(lane).reaches(instant)) {
      Due next = state.window(lane).after(instant);
      if (next != null || state.window(lane).complete()) {
        return next;
      }
    }
    Due[] found = new Due[1];
    core.scan(
        Column.TIME,
        Keys.time(state.incarnation(), lane, instant + 1, 0),
        Keys.laneEnd(state.incarnation(), lane),
        (key, value) -> {
          found[0] = new Due(Keys.timeInstant(key), Keys.timeSequence(key));
          return false;
        });
    return found[0];
  }

  /** Moves the watermarks up to now, so that what became due since is counted as ready. Bounded. */
  void advance(QueueState state) {
    for (Lane lane : state.lanes()) {
      advance(state, lane);
    }
  }

  /** Moves one lane's watermark. */
  void advance(QueueState state, Lane lane) {
    long watermark = state.watermark(lane);
    long now = core.now(lane);
    if (now == watermark || state.waiting() == 0) {
      state.watermark(lane, now);
      return;
    }
    // A wall clock that stepped back makes messages wait again.
    int by = now < watermark ? 1 : -1;
    long from = Math.min(watermark, now);
    long to = Math.max(watermark, now);
    if (state.window(lane).reaches(to)) {
      state.window(lane).between(from, to).values().forEach(status -> pass(state, status, by));
      state.watermark(lane, now);
      return;
    }
    long[] last = {watermark};
    int[] seen = new int[1];
    boolean[] stopped = new boolean[1];
    core.scan(
        Column.TIME,
        Keys.time(state.incarnation(), lane, from + 1, 0),
        Keys.time(state.incarnation(), lane, to + 1, 0),
        (key, value) -> {
          long instant = Keys.timeInstant(key);
          if (by < 0 && seen[0]++ >= ADVANCE && instant != last[0]) {
            stopped[0] = true;
            return false;
          }
          last[0] = instant;
          pass(state, Status.values()[value[0]], by);
          return true;
        });
    state.watermark(lane, stopped[0] ? last[0] : now);
  }

  private static void pass(QueueState state, Status status, int by) {
    if (status == Status.LEASED) {
      state.leased += by;
    } else {
      state.scheduled += by;
    }
    state.due -= by;
  }
}
