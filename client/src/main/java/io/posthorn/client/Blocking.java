package io.posthorn.client;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** Waits for futures, for those who have a thread to wait with. */
final class Blocking {
  private Blocking() {}

  /**
   * The value of {@code future}.
   *
   * @throws PosthornException what it failed with; {@link PosthornException#INTERRUPTED} when the
   *     thread was interrupted, and the request aborted
   */
  static <T> T await(CompletableFuture<T> future) {
    try {
      return future.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      if (!future.cancel(true) && !future.isCompletedExceptionally()) {
        // It came at the same time, and may hold messages that nobody else will get.
        return future.join();
      }
      throw PosthornException.unanswered(
          PosthornException.INTERRUPTED, "interrupted while waiting for an answer", e);
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      if (cause instanceof PosthornException known) {
        // The stack of who waited says more than that of the thread that failed.
        var here =
            new PosthornException(
                known.code(),
                String.valueOf(known.getMessage()),
                known.status(),
                known.field(),
                known.line(),
                known.retryAfter());
        here.initCause(known);
        throw here;
      }
      throw new IllegalStateException(cause);
    }
  }
}
