package io.posthorn;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * What was started, to be stopped in the opposite order. One that fails to stop keeps none of the
 * others from it. For one thread at a time.
 */
final class Parts implements AutoCloseable {
  private final Deque<AutoCloseable> started = new ArrayDeque<>();

  /** Takes {@code part} over; returns it. */
  <T extends AutoCloseable> T started(T part) {
    started.push(part);
    return part;
  }

  /**
   * Stops all, last started first; does nothing the second time.
   *
   * @throws IllegalStateException saying why the first of them that failed did; the others are
   *     suppressed in it
   */
  @Override
  public void close() {
    @Nullable IllegalStateException failure = null;
    while (!started.isEmpty()) {
      try {
        started.pop().close();
      } catch (Exception e) {
        if (e instanceof InterruptedException) {
          Thread.currentThread().interrupt();
        }
        if (failure == null) {
          failure = new IllegalStateException("a part did not stop: " + e.getMessage(), e);
        } else {
          failure.addSuppressed(e);
        }
      }
    }
    if (failure != null) {
      throw failure;
    }
  }
}
