package io.posthorn.storage.rocksdb;

import java.nio.charset.StandardCharsets;

/** The column families. Keys are described in {@link Keys}. */
enum Column {
  /** Engine-wide facts; RocksDB insists on this name. */
  DEFAULT("default"),
  /** Queue name to its configuration. */
  QUEUES("queues"),
  /** Queue to its cursor, counters and ring. */
  STATE("state"),
  /**
   * (queue, sequence) to a message that was ready at once. Append-only, trimmed from below in
   * ranges.
   */
  LOG("log"),
  /** (queue, sequence) to a message that had to wait, or that outlived the trimming of the log. */
  HELD("held"),
  /** (queue, sequence) to what changes about a message that is not simply waiting in the log. */
  SIDE("side"),
  /** (queue, lane, instant, sequence): what happens when. */
  TIME("time"),
  /** (queue, producer's key) to a sequence. */
  KEYS("keys"),
  /** (queue, bucket, hash of a deduplication id) to fingerprint, sequence and time. */
  DEDUPLICATION("deduplication"),
  /** Topic name to its queues. */
  TOPICS("topics");

  private final String label;

  Column(String label) {
    this.label = label;
  }

  byte[] bytes() {
    return label.getBytes(StandardCharsets.UTF_8);
  }
}
