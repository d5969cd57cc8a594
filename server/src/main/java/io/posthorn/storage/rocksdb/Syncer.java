package io.posthorn.storage.rocksdb;

import io.posthorn.metrics.StorageMetrics;
import io.posthorn.storage.StorageException;
import io.posthorn.storage.VisibilityListener;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Two threads beside the writer. One makes what it wrote durable and answers the commands of all
 * batches that one sync covered; those that need no sync it answers at once. The other syncs what
 * BUFFERED queues left, at an interval, and drops the files of trimmed ranges.
 */
final class Syncer {
  private static final Logger LOG = LoggerFactory.getLogger(Syncer.class);
  private static final int GROUPS = 1024;

  /** The commands of one batch. */
  private record Group(@Nullable Core core, List<Command<?>> commands, boolean durable) {}

  private final BlockingQueue<Group> groups = new ArrayBlockingQueue<>(GROUPS);
  private final AtomicInteger underWay = new AtomicInteger();
  private final Recovery recovery;
  private final Supplier<VisibilityListener> listener;
  private final boolean sync;
  private final StorageMetrics metrics;
  private final Thread answering = new Thread(this::answering, "posthorn-sync-1");
  private final Thread flushing = new Thread(this::flushing, "posthorn-flush-1");
  private volatile Duration flushInterval;
  private volatile Runnable idle = () -> {};
  private volatile boolean unsynced;
  private volatile boolean closing;

  Syncer(
      Recovery recovery,
      RocksOptions options,
      Supplier<VisibilityListener> listener,
      StorageMetrics metrics) {
    this.recovery = recovery;
    this.listener = listener;
    this.metrics = metrics;
    this.sync = !options.unsafeNoSync();
    this.flushInterval = options.flushInterval();
  }

  void start() {
    answering.start();
    flushing.start();
  }

  void flushInterval(Duration interval) {
    flushInterval = interval;
  }

  /** Takes over a written batch. */
  void written(Core core, List<Command<?>> commands, boolean durable, boolean wrote) {
    if (wrote && !durable) {
      unsynced = true;
    }
    hand(new Group(core, commands, durable));
  }

  /** Takes over commands that only have to be answered. */
  void answer(List<Command<?>> commands) {
    hand(new Group(null, List.copyOf(commands), false));
  }

  private void hand(Group group) {
    underWay.incrementAndGet();
    try {
      groups.put(group);
    } catch (InterruptedException e) {
      throw new IllegalStateException("the writer thread was interrupted", e);
    }
  }

  /** Whether something handed over is not answered yet. */
  boolean busy() {
    return underWay.get() > 0;
  }

  /** Sets what is run whenever everything is answered. */
  void onIdle(Runnable action) {
    idle = action;
  }

  /** Waits until everything handed over is answered. Writer thread only. */
  void awaitIdle() {
    while (underWay.get() > 0) {
      Thread.onSpinWait();
      Thread.yield();
    }
  }

  private void answering() {
    var batch = new ArrayList<Group>();
    try {
      while (true) {
        Group first = groups.poll(100, TimeUnit.MILLISECONDS);
        if (first == null) {
          if (closing && underWay.get() == 0) {
            return;
          }
          continue;
        }
        batch.add(first);
        groups.drainTo(batch);
        complete(batch);
        batch.clear();
      }
    } catch (InterruptedException e) {
      LOG.error(
          "The sync thread was interrupted; the process ends, for nothing can be answered any"
              + " more.");
      Runtime.getRuntime().halt(70);
    } catch (Throwable e) {
      LOG.error("The sync thread died; the process ends, for nothing can be answered any more.", e);
      Runtime.getRuntime().halt(70);
    }
  }

  private void complete(List<Group> batch) {
    Core core = null;
    for (Group group : batch) {
      if (group.durable()) {
        core = group.core();
      }
    }
    if (core != null && sync) {
      answer(batch, false);
      StorageException failure = sync(core);
      if (failure != null) {
        for (Group group : batch) {
          if (group.durable()) {
            group.commands().forEach(each -> each.fail(failure));
          }
        }
      }
      answer(batch, true);
    } else {
      answer(batch, false);
      answer(batch, true);
    }
  }

  /**
   * Syncs, unless a sync or a write failed before: a later one could succeed over what the first
   * one lost.
   */
  private @Nullable StorageException sync(Core core) {
    if (recovery.needed()) {
      return recovery.outcomeUnknown();
    }
    try {
      timedSync(core);
      return null;
    } catch (RocksDBException e) {
      StorageException failure = Damage.writing(e);
      recovery.failed(core, failure);
      return failure;
    }
  }

  private void timedSync(Core core) throws RocksDBException {
    long from = System.nanoTime();
    core.db.sync();
    metrics.synced(System.nanoTime() - from);
  }

  private void answer(List<Group> batch, boolean durable) {
    VisibilityListener heard = listener.get();
    for (Group group : batch) {
      if (group.durable() == durable) {
        for (Command<?> command : group.commands()) {
          try {
            command.answer(heard);
          } catch (RuntimeException e) {
            LOG.error("A listener failed.", e);
          }
        }
        if (underWay.decrementAndGet() == 0) {
          idle.run();
        }
      }
    }
  }

  private void flushing() {
    long last = System.nanoTime();
    try {
      while (!closing) {
        Thread.sleep(Math.max(1, Math.min(20, flushInterval.toMillis())));
        Core core = recovery.core();
        if (core == null || recovery.needed()) {
          continue;
        }
        int emptied = core.trimmer.emptiedRanges();
        boolean flushDue = unsynced && System.nanoTime() - last >= flushInterval.toNanos();
        if (flushDue || emptied > 0) {
          unsynced = false;
          last = System.nanoTime();
          flush(core, emptied);
        }
      }
      Core open = recovery.core();
      if (open != null && unsynced && !recovery.needed()) {
        flush(open, 0);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      LOG.error("The flush thread died; the process ends, for nothing would become durable.", e);
      Runtime.getRuntime().halt(70);
    }
  }

  private void flush(Core core, int emptied) {
    try {
      if (sync) {
        timedSync(core);
      }
      core.trimmer.dropFiles(emptied);
    } catch (RocksDBException | StorageException e) {
      if (!core.db.isClosed()) {
        recovery.failed(core, Damage.writing(e));
      }
    }
  }

  void close() throws InterruptedException {
    closing = true;
    flushing.join();
    answering.join();
  }
}
