package io.posthorn.storage.rocksdb;

import io.posthorn.storage.rocksdb.Command.Need;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Watches how much disk is left. A write that meets a full disk in the write-ahead log does not
 * recover in process, so changes stop before it comes to that: first those that store more, much
 * later those that make room.
 */
final class FreeSpace {
  private static final long SAMPLE_NANOS = 50_000_000;
  private static final long OPENING = 4L << 20;

  private final Path directory;

  /** Not a FileStore: that looks up the mount, and within a chroot there may be none to find. */
  private final File disk;

  private final long minFree;
  private long sampledAt;
  private long free = Long.MAX_VALUE;

  /** {@code minFree} is at most a quarter of the disk: a small disk is to be usable too. */
  FreeSpace(Path directory, long minFree) {
    this.directory = directory;
    this.disk = directory.toFile();
    this.minFree = Math.min(minFree, disk.getTotalSpace() / 4);
    this.sampledAt = System.nanoTime() - SAMPLE_NANOS;
  }

  /** Whether a command must be refused. Writer thread only. */
  boolean lacks(Need need) {
    if (System.nanoTime() - sampledAt >= SAMPLE_NANOS) {
      sample();
    }
    return free < (need == Need.SPACE ? minFree : minFree / 8);
  }

  /**
   * Whether there is too little to open a database that met a full disk: opening turns the
   * write-ahead log into other files before the log may go. Writer thread only.
   */
  boolean lacksToOpen() {
    sample();
    long needed = OPENING;
    try {
      for (Path log : LogFiles.writeAheadLogs(directory)) {
        needed += Files.size(log);
      }
      return free < Math.min(needed, disk.getTotalSpace() / 4);
    } catch (IOException e) {
      return false;
    }
  }

  private void sample() {
    sampledAt = System.nanoTime();
    free = disk.getUsableSpace();
    if (free == 0 && disk.getTotalSpace() == 0) {
      // It can't be told.
      free = Long.MAX_VALUE;
    }
  }

  String sentence() {
    return "the disk of "
        + directory
        + " has "
        + (free >> 20)
        + " MB left (expected: at least "
        + (minFree >> 20)
        + " MB, storage.minFree)";
  }
}
