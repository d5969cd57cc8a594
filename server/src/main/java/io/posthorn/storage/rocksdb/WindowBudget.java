package io.posthorn.storage.rocksdb;

/** Bytes that the windows of all queues hold together. Used by the writer thread alone. */
final class WindowBudget {
  private final long limit;
  private long used;

  WindowBudget(long limit) {
    this.limit = limit;
  }

  void use(long bytes) {
    used += bytes;
  }

  void release(long bytes) {
    used -= bytes;
  }

  boolean roomy() {
    return used < limit;
  }

  /** Whether windows of idle queues should go. */
  boolean exceeded() {
    return used > limit + limit / 4;
  }
}
