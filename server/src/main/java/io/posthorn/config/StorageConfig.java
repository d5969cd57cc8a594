package io.posthorn.config;

import io.posthorn.message.Durability;
import java.time.Duration;

/**
 * Where messages are kept.
 *
 * @param engine the storage engine
 * @param durability of queues that name none
 * @param flushInterval most time between two syncs of {@code buffered} changes
 * @param minFree bytes that must be free on the disk, or writes are refused
 * @param unsafeNoSync never sync; only for proving that tests notice
 * @param memory what bounds the engine's memory and files
 */
public record StorageConfig(
    Engine engine,
    Durability durability,
    Duration flushInterval,
    long minFree,
    boolean unsafeNoSync,
    Memory memory) {
  /** The engines there are. */
  public enum Engine {
    /** Embedded, on disk. */
    ROCKSDB,
    /** Shared, in Redis. */
    REDIS,
    /** Nothing outlives the process; for tests. */
    MEMORY
  }

  /**
   * Bounds of the embedded engine's memory, and what depends on them.
   *
   * @param memtables bytes of changes gathered in memory before they become files, all together
   * @param blockCache bytes of file blocks kept in memory
   * @param maxOpenFiles files held open at once
   * @param blobThreshold bodies of at least so many bytes go to blob files
   * @param cachedQueues queues whose state is kept in memory
   * @param windows bytes of ready messages kept at the heads of all queues together
   */
  public record Memory(
      long memtables,
      long blockCache,
      int maxOpenFiles,
      int blobThreshold,
      int cachedQueues,
      long windows) {}
}
