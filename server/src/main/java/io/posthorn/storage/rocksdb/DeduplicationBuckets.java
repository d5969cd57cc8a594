package io.posthorn.storage.rocksdb;

/**
 * Where a queue's deduplication ids are: two rotating buckets of the column family. A bucket takes
 * ids for one window; when it is over, the one before it is dropped whole and a new one begun, so
 * that no id needs to be deleted by itself.
 */
final class DeduplicationBuckets {
  /** Most ids remembered per queue. */
  static final long MOST = 10_000_000;

  /**
   * When the current and the previous bucket began, elapsed timeline, which is also their name; 0 =
   * there is none.
   */
  long current;

  long previous;
  long inCurrent;
  long inPrevious;

  boolean full() {
    return inCurrent + inPrevious >= MOST;
  }

  void clear() {
    current = 0;
    previous = 0;
    inCurrent = 0;
    inPrevious = 0;
  }

  boolean isEmpty() {
    return current == 0 && previous == 0;
  }
}
