package io.posthorn.storage.rocksdb;

import io.posthorn.storage.EngineClock;
import io.posthorn.storage.StorageEngine.Health;
import io.posthorn.storage.StorageException;
import io.posthorn.storage.StorageException.Kind;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds the open database. After a failed write or sync it is never written again: every later batch in flight fails
 * too, then the database is closed and opened anew, and what the disk holds is the truth.
 */
final class Recovery {
  private static final Logger LOG = LoggerFactory.getLogger(Recovery.class);

  private final RocksOptions options;
  private final Bounds bounds;
  private final EngineClock clock;
  private volatile @Nullable Core core;
  private volatile @Nullable StorageException failure;

  Recovery(RocksOptions options, Bounds bounds, EngineClock clock) {
    this.options = options;
    this.bounds = bounds;
    this.clock = clock;
  }

  /** Opens the database for the first time. */
  void open() {
    core = newCore();
  }

  private Core newCore() {
    try {
      Culprits.forget();
      LogFiles.verify(options.directory());
      return new Core(RocksDb.open(options.directory(), options.memory()), options, bounds, clock);
    } catch (RocksDBException e) {
      throw Damage.opening(options.directory(), e);
    } catch (IOException e) {
      throw new StorageException(
          Kind.FAILED, "the store in " + options.directory() + " can't be read: " + e.getMessage(), e);
    }
  }

  /** The open database; null while there is none. */
  @Nullable Core core() {
    return core;
  }

  /** Why there is none. */
  StorageException reason() {
    StorageException e = failure;
    String because = e == null ? "" : ": " + e.getMessage();
    return new StorageException(Kind.FAILED, "storage is being reopened" + because, e);
  }

  /** A write or sync of {@code failed} did not work. */
  void failed(Core failed, StorageException e) {
    if (core == failed && failure == null) {
      LOG.error("Storage failed; it is closed and opened again. {}", e.getMessage());
      failure = e;
    }
  }

  /** The answer to a change whose sync cannot be trusted any more. */
  StorageException outcomeUnknown() {
    return new StorageException(Kind.OUTCOME_UNKNOWN, "an earlier write or sync failed", failure);
  }

  boolean needed() {
    return failure != null;
  }

  /** Closes and opens; on failure {@link #core} is null and the next call tries again. Writer thread only. */
  void reopen() {
    Core old = core;
    core = null;
    if (old != null) {
      old.close();
    }
    try {
      core = newCore();
      failure = null;
      LOG.info("Storage is open again.");
    } catch (StorageException e) {
      failure = e;
    }
  }

  Health health() {
    StorageException e = failure;
    return e == null ? Health.UP : new Health(core != null, false, String.valueOf(e.getMessage()));
  }

  void close() {
    Core last = core;
    core = null;
    failure = new StorageException(Kind.CLOSED, "the store is closed");
    if (last != null) {
      last.close();
    }
  }
}
