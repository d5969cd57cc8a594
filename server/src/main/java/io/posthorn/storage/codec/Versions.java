package io.posthorn.storage.codec;

import io.posthorn.storage.StorageException;

/** The rule of record versions: an unknown one is an error, never a guess. */
public final class Versions {
  private Versions() {}

  /** A version up to {@code latest}: readers know all earlier ones. Answers it. */
  public static int expect(String record, int found, int latest) {
    if (found < 1 || found > latest) {
      throw new StorageException(
          StorageException.Kind.CORRUPT,
          record
              + " record of version "
              + found
              + " (expected: "
              + (latest == 1 ? "1" : "1 to " + latest)
              + "): damaged, or written by a newer server");
    }
    return found;
  }
}
