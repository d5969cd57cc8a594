package io.posthorn.client;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A request that is made again while it fails in a way that may pass, after pauses that grow. When
 * its result is cancelled, the request under way is aborted and no other follows.
 */
final class Repeating<T> {
  private final Supplier<CompletableFuture<T>> request;
  private final CompletableFuture<T> result = new CompletableFuture<>();
  private final Backoff backoff = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(5));
  private volatile @Nullable CompletableFuture<T> current;
  private final Executor threads;
  private int left;

  private Repeating(Supplier<CompletableFuture<T>> request, int retries, Executor threads) {
    this.request = request;
    this.threads = threads;
    this.left = retries;
  }

  /** Makes it up to {@code retries} times more, on {@code threads}. */
  static <T> CompletableFuture<T> start(
      Supplier<CompletableFuture<T>> request, int retries, Executor threads) {
    var repeating = new Repeating<>(request, retries, threads);
    repeating.result.whenComplete((value, failure) -> repeating.abort());
    repeating.next();
    return repeating.result;
  }

  private void next() {
    CompletableFuture<T> made = request.get();
    current = made;
    made.whenComplete(
        (value, failure) -> {
          if (failure == null) {
            result.complete(value);
          } else if (left > 0 && !result.isDone() && mayPass(failure)) {
            left--;
            again(backoff.next(((PosthornException) failure).retryAfter()));
          } else {
            result.completeExceptionally(failure);
          }
        });
    if (result.isDone()) {
      made.cancel(true);
    }
  }

  private void again(Duration pause) {
    CompletableFuture.delayedExecutor(pause.toMillis(), TimeUnit.MILLISECONDS, threads)
        .execute(
            () -> {
              if (!result.isDone()) {
                next();
              }
            });
  }

  private void abort() {
    CompletableFuture<T> running = current;
    if (running != null) {
      running.cancel(true);
    }
  }

  private static boolean mayPass(Throwable failure) {
    return failure instanceof PosthornException known && known.isTransient();
  }
}
