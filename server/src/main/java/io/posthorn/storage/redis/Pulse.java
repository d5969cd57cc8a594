package io.posthorn.storage.redis;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Notices that a connected Redis has fallen silent: from the first command that was not answered in
 * time until it answers a PING, verbs need not be sent to find out. A connection on which several
 * PINGs in a row had no answer is given up: behind a network that was closed it may stay silent for
 * minutes after Redis is back. For any thread.
 */
final class Pulse {
  private static final int MOST_MISSED = 2;
  private static final long PAUSE_MILLIS = 50;

  private final Supplier<CompletionStage<String>> ping;
  private final Consumer<Throwable> giveUp;
  private final Executor later =
      CompletableFuture.delayedExecutor(PAUSE_MILLIS, TimeUnit.MILLISECONDS);
  private final AtomicBoolean silent = new AtomicBoolean();
  private volatile @Nullable Throwable failure;

  /**
   * A pulse that is felt by {@code ping}.
   *
   * @param giveUp closes the connection, so that another one is made
   */
  Pulse(Supplier<CompletionStage<String>> ping, Consumer<Throwable> giveUp) {
    this.ping = ping;
    this.giveUp = giveUp;
  }

  /** Why nothing should be sent now; null = it may. */
  @Nullable Throwable silence() {
    return silent.get() ? failure : null;
  }

  /** A command was not answered in time. */
  void missed(Throwable error) {
    if (!silent.get()) {
      failure = error;
      if (silent.compareAndSet(false, true)) {
        feel(1);
      }
    }
  }

  /** Another connection was made. */
  void renewed() {
    silent.set(false);
  }

  private void feel(int times) {
    ping.get()
        .whenComplete(
            (pong, error) -> {
              if (error == null) {
                silent.set(false);
                return;
              }
              failure = error;
              if (times == MOST_MISSED) {
                giveUp.accept(error);
                silent.set(false);
              } else {
                later.execute(() -> feel(times + 1));
              }
            });
  }
}
