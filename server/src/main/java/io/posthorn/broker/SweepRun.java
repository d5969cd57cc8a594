package io.posthorn.broker;

import io.posthorn.message.QueueName;
import io.posthorn.storage.MessageStore;
import io.posthorn.storage.Sweep;
import io.posthorn.storage.Swept;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Work on a whole queue, slice after slice, so that it stalls nobody: one slice at a time, no
 * faster than its rate. Completes with the number of messages changed. Ends after the slice under
 * way once its future is complete, by whomever.
 */
final class SweepRun extends CompletableFuture<Long> {
  /** Slowest pace, messages a second. */
  static final double SLOWEST = 0.01;

  /** Fastest pace that can be asked for, messages a second. */
  static final double FASTEST = 1_000_000;

  private static final int SLICE = 1000;
  private static final int SLICES_PER_SECOND = 10;
  private static final double NANOS = 1e9;

  /**
   * What to do.
   *
   * @param slices what the slices of each stage ask for, but for their limit and continuation;
   *     stages run in order
   * @param limit most messages to change
   * @param perSecond most messages a second; 0 = any number
   */
  record Plan(QueueName queue, List<Sweep> slices, long limit, double perSecond) {
    private int slice() {
      return perSecond == 0
          ? SLICE
          : (int) Math.max(1, Math.min(SLICE, perSecond / SLICES_PER_SECOND));
    }
  }

  private final Plan plan;
  private final MessageStore store;
  private final Timer timer;
  private final Gate gate;
  private final long startNanos = System.nanoTime();

  // Changed by one slice's answer after the other's, never by two threads at once.
  private int stage;
  private long from;
  private volatile long done;

  SweepRun(Plan plan, MessageStore store, Timer timer, Gate gate) {
    this.plan = plan;
    this.store = store;
    this.timer = timer;
    this.gate = gate;
  }

  /** Gives up: the server is stopping. */
  void stop() {
    completeExceptionally(
        new BrokerException(
            ErrorCode.STOPPING,
            "The server is stopping; " + done + " messages of " + plan.queue() + " were done."));
  }

  /** Runs slices until one is not answered at once, or has to wait for its time. */
  void run() {
    while (!isDone()) {
      if (gate.isShut()) {
        stop();
        return;
      }
      CompletableFuture<Swept> slice = slice();
      boolean atOnce = slice.isDone();
      slice.whenComplete((swept, failure) -> answered(swept, failure, atOnce));
      if (!atOnce || napped()) {
        return;
      }
    }
  }

  private CompletableFuture<Swept> slice() {
    gate.begin();
    Sweep like = plan.slices().get(stage);
    int n = (int) Math.min(plan.slice(), plan.limit() - done);
    return Failures.guard(
        () ->
            store.sweep(
                plan.queue(), new Sweep(like.kind(), n, like.reason(), like.since(), from)));
  }

  private void answered(@Nullable Swept swept, @Nullable Throwable failure, boolean loops) {
    gate.end();
    if (swept == null) {
      completeExceptionally(Failures.mapOrMissing(failure));
      return;
    }
    done = done + swept.count();
    from = swept.next();
    if (from == 0) {
      stage++;
    }
    if (stage == plan.slices().size() || done >= plan.limit()) {
      complete(done);
    } else if (!loops && !napped()) {
      run();
    }
  }

  /** Whether the next slice comes later, because the pace demands it. */
  private boolean napped() {
    if (plan.perSecond() == 0 || isDone()) {
      return false;
    }
    long nanos = startNanos + (long) (done / plan.perSecond() * NANOS) - System.nanoTime();
    if (nanos <= 0) {
      return false;
    }
    timer.after(Duration.ofNanos(nanos), this::run);
    return true;
  }
}
