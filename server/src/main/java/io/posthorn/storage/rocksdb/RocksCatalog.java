package io.posthorn.storage.rocksdb;

import io.posthorn.message.QueueConfig;
import io.posthorn.message.QueueName;
import io.posthorn.message.RateLimit;
import io.posthorn.message.Ring;
import io.posthorn.message.TokenBucket;
import io.posthorn.metrics.StorageMetrics.By;
import io.posthorn.metrics.StorageMetrics.Was;
import io.posthorn.storage.QueueCatalog;
import io.posthorn.storage.QueueInfo;
import io.posthorn.storage.QueueStats;
import io.posthorn.storage.rocksdb.Command.Need;
import io.posthorn.storage.rocksdb.HeadWindow.Entry;
import io.posthorn.storage.rocksdb.WaitingWindow.Due;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The verbs on queues, each one a command of the writer thread. */
final class RocksCatalog implements QueueCatalog {
  private final Commands writer;

  RocksCatalog(Commands writer) {
    this.writer = writer;
  }

  private <T> CompletableFuture<T> submit(
      Need need, @Nullable QueueName wakes, Function<Core, T> work) {
    return writer.submit(new Verb<>(need, wakes, work));
  }

  @Override
  public CompletableFuture<Created> create(QueueName queue, QueueConfig config) {
    return submit(
        Need.SPACE,
        null,
        core -> {
          QueueState there = core.states.find(queue);
          return there != null
              ? new Created(there.info, false)
              : new Created(
                  core.states.create(queue, config, core.now(), core.clock.wallNow()).info, true);
        });
  }

  @Override
  public CompletableFuture<Updated> update(
      QueueName queue, QueueConfig config, long expectedVersion) {
    return submit(
        Need.RESERVE,
        queue,
        core -> {
          QueueState state = core.states.find(queue);
          if (state == null) {
            return new Updated(null, false);
          }
          QueueInfo old = state.info;
          if (expectedVersion != 0 && expectedVersion != old.version()) {
            return new Updated(old, false);
          }
          if (config.ring() && state.ring == null) {
            state.ring = Ring.startingAfter(state.lastSequence, Ring.DEFAULT_MAX);
          } else if (!config.ring()) {
            state.ring = null;
          }
          RateLimit limit = old.config().push().rateLimit();
          state.bucket =
              TokenBucket.changed(state.bucket, limit, config.push().rateLimit(), core.now());
          state.info =
              new QueueInfo(
                  queue,
                  old.incarnation(),
                  old.version() + 1,
                  config,
                  old.paused(),
                  old.createdAt());
          state.mixed = true;
          Placing.changed(core, state, old.config());
          core.states.store(state);
          core.batch.dirty(state);
          return new Updated(state.info, true);
        });
  }

  @Override
  public CompletableFuture<Optional<QueueInfo>> pause(QueueName queue, boolean paused) {
    return submit(
        Need.RESERVE,
        paused ? null : queue,
        core -> {
          QueueState state = core.states.find(queue);
          if (state == null) {
            return Optional.empty();
          }
          QueueInfo old = state.info;
          state.info =
              new QueueInfo(
                  queue, old.incarnation(), old.version(), old.config(), paused, old.createdAt());
          core.states.store(state);
          return Optional.of(state.info);
        });
  }

  @Override
  public CompletableFuture<Boolean> delete(QueueName queue) {
    return submit(
        Need.RESERVE,
        null,
        core -> {
          QueueState state = core.states.find(queue);
          if (state == null) {
            return false;
          }
          dropped(core, state);
          core.states.remove(state);
          core.trimmer.wipe(state);
          return true;
        });
  }

  @Override
  public CompletableFuture<Optional<QueueInfo>> find(QueueName queue) {
    return submit(
        Need.NOTHING,
        null,
        core -> Optional.ofNullable(core.states.find(queue)).map(state -> state.info));
  }

  @Override
  public CompletableFuture<List<QueueInfo>> list(
      QueueName prefix, @Nullable QueueName cursor, int limit) {
    return submit(
        Need.NOTHING,
        null,
        core -> {
          var page = new ArrayList<QueueInfo>();
          byte[] from =
              cursor != null && cursor.compareTo(prefix) >= 0
                  ? QueueRange.after(cursor.bytes())
                  : prefix.bytes();
          core.scan(
              Column.QUEUES,
              from,
              QueueRange.END,
              (key, value) -> {
                QueueName name = QueueName.ofBytes(key);
                if (!name.latin1().startsWith(prefix.latin1()) || page.size() >= limit) {
                  return false;
                }
                page.add(core.states.info(name, value));
                return page.size() < limit;
              });
          return page;
        });
  }

  @Override
  public CompletableFuture<List<Optional<QueueStats>>> stats(List<QueueName> queues) {
    return submit(
        Need.NOTHING,
        null,
        core -> {
          var all = new ArrayList<Optional<QueueStats>>(queues.size());
          for (QueueName queue : queues) {
            all.add(core.states.look(queue, state -> stats(core, state)));
          }
          return all;
        });
  }

  /** All that a queue holds goes. */
  private static void dropped(Core core, QueueState state) {
    core.tally.removed(Was.UNFINISHED, By.QUEUE, state.unfinished());
    core.tally.removed(Was.DEAD, By.QUEUE, state.dead);
  }

  private static QueueStats stats(Core core, QueueState state) {
    core.lookup.advance(state);
    Entry head = state.inLog == 0 ? null : core.lookup.glimpse(state);
    Long oldest = head == null ? null : (Long) head.message().visibleAt();
    Long next = null;
    for (Lane lane : state.lanes()) {
      long now = core.now(lane);
      Due first = state.waiting() == 0 ? null : core.lookup.waiting(state, lane);
      if (first != null && first.instant() <= now) {
        oldest = oldest == null ? first.instant() : (Long) Math.min(oldest, first.instant());
        first =
            state.scheduled + state.leased == 0 ? null : core.lookup.waitingAfter(state, lane, now);
      }
      if (first != null) {
        long at = core.onElapsed(lane, first.instant());
        next = next == null ? at : (Long) Math.min(next, at);
      }
    }
    oldest = state.ordered() ? Placing.oldestReadyAt(core, state) : oldest;
    return state.stats(instant(oldest), instant(next));
  }

  private static @Nullable Instant instant(@Nullable Long millis) {
    return millis == null ? null : Instant.ofEpochMilli(millis);
  }

  @Override
  public CompletableFuture<RingResult> resetRing(QueueName queue) {
    return submit(
        Need.RESERVE,
        null,
        core -> {
          QueueState state = core.states.find(queue);
          if (state == null || state.ring == null) {
            return RingResult.QUEUE_MISSING;
          }
          dropped(core, state);
          state.restart(Ring.startingAfter(state.lastSequence, Ring.DEFAULT_MAX));
          core.batch.dirty(state);
          core.trimmer.wipe(state);
          return RingResult.CHANGED;
        });
  }

  @Override
  public CompletableFuture<RingResult> resizeRing(QueueName queue, long max) {
    return submit(
        Need.RESERVE,
        null,
        core -> {
          QueueState state = core.states.find(queue);
          Ring ring = state == null ? null : state.ring;
          if (state == null || ring == null) {
            return RingResult.QUEUE_MISSING;
          }
          if (max < Ring.MIN_MAX || max > Ring.MAX_MAX || !ring.canResize(max)) {
            return RingResult.REFUSED;
          }
          state.ring = ring.resized(max);
          core.batch.dirty(state);
          return RingResult.CHANGED;
        });
  }
}
