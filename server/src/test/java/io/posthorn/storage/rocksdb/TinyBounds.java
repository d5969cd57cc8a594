package io.posthorn.storage.rocksdb;

import io.posthorn.message.Durability;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Options and bounds so small that a few messages evict queues, empty windows and set off trims.
 */
final class TinyBounds {
  static final Bounds BOUNDS = new Bounds(3, 2, 4, 2, 3, 40, 2, 3, 10_000);

  private TinyBounds() {}

  static RocksOptions options(Path directory, Durability durability) {
    var memory = new RocksOptions.Memory(8L << 20, 4L << 20, 256, 4096, 2, 700);
    return new RocksOptions(directory, durability, Duration.ofMillis(5), 1 << 20, memory, false);
  }
}
