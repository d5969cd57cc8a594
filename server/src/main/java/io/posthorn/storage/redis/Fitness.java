package io.posthorn.storage.redis;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks, whenever a connection was made and every ten seconds, whether Redis can keep the promises
 * that its answers are taken for, and says so when that changes. For any thread.
 */
final class Fitness {
  private static final Logger LOG = LoggerFactory.getLogger(Fitness.class);
  private static final long AGAIN_SECONDS = 10;

  private final Supplier<CompletableFuture<Promises>> look;
  private final Executor later = CompletableFuture.delayedExecutor(AGAIN_SECONDS, TimeUnit.SECONDS);
  private volatile Promises promises = Promises.KEPT;
  private volatile boolean closed;
  private boolean looking;

  /** What {@code look} finds. */
  Fitness(Supplier<CompletableFuture<Promises>> look) {
    this.look = look;
  }

  /** What was found last. */
  Promises promises() {
    return promises;
  }

  /** A connection was made. */
  void connected() {
    synchronized (this) {
      if (looking) {
        return;
      }
      looking = true;
    }
    look();
  }

  /** Looks no more. */
  void close() {
    closed = true;
  }

  private void look() {
    if (closed) {
      return;
    }
    look.get()
        .whenComplete(
            (found, error) -> {
              // A Redis that does not answer now is somebody else's concern.
              if (error == null) {
                found(found);
              }
              later.execute(this::look);
            });
  }

  private void found(Promises now) {
    if (!now.equals(promises)) {
      now.sentences().forEach(LOG::warn);
      if (now.sentences().isEmpty()) {
        LOG.info("Redis keeps its promises again.");
      }
    }
    promises = now;
  }
}
