package io.posthorn.storage.memory;

import static java.util.Objects.requireNonNull;

import io.posthorn.message.MessageState;
import io.posthorn.message.Retention;
import io.posthorn.metrics.StorageMetrics.By;
import io.posthorn.storage.Sweep;
import io.posthorn.storage.Swept;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** One slice of work on a whole queue. */
final class Sweeping {
  private static final Comparator<Entry> DEATH =
      Comparator.comparing(Sweeping::finishedAt).thenComparing(Entry::sequence);

  private final MemoryQueue queue;
  private final Sweep sweep;
  private final Turn turn;

  Sweeping(MemoryQueue queue, Sweep sweep, Turn turn) {
    this.queue = queue;
    this.sweep = sweep;
    this.turn = turn;
  }

  Swept run() {
    return switch (sweep.kind()) {
      case PURGE -> slice(all(Entry::unfinished), this::purge);
      case PURGE_DEAD -> slice(dead(), this::purge);
      case REDRIVE_ALL -> redrive();
      case EXPIRE -> expire();
      case END_LEASES -> slice(all(this::leased), this::endLease);
    };
  }

  /** The messages that {@code filter} lets pass, by sequence. */
  private List<Entry> all(Predicate<Entry> filter) {
    return queue.entries.values().stream().filter(filter).toList();
  }

  private List<Entry> dead() {
    return all(entry -> entry.place == Entry.Place.DEAD);
  }

  private Swept slice(List<Entry> entries, Consumer<Entry> work) {
    int count = Math.min(sweep.limit(), entries.size());
    entries.subList(0, count).forEach(work);
    return new Swept(count, count == entries.size() ? 0 : entries.get(count).sequence());
  }

  private void purge(Entry entry) {
    queue.drop(entry, By.PURGE, turn);
    queue.free(entry);
  }

  private boolean leased(Entry entry) {
    return entry.sequence() >= sweep.from() && entry.state(turn) == MessageState.LEASED;
  }

  private void endLease(Entry entry) {
    queue.move(entry, () -> entry.visibleAt = turn.elapsed);
    turn.visible(queue.name, turn.elapsed);
  }

  private Swept redrive() {
    int count = 0;
    for (Entry entry : dead()) {
      if (entry.sequence() >= sweep.from() && asked(entry)) {
        if (count == sweep.limit()) {
          return new Swept(count, entry.sequence());
        }
        count += queue.redrive(entry, turn) ? 1 : 0;
      }
    }
    return new Swept(count, 0);
  }

  private boolean asked(Entry entry) {
    Instant diedAt = Instant.ofEpochMilli(finishedAt(entry));
    return (sweep.reason() == null || sweep.reason().equals(entry.reason))
        && (sweep.since() == null || !diedAt.isBefore(sweep.since()));
  }

  /** First deaths, then, when no more are due, retention. */
  private Swept expire() {
    queue.forget(turn);
    int count = 0;
    for (Entry entry : all(Entry::unfinished)) {
      if (count == sweep.limit()) {
        return new Swept(count, 1);
      }
      count += HandingOut.buryIfOver(queue, entry, turn) ? 1 : 0;
    }
    var beyond = new ArrayList<Entry>();
    beyond.addAll(beyond(dead().stream().sorted(DEATH).toList(), queue.config().dead()));
    beyond.addAll(
        beyond(all(e -> e.place == Entry.Place.CONSUMED), queue.config().retainConsumed()));
    int dropped = Math.min(sweep.limit() - count, beyond.size());
    beyond.subList(0, dropped).forEach(entry -> queue.drop(entry, By.RETENTION, turn));
    return new Swept(count + dropped, dropped == beyond.size() ? 0 : 1);
  }

  /** Those of {@code kept}, in order of going, that {@code retention} keeps no longer. */
  private List<Entry> beyond(List<Entry> kept, Retention retention) {
    long count = kept.size();
    long bytes = kept.stream().mapToLong(entry -> entry.body.size()).sum();
    var beyond = new ArrayList<Entry>();
    for (Entry entry : kept) {
      boolean tooOld =
          retention.age() != null && turn.elapsed - finishedAt(entry) >= retention.age().toMillis();
      boolean tooMany = retention.count() != null && count > retention.count();
      boolean tooMuch = retention.bytes() != null && bytes > retention.bytes();
      if (tooOld || tooMany || tooMuch) {
        beyond.add(entry);
        count--;
        bytes -= entry.body.size();
      }
    }
    return beyond;
  }

  /** Only finished messages are swept. */
  private static long finishedAt(Entry entry) {
    return requireNonNull(entry.finishedAt, "finishedAt");
  }
}
