package io.posthorn.storage.rocksdb;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.rocksdb.Options;
import org.rocksdb.RocksDBException;
import org.rocksdb.SstFileReader;

/**
 * Finds which files of a store are damaged when RocksDB found damage but does not say where. Only
 * used then. A search takes a bounded time, and its outcome is remembered for a while, so that a
 * client that keeps reading a damaged message does not keep others waiting.
 */
final class Culprits {
  private static final long SEARCH_NANOS = 3_000_000_000L;
  private static final long REMEMBER_NANOS = 60_000_000_000L;

  private record Found(Path directory, String sentence, long at) {}

  private static @Nullable Found last;

  private Culprits() {}

  /** What {@code message} lacks: names of damaged files. Empty when it names a file itself. */
  static String name(Path directory, String message) {
    if (message.matches("(?s).*\\.(sst|log|blob)\\b.*")) {
      return "";
    }
    synchronized (Culprits.class) {
      long now = System.nanoTime();
      Found known = last;
      if (known == null
          || !known.directory().equals(directory)
          || now - known.at() > REMEMBER_NANOS) {
        known = new Found(directory, search(directory, now + SEARCH_NANOS), now);
        last = known;
      }
      return known.sentence();
    }
  }

  /** A store is opened anew: its files may have been replaced. */
  static synchronized void forget() {
    last = null;
  }

  private static String search(Path directory, long until) {
    var damaged = new ArrayList<String>();
    try (Stream<Path> files = Files.list(directory)) {
      List<Path> sorted = files.sorted().toList();
      for (Path file : sorted) {
        String found = null;
        if (file.toString().endsWith(".sst")) {
          found = sst(file);
        } else if (file.toString().endsWith(".blob")) {
          Long offset = BlobScan.damage(file, until);
          found = offset == null ? null : "at offset " + offset;
        }
        if (found != null) {
          damaged.add(file + " (" + found + ")");
        }
        if (System.nanoTime() > until) {
          break;
        }
      }
    } catch (IOException e) {
      return "; looking for the damaged file failed: " + e.getMessage();
    }
    return damaged.isEmpty()
        ? "; which file of " + directory + " it is could not be found out"
        : "; damaged: " + String.join(", ", damaged);
  }

  /** Opening checks what RocksDB needs to know of a file before it reads from it. */
  private static @Nullable String sst(Path file) {
    try (var options = new Options();
        var reader = new SstFileReader(options)) {
      reader.open(file.toString());
      return null;
    } catch (RocksDBException e) {
      return String.valueOf(e.getMessage());
    }
  }
}
