package io.posthorn.storage.rocksdb;

import io.posthorn.storage.StorageException;
import io.posthorn.storage.StorageException.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.rocksdb.RocksDBException;

/** Reads a store that nobody has open from end to end, for damage. */
public final class StoreCheck {
  private static final long PATIENCE = TimeUnit.HOURS.toNanos(12);

  private StoreCheck() {}

  /**
   * Looks at the logs of the store in {@code directory}, as a start does: cuts off the torn tail
   * that a crash leaves, which holds nothing that was ever answered.
   *
   * @throws StorageException naming what is damaged
   */
  public static void verifyLogs(Path directory) {
    try {
      LogFiles.verify(directory);
    } catch (IOException e) {
      throw unreadable(directory, e);
    }
  }

  /**
   * Compares everything in the store in {@code directory} with its checksums: logs, tables and blob
   * files. Adds no file that is part of the store.
   *
   * @param nativePlace a folder that may hold RocksDB's native library
   * @throws StorageException naming what is damaged
   */
  public static void verify(Path directory, Path nativePlace) {
    verifyLogs(directory);
    NativeLibrary.load(nativePlace);
    try (RocksDb db = RocksDb.openToRead(directory, RocksOptions.Memory.DEFAULT)) {
      db.verifyChecksums();
    } catch (RocksDBException e) {
      throw Damage.opening(directory, e);
    }
    try {
      verifyBlobs(directory);
    } catch (IOException e) {
      throw unreadable(directory, e);
    }
  }

  private static void verifyBlobs(Path directory) throws IOException {
    List<Path> blobs;
    try (Stream<Path> files = Files.list(directory)) {
      blobs = files.filter(file -> file.toString().endsWith(".blob")).toList();
    }
    for (Path blob : blobs) {
      Long offset = BlobScan.damage(blob, System.nanoTime() + PATIENCE);
      if (offset != null) {
        throw new StorageException(
            Kind.CORRUPT, blob + " is damaged at offset " + offset + " of " + Files.size(blob));
      }
    }
  }

  private static StorageException unreadable(Path directory, IOException e) {
    return new StorageException(
        Kind.FAILED, "the store in " + directory + " can't be read: " + e.getMessage(), e);
  }
}
