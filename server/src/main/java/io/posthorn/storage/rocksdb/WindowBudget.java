package io.posthorn.storage.rocksdb;

/** Bytes that the windows of all queues hold together. Used by the writer thread alone. */
final class WindowBudget {
  private final long limit;
  private final Bounds bounds;
  private long used;

  WindowBudget(long limit, Bounds bounds) {
    this.limit = limit;
    this.bounds = bounds;
  }

  /** What one window holds at most. */
  Bounds bounds() {
    return bounds;
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
