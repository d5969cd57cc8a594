package io.posthorn.http;

import java.util.concurrent.atomic.AtomicLong;

/** Bytes that may be in use at once. Thread-safe. */
final class Budget {
  private final AtomicLong taken = new AtomicLong();
  private final long most;

  Budget(long most) {
    this.most = most;
  }

  /** Takes {@code bytes}; false, and nothing taken, when there are not that many. */
  boolean take(long bytes) {
    if (taken.addAndGet(bytes) <= most) {
      return true;
    }
    taken.addAndGet(-bytes);
    return false;
  }

  void giveBack(long bytes) {
    taken.addAndGet(-bytes);
  }
}
