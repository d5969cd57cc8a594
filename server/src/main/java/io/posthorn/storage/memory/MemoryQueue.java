package io.posthorn.storage.memory;

import io.posthorn.message.Body;
import io.posthorn.message.MessageId;
import io.posthorn.message.MessageState;
import io.posthorn.message.QueueConfig;
import io.posthorn.message.QueueName;
import io.posthorn.message.Ring;
import io.posthorn.metrics.StorageMetrics.By;
import io.posthorn.metrics.StorageMetrics.Was;
import io.posthorn.storage.MessageRef;
import io.posthorn.storage.QueueInfo;
import io.posthorn.storage.QueueStats;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** One queue: its messages, and the few moves that all verbs are made of. */
final class MemoryQueue {
  /** The first message of a deduplication id. */
  record Remembered(Body body, MessageId id, long at) {}

  private static final Comparator<Entry> HAND_OUT_ORDER =
      Comparator.<Entry>comparingLong(entry -> entry.visibleAt).thenComparingLong(Entry::sequence);

  private static final Comparator<Entry> PLACES =
      Comparator.<Entry>comparingLong(entry -> entry.placeAt).thenComparingLong(Entry::sequence);

  final QueueName name;
  final long incarnation;
  private final long createdAt;
  private long version = 1;
  private QueueConfig config;
  final HandOutBounds bounds;
  boolean paused;
  @Nullable Ring ring;
  long lastSequence;

  /** The last {@code visibleAt} given to an immediate message. */
  long lastImmediate;

  /** All messages, by sequence. */
  final TreeMap<Long, Entry> entries = new TreeMap<>();

  /** The unfinished ones, as an unordered queue hands them out. */
  private final NavigableSet<Entry> order = new TreeSet<>(HAND_OUT_ORDER);

  /** The same, as an ordered queue does. */
  private final NavigableSet<Entry> places = new TreeSet<>(PLACES);

  /** Those under a lease, or one that expired. */
  private final Set<Entry> leased = new LinkedHashSet<>();

  final Map<String, Entry> keys = new HashMap<>();
  private final Map<String, Remembered> remembered = new HashMap<>();
  private long enqueuedTotal;
  private long takenTotal;
  private long reservedTotal;
  long ackedTotal;
  private long deadTotal;

  MemoryQueue(QueueName name, long incarnation, long after, QueueConfig config, Turn turn) {
    this.name = name;
    this.incarnation = incarnation;
    this.config = config;
    this.createdAt = turn.elapsed;
    this.lastSequence = after;
    this.ring = config.ring() ? Ring.startingAfter(after, Ring.DEFAULT_MAX) : null;
    this.bounds = new HandOutBounds(this, turn);
  }

  QueueInfo info() {
    return new QueueInfo(
        name, incarnation, version, config, paused, Instant.ofEpochMilli(createdAt));
  }

  QueueConfig config() {
    return config;
  }

  long version() {
    return version;
  }

  void update(QueueConfig newConfig, Turn turn) {
    if (newConfig.ring() && ring == null) {
      ring = Ring.startingAfter(lastSequence, Ring.DEFAULT_MAX);
    } else if (!newConfig.ring()) {
      ring = null;
    }
    bounds.change(newConfig.push(), turn);
    config = newConfig;
    version++;
    turn.visible(name, turn.elapsed);
  }

  /** The unfinished messages in order of handing out. Not to be changed while it is walked. */
  Collection<Entry> inOrder() {
    return config.push().ordered() ? places : order;
  }

  /** The unfinished messages under a lease, or one that expired. */
  Collection<Entry> leased() {
    return leased;
  }

  long unfinished() {
    return order.size();
  }

  long position(long sequence) {
    return ring == null ? 0 : ring.positionOf(sequence);
  }

  @Nullable Entry find(MessageRef message) {
    MessageId id = message.id();
    if (id == null) {
      return keys.get(message.key());
    }
    return id.incarnation() == incarnation ? entries.get(id.sequence()) : null;
  }

  /** The first message of {@code deduplicationId}, while it is remembered. */
  @Nullable Remembered remembered(String deduplicationId, Turn turn) {
    Remembered first = remembered.get(deduplicationId);
    return first == null || forgotten(first, turn) ? null : first;
  }

  void forget(Turn turn) {
    remembered.values().removeIf(first -> forgotten(first, turn));
  }

  private boolean forgotten(Remembered first, Turn turn) {
    return turn.elapsed - first.at() >= config.deduplicationWindow().toMillis();
  }

  /** A message that was just enqueued. */
  void enqueue(Entry entry) {
    insert(entry);
    if (entry.deduplicationId != null) {
      remembered.put(entry.deduplicationId, new Remembered(entry.body, entry.id, entry.enqueuedAt));
    }
    enqueuedTotal++;
  }

  /** A waiting message that was not there, or was finished. */
  void insert(Entry entry) {
    entries.put(entry.sequence(), entry);
    addUnfinished(entry);
    if (entry.key != null) {
      keys.put(entry.key, entry);
    }
  }

