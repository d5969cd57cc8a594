package io.posthorn.storage.rocksdb;

/**
 * What a side record repeats of its message, so that ending an attempt needs no look at it.
 *
 * @param named whether it has a key or a deduplication id
 * @param repeats whether its task repeats
 * @param retries whether its task has a retry policy of its own
 * @param size bytes of its body; negative = only the message knows
 */
record Traits(boolean named, boolean repeats, boolean retries, long size) {
  /** What a record of format 1 tells. */
  static final Traits UNKNOWN = new Traits(true, false, false, -1);

  static Traits of(MessageRecord message) {
    StoredTask task = message.task();
    return new Traits(
        message.key() != null || message.deduplication() != null,
        task != null && task.repeats(),
        task != null && task.retries(),
        message.body().size());
  }
}
