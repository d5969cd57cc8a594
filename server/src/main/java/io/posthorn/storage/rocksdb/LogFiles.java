package io.posthorn.storage.rocksdb;

import io.posthorn.storage.StorageException;
import io.posthorn.storage.StorageException.Kind;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at the logs of a store before RocksDB does, because RocksDB would take some damage for a
 * torn tail. Costs one read of the write-ahead log, which RocksDB reads next anyway.
 */
final class LogFiles {
  private static final Logger LOG = LoggerFactory.getLogger(LogFiles.class);

  private LogFiles() {}

  /**
   * Makes sure that nothing but the tail of the last write-ahead log is incomplete, and cuts that
   * tail.
   *
   * @throws StorageException naming the damaged file and where it is damaged
   */
  static void verify(Path directory) throws IOException {
    verifyManifest(directory);
    List<Path> logs = writeAheadLogs(directory);
    for (int i = 0; i < logs.size(); i++) {
      Path log = logs.get(i);
      LogScan.Result found = LogScan.scan(log);
      if (isDamage(found, i == logs.size() - 1)) {
        throw new StorageException(
            Kind.CORRUPT,
            describe(log, found)
                + "; 'posthorn repair --data DIR' says what cutting the log there would lose");
      }
      if (found.end() == LogScan.End.TORN) {
        LOG.warn(
            "{} ends within a record that was never answered: its last {} bytes are cut.",
            log,
            found.size() - found.whole());
        cut(log, found.whole());
      }
    }
  }

  /** Only the last log may be torn. */
  static boolean isDamage(LogScan.Result found, boolean last) {
    return found.end() == LogScan.End.DAMAGED || (found.end() == LogScan.End.TORN && !last);
  }

  /** Makes sure that the MANIFEST in use is there and whole. */
  static void verifyManifest(Path directory) throws IOException {
    Path current = directory.resolve("CURRENT");
    if (!Files.exists(current)) {
      try (Stream<Path> files = Files.list(directory)) {
        if (files.anyMatch(file -> file.toString().matches(".*\\.(sst|blob|log)"))) {
          throw new StorageException(
              Kind.CORRUPT,
              current + " is missing beside stored messages: opening would lose them");
        }
      }
      return;
    }
    String name = Files.readString(current, StandardCharsets.ISO_8859_1);
    Path manifest = directory.resolve(name.matches("MANIFEST-\\d+\n") ? name.strip() : "-");
    if (!Files.exists(manifest)) {
      throw new StorageException(
          Kind.CORRUPT, current + " is damaged: it names no MANIFEST that exists");
    }
    LogScan.Result found = LogScan.scan(manifest);
    if (found.end() == LogScan.End.DAMAGED) {
      throw new StorageException(Kind.CORRUPT, describe(manifest, found));
    }
  }

  static String describe(Path log, LogScan.Result found) {
    String what =
        found.end() == LogScan.End.TORN
            ? "a torn record, with later logs behind it"
            : found.damage();
    return log
        + " is damaged at offset "
        + found.offset()
        + " of "
        + found.size()
        + " ("
        + what
        + ")";
  }

  /** The write-ahead logs, oldest first. */
  static List<Path> writeAheadLogs(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .filter(file -> file.getFileName().toString().matches("\\d+\\.log"))
          .sorted(Comparator.comparingLong(LogFiles::number))
          .toList();
    }
  }

  private static long number(Path log) {
    String name = log.getFileName().toString();
    return Long.parseLong(name.substring(0, name.indexOf('.')));
  }

  static void cut(Path log, long size) throws IOException {
    try (FileChannel channel = FileChannel.open(log, StandardOpenOption.WRITE)) {
      channel.truncate(size);
      channel.force(true);
    }
  }
}