  /** Gives an unfinished message another place in the order. */
  void move(Entry entry, Runnable change) {
    removeUnfinished(entry);
    change.run();
    addUnfinished(entry);
  }

  private void addUnfinished(Entry entry) {
    order.add(entry);
    places.add(entry);
    if (entry.place == Entry.Place.LEASED) {
      leased.add(entry);
    }
  }

  private void removeUnfinished(Entry entry) {
    order.remove(entry);
    places.remove(entry);
    leased.remove(entry);
  }

  void lease(Entry entry, long until, Turn turn) {
    move(entry, () -> entry.lease(turn, until));
    reservedTotal++;
    handedOut(entry);
  }

  void take(Entry entry, Turn turn) {
    entry.deliveries++;
    takenTotal++;
    handedOut(entry);
    consume(entry, turn);
  }

  private void handedOut(Entry entry) {
    if (ring != null) {
      ring = ring.afterGet(entry.sequence());
    }
  }

  void consume(Entry entry, Turn turn) {
    finish(entry, Entry.Place.CONSUMED, turn);
    boolean readable =
        ring == null ? !config.retainConsumed().isNone() : ring.positionOf(entry.sequence()) > 0;
    if (!readable) {
      entries.remove(entry.sequence());
    }
  }

  void bury(Entry entry, String reason, Turn turn) {
    finish(entry, Entry.Place.DEAD, turn);
    entry.reason = reason;
    free(entry);
    deadTotal++;
    turn.metrics.dead(reason, 1);
  }

  private void finish(Entry entry, Entry.Place place, Turn turn) {
    removeUnfinished(entry);
    if (entry.key != null) {
      keys.remove(entry.key, entry);
    }
    entry.place = place;
    entry.finishedAt = turn.elapsed;
  }

  /** Drops a message in whatever state, and counts what it was. */
  void drop(Entry entry, By by, Turn turn) {
    if (entry.unfinished()) {
      turn.metrics.removed(Was.UNFINISHED, by, 1);
    } else if (entry.place == Entry.Place.DEAD) {
      turn.metrics.removed(Was.DEAD, by, 1);
    }
    drop(entry);
  }

  /** All that it holds goes. */
  void countDropped(Turn turn) {
    QueueStats stats = stats(turn);
    turn.metrics.removed(Was.UNFINISHED, By.QUEUE, stats.unfinished());
    turn.metrics.removed(Was.DEAD, By.QUEUE, stats.dead());
  }

  /** Drops a message in whatever state. */
  void drop(Entry entry) {
    removeUnfinished(entry);
    entries.remove(entry.sequence());
    if (entry.key != null) {
      keys.remove(entry.key, entry);
    }
  }

  /** Lets its deduplication id be used again. */
  void free(Entry entry) {
    if (entry.deduplicationId != null) {
      Remembered first = remembered.get(entry.deduplicationId);
      if (first != null && first.id().equals(entry.id)) {
        remembered.remove(entry.deduplicationId);
      }
    }
  }

  /** A DEAD message begins anew; false when its key is taken. */
  boolean redrive(Entry entry, Turn turn) {
    if (entry.key != null && keys.containsKey(entry.key)) {
      return false;
    }
    turn.metrics.redriven(1);
    entry.place = Entry.Place.WAITING;
    entry.onWall = false;
    entry.readyByState = false;
    entry.visibleAt = turn.elapsed;
    entry.beginLife(turn.elapsed);
    entry.attempt = 0;
    entry.finishedAt = null;
    entry.reason = null;
    insert(entry);
    turn.visible(name, turn.elapsed);
    return true;
  }

  QueueStats stats(Turn turn) {
    Optional<Entry> oldest =
        inOrder().stream().filter(entry -> entry.state(turn) == MessageState.READY).findFirst();
    Optional<Long> next =
        order.stream()
            .filter(entry -> entry.state(turn) != MessageState.READY)
            .map(entry -> entry.readyAt(turn))
            .min(Comparator.naturalOrder());
    return new QueueStats(
        count(MessageState.READY, turn),
        count(MessageState.SCHEDULED, turn),
        count(MessageState.LEASED, turn),
        count(MessageState.DEAD, turn),
        count(MessageState.CONSUMED, turn),
        oldest.map(entry -> Instant.ofEpochMilli(entry.visibleAt)).orElse(null),
        next.map(Instant::ofEpochMilli).orElse(null),
        enqueuedTotal,
        takenTotal,
        reservedTotal,
        ackedTotal,
        deadTotal,
        ring);
  }

  private long count(MessageState state, Turn turn) {
    return entries.values().stream().filter(entry -> entry.state(turn) == state).count();
  }

  /** All messages go and positions begin anew; false when the queue has no ring. */
  boolean resetRing() {
    if (ring == null) {
      return false;
    }
    entries.clear();
    order.clear();
    places.clear();
    leased.clear();
    keys.clear();
    remembered.clear();
    ring = Ring.startingAfter(lastSequence, Ring.DEFAULT_MAX);
    return true;
  }
}
