package io.posthorn.storage.rocksdb;

import io.posthorn.message.Durability;
import java.nio.file.Path;
import java.time.Duration;

/**
 * How the embedded engine is set up.
 *
 * @param directory where it keeps everything; made when missing, locked while open
 * @param durability of queues that name none
 * @param flushInterval longest time that BUFFERED changes stay unsynced
 * @param minFree bytes of disk below which changes are refused
 * @param memory bounds on what it holds in memory
 * @param unsafeNoSync never sync: only for proving that tests notice
 */
public record RocksOptions(
    Path directory,
    Durability durability,
    Duration flushInterval,
    long minFree,
    Memory memory,
    boolean unsafeNoSync) {

  /**
   * Bounds on memory, and on what depends on it.
   *
   * @param memtables bytes of unflushed changes, all together
   * @param blockCache bytes of cached blocks, their indexes included
   * @param maxOpenFiles most files held open
   * @param blobThreshold bodies from this size on go to blob files
   * @param queues most queues whose state is cached
   * @param windowBytes bytes of ready messages kept at the heads of all queues together
   */
  public record Memory(
      long memtables,
      long blockCache,
      int maxOpenFiles,
      int blobThreshold,
      int queues,
      long windowBytes) {
    /** What a server uses that sets nothing. */
    public static final Memory DEFAULT =
        new Memory(24L << 20, 12L << 20, 256, 4096, 4096, 4L << 20);
  }

  /** The defaults over {@code directory}. */
  public static RocksOptions at(Path directory) {
    return new RocksOptions(
        directory,
        Durability.FLUSHED,
        Duration.ofSeconds(5),
        2 * Memory.DEFAULT.memtables() + (64L << 20),
        Memory.DEFAULT,
        false);
  }

  /** These with another durability. */
  public RocksOptions withDurability(Durability other) {
    return new RocksOptions(directory, other, flushInterval, minFree, memory, unsafeNoSync);
  }
}
