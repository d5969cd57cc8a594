package io.posthorn.benchmarks.watch;

import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Follows a stream of server-sent events, line by line, and counts them. */
final class Events implements Flow.Subscriber<String> {
  private final AtomicLong count;
  private final AtomicReference<Flow.@Nullable Subscription> subscription = new AtomicReference<>();
  private volatile boolean left;

  /** Adds to {@code count}. */
  Events(AtomicLong count) {
    this.count = count;
  }

  @Override
  public void onSubscribe(Flow.Subscription begun) {
    subscription.set(begun);
    if (left) {
      begun.cancel();
    } else {
      begun.request(Long.MAX_VALUE);
    }
  }

  @Override
  public void onNext(String line) {
    if (line.startsWith("event: ")) {
      count.incrementAndGet();
    }
  }

  @Override
  public void onError(Throwable failure) {
    // Events that do not come are not counted.
  }

  @Override
  public void onComplete() {
    // As above.
  }

  /** Hears no more; the connection is closed. */
  void leave() {
    left = true;
    Flow.Subscription begun = subscription.get();
    if (begun != null) {
      begun.cancel();
    }
  }
}
