package io.posthorn.storage.rocksdb;

import static java.util.Objects.requireNonNull;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;

/**
 * The changes under way: collected, written together, unsynced. Point reads see them before they
 * are written; scans don't, so whoever scans writes them first. Used by the writer thread alone.
 */
final class Batch implements AutoCloseable {
  /** Byte-array keys with value semantics. */
  private record Key(byte[] bytes) {
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Key that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(bytes);
    }
  }

  private static final byte[] DELETED = new byte[0];

  private final RocksDb db;
  private final WriteBatch batch = new WriteBatch(256 << 10);
  private final Map<Column, Map<Key, byte[]>> overlay = new EnumMap<>(Column.class);
  private final Set<QueueState> dirty = new LinkedHashSet<>();
  private boolean empty = true;
  private boolean logged;
  private long bytes;
  private long writes;

  Batch(RocksDb db) {
    this.db = db;
    for (Column column : Column.values()) {
      overlay.put(column, new HashMap<>());
    }
  }

  /** Bytes collected since the last write. */
  long bytes() {
    return bytes;
  }

  /** How often anything was written; tells whether a batch that failed had been written in part. */
  long writes() {
    return writes;
  }

  void put(Column column, byte[] key, byte[] value) {
    try {
      batch.put(db.handle(column), key, value);
    } catch (RocksDBException e) {
      throw Damage.writing(e);
    }
    if (column == Column.LOG) {
      logged = true;
    } else {
      pending(column).put(new Key(key), value);
    }
    empty = false;
    bytes += key.length + value.length;
  }

  void delete(Column column, byte[] key) {
    try {
      batch.delete(db.handle(column), key);
    } catch (RocksDBException e) {
      throw Damage.writing(e);
    }
    if (column != Column.LOG) {
      pending(column).put(new Key(key), DELETED);
    }
    empty = false;
    bytes += key.length;
  }

  /**
   * Deletes [{@code from}, {@code to}). Point reads of this batch don't notice: write first, or
   * don't read.
   */
  void deleteRange(Column column, byte[] from, byte[] to) {
    try {
      batch.deleteRange(db.handle(column), from, to);
    } catch (RocksDBException e) {
      throw Damage.writing(e);
    }
    empty = false;
  }

  /**
   * Reads one entry, changes under way included; but a delete in the log is seen only once it is
   * written.
   */
  byte @Nullable [] get(Column column, byte[] key) {
    if (column == Column.LOG) {
      byte[] written = db.get(column, key);
      if (written != null || !logged) {
        return written;
      }
      write();
    } else {
      byte[] pending = pending(column).get(new Key(key));
      if (pending != null) {
        return pending == DELETED ? null : pending;
      }
    }
    return db.get(column, key);
  }

  void dirty(QueueState state) {
    if (!state.dirty) {
      state.dirty = true;
      dirty.add(state);
    }
  }

  /** Writes what was collected, state rows included; false when there was nothing. */
  boolean write() {
    for (QueueState state : dirty) {
      state.dirty = false;
      if (!state.gone) {
        state.rowSequence = state.lastSequence;
        put(Column.STATE, Keys.queue(state.incarnation()), StateCodec.encode(state));
      }
    }
    dirty.clear();
    if (empty) {
      return false;
    }
    try {
      db.write(batch);
    } catch (RocksDBException e) {
      throw Damage.writing(e);
    }
    writes++;
    clear();
    return true;
  }

  private void clear() {
    batch.clear();
    overlay.values().forEach(Map::clear);
    empty = true;
    logged = false;
    bytes = 0;
  }

  @Override
  public void close() {
    batch.close();
  }

  private Map<Key, byte[]> pending(Column column) {
    return requireNonNull(overlay.get(column), "overlay");
  }
}
