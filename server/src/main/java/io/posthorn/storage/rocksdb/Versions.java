package io.posthorn.storage.rocksdb;

import io.posthorn.storage.StorageException;

/** The rule of record versions: an unknown one is an error, never a guess. */
final class Versions {
  private Versions() {}

  static void expect(String record, int found, int expected) {
    if (found != expected) {
      throw new StorageException(
          StorageException.Kind.CORRUPT,
          record
              + " record of version "
              + found
              + " (expected: "
              + expected
              + "): damaged, or written by a newer server");
    }
  }
}
