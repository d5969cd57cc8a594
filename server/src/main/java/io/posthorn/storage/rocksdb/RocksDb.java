package io.posthorn.storage.rocksdb;

import static java.util.Objects.requireNonNull;

import io.posthorn.storage.StorageException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;
import org.rocksdb.Checkpoint;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.DBOptions;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Slice;
import org.rocksdb.Snapshot;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/**
 * One open database: the only class that reads or writes through JNI. An iterator that outlives its
 * database crashes the process, so reads hold a lock that {@link #close} waits for, and iterators
 * never leave {@link #scan}.
 */
final class RocksDb implements AutoCloseable {
  /** Looks at one entry of a scan; false ends it. */
  @FunctionalInterface
  interface Visitor {
    boolean visit(byte[] key, byte[] value);
  }

  private final ReadWriteLock lock = new ReentrantReadWriteLock();
  private final Tuning tuning;
  private final RocksDB db;
  private final Map<Column, ColumnFamilyHandle> handles = new EnumMap<>(Column.class);
  private final WriteOptions unsynced = new WriteOptions();
  private final ReadOptions point = new ReadOptions();
  private volatile boolean closed;

  private RocksDb(Tuning tuning, RocksDB db, List<ColumnFamilyHandle> opened) {
    this.tuning = tuning;
    this.db = db;
    for (Column column : Column.values()) {
      handles.put(column, opened.get(column.ordinal()));
    }
  }

  /** Opens, or makes, the database in {@code directory}. */
  static RocksDb open(Path directory, RocksOptions.Memory memory) throws RocksDBException {
    return open(directory, memory, RocksDB::open);
  }

  /** Opens a database to read what it holds; needs no room on the disk. */
  static RocksDb openToRead(Path directory, RocksOptions.Memory memory) throws RocksDBException {
    return open(directory, memory, RocksDB::openReadOnly);
  }

  private interface Opening {
    RocksDB open(
        DBOptions options,
        String path,
        List<ColumnFamilyDescriptor> columns,
        List<ColumnFamilyHandle> handles)
        throws RocksDBException;
  }

  private static RocksDb open(Path directory, RocksOptions.Memory memory, Opening opening)
      throws RocksDBException {
    var tuning = new Tuning(memory);
    try {
      var descriptors = new ArrayList<ColumnFamilyDescriptor>();
      for (Column column : Column.values()) {
        descriptors.add(new ColumnFamilyDescriptor(column.bytes(), tuning.columnFamily(column)));
      }
      var opened = new ArrayList<ColumnFamilyHandle>();
      RocksDB db = opening.open(tuning.database(), directory.toString(), descriptors, opened);
      return new RocksDb(tuning, db, opened);
    } catch (RocksDBException | RuntimeException e) {
      tuning.close();
      throw e;
    }
  }

  ColumnFamilyHandle handle(Column column) {
    return requireNonNull(handles.get(column), "handle");
  }

  byte @Nullable [] get(Column column, byte[] key) {
    lock.readLock().lock();
    try {
      ensureOpen();
      return db.get(handle(column), point, key);
    } catch (RocksDBException e) {
      throw Damage.reading(directory(), e);
    } finally {
      lock.readLock().unlock();
    }
  }

  byte @Nullable [] get(Column column, byte[] key, Snapshot snapshot) {
    lock.readLock().lock();
    try (ReadOptions options = new ReadOptions().setSnapshot(snapshot)) {
      ensureOpen();
      return db.get(handle(column), options, key);
    } catch (RocksDBException e) {
      throw Damage.reading(directory(), e);
    } finally {
      lock.readLock().unlock();
    }
  }

