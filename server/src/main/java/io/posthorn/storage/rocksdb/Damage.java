package io.posthorn.storage.rocksdb;

import io.posthorn.storage.StorageException;
import io.posthorn.storage.StorageException.Kind;
import java.nio.file.Path;
import org.rocksdb.RocksDBException;
import org.rocksdb.Status;

/** Turns RocksDB's errors into ours. */
final class Damage {
  private Damage() {}

  /** An error met while reading. */
  static StorageException reading(Path directory, RocksDBException e) {
    if (isCorruption(e)) {
      String message = String.valueOf(e.getMessage());
      return new StorageException(
          Kind.CORRUPT,
          "stored data is damaged: " + message + Culprits.name(directory, message),
          e);
    }
    return new StorageException(Kind.FAILED, "reading failed: " + e.getMessage(), e);
  }

  /** An error met while writing or syncing: what became of the change nobody knows. */
  static StorageException writing(Throwable e) {
    if (e instanceof RocksDBException r && isNoSpace(r)) {
      return new StorageException(Kind.OUTCOME_UNKNOWN, "the disk is full: " + e.getMessage(), e);
    }
    return new StorageException(Kind.OUTCOME_UNKNOWN, "writing failed: " + e.getMessage(), e);
  }

  /** An error met while opening. */
  static StorageException opening(Path directory, RocksDBException e) {
    String message = String.valueOf(e.getMessage());
    if (isNoSpace(e)) {
      return new StorageException(
          Kind.FULL, "the disk is too full to open the store in " + directory + ": " + message, e);
    }
    if (isCorruption(e)) {
      return new StorageException(
          Kind.CORRUPT,
          "the store in "
              + directory
              + " is damaged: "
              + message
              + Culprits.name(directory, message),
          e);
    }
    if (message.contains("LOCK")) {
      return new StorageException(
          Kind.FAILED, "data directory " + directory + " is in use by another process", e);
    }
    return new StorageException(
        Kind.FAILED, "the store in " + directory + " can't be opened: " + message, e);
  }

  private static boolean isCorruption(RocksDBException e) {
    Status status = e.getStatus();
    return status != null && status.getCode() == Status.Code.Corruption;
  }

  /** Whether a full disk was behind {@code e}. */
  static boolean isNoSpace(StorageException e) {
    return e.getCause() instanceof RocksDBException cause && isNoSpace(cause);
  }

  private static boolean isNoSpace(RocksDBException e) {
    Status status = e.getStatus();
    return (status != null && status.getSubCode() == Status.SubCode.NoSpace)
        || String.valueOf(e.getMessage()).contains("No space left");
  }
}
