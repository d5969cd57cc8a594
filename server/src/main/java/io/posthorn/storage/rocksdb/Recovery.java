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
 * Holds the open database. After a failed write or sync it is never written again: every later
 * batch in flight fails too, then the database is closed and opened anew, and what the disk holds
 * is the truth.
 *
 * <p>Where a full disk is behind the failure, the database stays open for reading until there is
 * room to open it anew.
 */
final class Recovery {
  private static final Logger LOG = LoggerFactory.getLogger(Recovery.class);
  private static final long RETRY_NANOS = 200_000_000;

  private final RocksOptions options;
  private final Bounds bounds;
  private final EngineClock clock;
  private final FreeSpace space;
  private volatile @Nullable Core core;
  private volatile @Nullable StorageException failure;

  /** The core is only read, and holds nothing of what failed. Writer thread only. */
  private boolean readable;

  private long tryAgainAt;

  Recovery(RocksOptions options, Bounds bounds, EngineClock clock, FreeSpace space) {
    this.options = options;
    this.bounds = bounds;
    this.clock = clock;
    this.space = space;
  }

  /** Opens the database for the first time. */
  void open() {
    try {
      core = newCore();
    } catch (StorageException e) {
      if (!Damage.isNoSpace(e) || !openToRead()) {
        throw e;
      }
      failure = e;
      LOG.error("Messages can be read, but not changed: {}", e.getMessage());
    }
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
          Kind.FAILED,
          "the store in " + options.directory() + " can't be read: " + e.getMessage(),
          e);
    }
  }

  /** The open database; null while there is none. */
  @Nullable Core core() {
    return core;
  }

  /** A write or sync of {@code failed} did not work. */
  void failed(Core failed, StorageException e) {
    if (core == failed && failure == null) {
      LOG.error("Storage failed and is opened anew, once there is room for it: {}", e.getMessage());
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

  /** Why changes are refused; null when they are not. */
  @Nullable StorageException refusal() {
    StorageException e = failure;
    if (e == null) {
      return null;
    }
    return Damage.isNoSpace(e)
        ? new StorageException(Kind.FULL, "changes wait for room on the disk: " + e.getMessage(), e)
        : new StorageException(Kind.FAILED, "storage is being reopened: " + e.getMessage(), e);
  }

  /** Whether {@link #reopen} has something to do now. Writer thread only. */
  boolean due() {
    StorageException e = failure;
    if (e == null || (readable && System.nanoTime() - tryAgainAt < 0)) {
      return false;
    }
    if (readable && space.lacksToOpen()) {
      tryAgainAt = System.nanoTime() + RETRY_NANOS;
      return false;
    }
    return true;
  }

  /**
   * Closes and opens; on failure the next call tries again, and until then {@link #core} can only
   * be read, or is null. Writer thread only, and nobody else uses the core for changes any more.
   */
  void reopen() {
    Core old = core;
    StorageException cause = failure;
    if (old != null && !readable && cause != null && Damage.isNoSpace(cause)) {
      core = old.forgetful();
      readable = true;
      return;
    }
    core = null;
    readable = false;
    if (old != null) {
      old.close();
    }
    try {
      core = newCore();
      failure = null;
      LOG.info("Storage is open again.");
    } catch (StorageException e) {
      failure = e;
      if (Damage.isNoSpace(e)) {
        openToRead();
        tryAgainAt = System.nanoTime() + RETRY_NANOS;
      }
    }
  }

  private boolean openToRead() {
    try {
      core =
          new Core(
              RocksDb.openToRead(options.directory(), options.memory()), options, bounds, clock);
      readable = true;
      return true;
    } catch (RocksDBException e) {
      LOG.error("Storage can't be read either: {}", e.getMessage());
      return false;
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