  /**
   * Visits the entries of [{@code from}, {@code to}), upwards or downwards, as of {@code snapshot}
   * (null = now).
   */
  void scan(
      Column column,
      byte[] from,
      byte[] to,
      boolean descending,
      @Nullable Snapshot snapshot,
      Visitor visitor) {
    lock.readLock().lock();
    try (Slice lower = new Slice(from);
        Slice upper = new Slice(to);
        ReadOptions options =
            new ReadOptions().setIterateLowerBound(lower).setIterateUpperBound(upper)) {
      ensureOpen();
      if (snapshot != null) {
        options.setSnapshot(snapshot);
      }
      try (RocksIterator entries = db.newIterator(handle(column), options)) {
        if (descending) {
          entries.seekToLast();
        } else {
          entries.seekToFirst();
        }
        while (entries.isValid() && visitor.visit(entries.key(), entries.value())) {
          if (descending) {
            entries.prev();
          } else {
            entries.next();
          }
        }
        entries.status();
      }
    } catch (RocksDBException e) {
      throw Damage.reading(directory(), e);
    } finally {
      lock.readLock().unlock();
    }
  }

  /** The highest key of [{@code from}, {@code to}); null when there is none. Reads no value. */
  byte @Nullable [] lastKey(Column column, byte[] from, byte[] to) {
    byte[][] found = new byte[1][];
    scan(
        column,
        from,
        to,
        true,
        null,
        (key, value) -> {
          found[0] = key;
          return false;
        });
    return found[0];
  }

  /** Writes without syncing. */
  void write(WriteBatch batch) throws RocksDBException {
    db.write(unsynced, batch);
  }

  /** Makes every earlier write durable. */
  void sync() throws RocksDBException {
    lock.readLock().lock();
    try {
      ensureOpen();
      db.syncWal();
    } finally {
      lock.readLock().unlock();
    }
  }

  /**
   * Syncs what was written, then makes a copy of the database in {@code directory}, which must not
   * exist, as of some write not before the last one synced. Files that never change are shared with
   * the copy (hard links), the log is copied.
   */
  void checkpoint(Path directory) throws RocksDBException {
    lock.readLock().lock();
    try {
      ensureOpen();
      db.syncWal();
      try (Checkpoint checkpoint = Checkpoint.create(db)) {
        checkpoint.createCheckpoint(directory.toString());
      }
    } finally {
      lock.readLock().unlock();
    }
  }

  /** Reads every table and compares its blocks with their checksums. */
  void verifyChecksums() throws RocksDBException {
    lock.readLock().lock();
    try {
      ensureOpen();
      db.verifyChecksum();
    } finally {
      lock.readLock().unlock();
    }
  }

  /**
   * Drops whole files that lie within [{@code from}, {@code to}); what is left of the range stays.
   */
  void deleteFiles(Column column, byte[] from, byte[] to) {
    lock.readLock().lock();
    try {
      if (!closed) {
        db.deleteFilesInRanges(handle(column), List.of(from, to), false);
      }
    } catch (RocksDBException e) {
      throw Damage.reading(directory(), e);
    } finally {
      lock.readLock().unlock();
    }
  }

  Snapshot snapshot() {
    return db.getSnapshot();
  }

  void release(Snapshot snapshot) {
    lock.readLock().lock();
    try {
      if (!closed) {
        db.releaseSnapshot(snapshot);
      }
    } finally {
      lock.readLock().unlock();
    }
  }

  private Path directory() {
    return Path.of(db.getName());
  }

  /** The number of the latest write. */
  long latestWrite() {
    return db.getLatestSequenceNumber();
  }

  /**
   * The number of the write that the oldest open snapshot saw last; the highest number when there
   * is no snapshot.
   */
  long oldestSnapshot() {
    lock.readLock().lock();
    try {
      ensureOpen();
      long oldest = db.getLongProperty("rocksdb.oldest-snapshot-sequence");
      return oldest == 0 ? Long.MAX_VALUE : oldest;
    } catch (RocksDBException e) {
      throw Damage.reading(directory(), e);
    } finally {
      lock.readLock().unlock();
    }
  }

  boolean isClosed() {
    return closed;
  }

  private void ensureOpen() {
    if (closed) {
      throw new StorageException(StorageException.Kind.CLOSED, "the store is closed");
    }
  }

  @Override
  public void close() {
    lock.writeLock().lock();
    try {
      if (closed) {
        return;
      }
      closed = true;
      db.cancelAllBackgroundWork(true);
      handles.values().forEach(ColumnFamilyHandle::close);
      db.close();
      unsynced.close();
      point.close();
      tuning.close();
    } finally {
      lock.writeLock().unlock();
    }
  }
}
