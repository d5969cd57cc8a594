package io.posthorn.storage.rocksdb;

import static java.util.Objects.requireNonNull;

import io.posthorn.message.MessageId;
import io.posthorn.message.Push;
import io.posthorn.message.Retention;
import io.posthorn.message.Ring;
import io.posthorn.message.TokenBucket;
import io.posthorn.storage.QueueInfo;
import io.posthorn.storage.QueueStats;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One queue as the writer thread knows it. The first block is what {@link StateCodec} keeps in the
 * queue's state row; it is written with every change but the append of plain messages, which the
 * log itself tells. The second block is memory only.
 */
final class QueueState {
  /**
   * The row is rewritten at least after this many appends, so that opening a queue has little to
   * count.
   */
  private static final long APPENDS_PER_ROW = 4096;

  QueueInfo info;

  long lastSequence;
  long cursor;
  long floor = 1;
  long lastVisibleAt = Long.MIN_VALUE;
  long inLog;
  long scheduled;
  long leased;
  long due;
  long dead;
  long consumed;
  long consumedBytes;
  long enqueuedTotal;
  long takenTotal;
  long reservedTotal;
  long ackedTotal;
  long deadTotal;
  long passedBytes;

  /** Something was ever delayed, leased, cancelled or purged: sequences no longer tell all. */
  boolean mixed;

  /** Something ever had an end of life. */
  boolean mortal;

  /** Leases whose message was amended to wait for an instant afterwards. */
  long amended;

  /** It was ever ordered: lanes PAUSE and PLACE may have something. */
  boolean placed;

  /** What a rate limit has to give away; null = there is none. */
  @Nullable TokenBucket bucket;

  @Nullable Ring ring;
  final DeduplicationBuckets deduplication = new DeduplicationBuckets();

  /** Up to where the entries of a lane count as due. */
  private final long[] watermarks = new long[Lane.values().length];

  final HeadWindow head;
  private final Map<Lane, WaitingWindow> windows = new EnumMap<>(Lane.class);

  /** How far the sweep of expired leases has come. */
  WaitingWindow.Due leasesLookedAt = WaitingWindow.Due.NONE;

  /**
   * No life ends earlier, and nothing consumed is left from earlier, by its lane: what was there is
   * gone, and scans need not meet its tombstones.
   */
  private final Map<Lane, Long> endsFrom = new EnumMap<>(Lane.class);

  /** No sequence below has a side record of a consumed message. */
  long retainedFrom;

  long rowSequence;
  boolean dirty;
  boolean trimming;
  boolean gone;

  QueueState(QueueInfo info, WindowBudget budget, boolean fresh) {
    this.info = info;
    this.head = new HeadWindow(budget, fresh);
    for (Lane lane : Lane.WAITING) {
      windows.put(lane, new WaitingWindow(budget, fresh));
    }
    windows.put(Lane.PLACE, new WaitingWindow(budget, fresh));
  }

  long endsFrom(Lane lane) {
    return endsFrom.getOrDefault(lane, Long.MIN_VALUE);
  }

  /** All lives of a lane that ended before {@code instant} were seen to. */
  void endedBefore(Lane lane, long instant) {
    endsFrom.put(lane, instant);
  }

  void endsAt(Lane lane, long instant) {
    endsFrom.computeIfPresent(lane, (same, from) -> Math.min(from, instant));
  }

  long incarnation() {
    return info.incarnation();
  }

  MessageId id(long sequence) {
    return new MessageId(incarnation(), sequence);
  }

  WaitingWindow window(Lane lane) {
    return requireNonNull(windows.get(lane), "window");
  }

  long watermark(Lane lane) {
    return watermarks[lane.ordinal()];
  }

  void watermark(Lane lane, long instant) {
    watermarks[lane.ordinal()] = instant;
  }

  boolean ordered() {
    return info.config().push().ordered();
  }

  /** Where a message waits that was handed out before, or is to run now. */
  Lane pauseLane() {
    return ordered() ? Lane.PAUSE : Lane.ELAPSED;
  }

  /** The lanes that something may wait in. */
  List<Lane> lanes() {
    return placed ? Lane.WAITING : Lane.UNPLACED;
  }

  /** Whether how much is handed out depends on more than what is ready. */
  boolean bounded() {
    Push push = info.config().push();
    return push.maxConcurrency() > 0 || push.rateLimit() != null;
  }

  /** What a capacity counts. */
  long unfinished() {
    return inLog + scheduled + leased + due;
  }

  long waiting() {
    return scheduled + leased + due;
  }

  /** Whether a message stays readable when it is consumed now. */
  boolean retains(long sequence) {
    return ring != null ? ring.positionOf(sequence) > 0 : !info.config().retainConsumed().isNone();
  }

  /**
   * Whether consumed messages get a side record. Only a ring without limits of its own does
   * without: there whatever the log still has behind the cursor was consumed.
   */
  boolean tracksConsumed() {
    Retention retain = info.config().retainConsumed();
    return ring == null || retain.count() != null || retain.age() != null || retain.bytes() != null;
  }

  long position(long sequence) {
    return ring == null ? 0 : ring.positionOf(sequence);
  }

  boolean rowOverdue() {
    return lastSequence - rowSequence >= APPENDS_PER_ROW;
  }

  /** A new queue begins behind {@code sequence}. */
  void beginAfter(long sequence) {
    lastSequence = sequence;
    rowSequence = sequence;
    cursor = sequence;
    floor = sequence + 1;
  }

  /** Everything was dropped; sequences and totals go on. */
  void restart(Ring newRing) {
    ring = newRing;
    cursor = lastSequence;
    floor = lastSequence + 1;
    inLog = 0;
    scheduled = 0;
    leased = 0;
    due = 0;
    dead = 0;
    consumed = 0;
    passedBytes = 0;
    amended = 0;
    mixed = false;
    mortal = false;
    deduplication.clear();
    consumedBytes = 0;
    forgetWindows();
  }

  void forgetWindows() {
    head.clear(inLog == 0);
    windows.values().forEach(window -> window.clear(waiting() == 0));
  }

  /** It leaves memory. */
  void dropWindows(boolean nowComplete) {
    head.clear(nowComplete);
    windows.values().forEach(window -> window.clear(nowComplete));
  }

  /** Counts an entry of the time index in ({@code by} = 1) or out ({@code by} = -1). */
  void count(Lane lane, long instant, SideRecord.Status status, int by) {
    if (instant <= watermark(lane)) {
      due += by;
    } else if (status == SideRecord.Status.LEASED) {
      leased += by;
    } else {
      scheduled += by;
    }
  }

  QueueStats stats(@Nullable Instant oldestReadyAt, @Nullable Instant nextVisibleAt) {
    return new QueueStats(
        inLog + due,
        scheduled,
        leased,
        dead,
        consumed,
        oldestReadyAt,
        nextVisibleAt,
        enqueuedTotal,
        takenTotal,
        reservedTotal,
        ackedTotal,
        deadTotal,
        ring);
  }
}
