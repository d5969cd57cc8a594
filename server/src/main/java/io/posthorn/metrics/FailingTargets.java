package io.posthorn.metrics;

import io.posthorn.message.QueueName;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The targets whose last call failed, a bounded number. Told by one thread, read by any. One that
 * is not called any more is forgotten after an hour.
 */
public final class FailingTargets {
  private static final int MOST = 1000;
  private static final Duration KEPT = Duration.ofHours(1);

  private final Map<String, FailingTarget> targets = new ConcurrentHashMap<>();
  private final InstantSource clock;

  FailingTargets(InstantSource clock) {
    this.clock = clock;
  }

  void succeeded(String target) {
    if (!targets.isEmpty()) {
      targets.remove(target);
    }
  }

  void failed(
      String target, QueueName queue, String error, int status, boolean open, long barredMillis) {
    Instant now = clock.instant();
    FailingTarget before = targets.get(target);
    if (before == null && targets.size() >= MOST && !forget(now)) {
      return;
    }
    targets.put(
        target,
        new FailingTarget(
            target,
            queue,
            before == null ? 1 : before.failures() + 1,
            before == null ? now : before.since(),
            now,
            error,
            status,
            open,
            now.plusMillis(Math.max(0, barredMillis))));
  }

  private boolean forget(Instant now) {
    return targets.values().removeIf(each -> old(each, now));
  }

  private static boolean old(FailingTarget target, Instant now) {
    return target.lastAt().plus(KEPT).isBefore(now);
  }

  /** How many there are. */
  public int size() {
    forget(clock.instant());
    return targets.size();
  }

  /**
   * How many of them are not called but by probes, their circuits being open: also while a probe is
   * under way, or nothing waits to be sent.
   */
  public int open() {
    forget(clock.instant());
    return (int) targets.values().stream().filter(FailingTarget::open).count();
  }

  /** Up to {@code limit} of them, those first that failed most often in a row. */
  public List<FailingTarget> worst(int limit) {
    forget(clock.instant());
    return targets.values().stream()
        .sorted(
            Comparator.comparingLong(FailingTarget::failures)
                .reversed()
                .thenComparing(FailingTarget::target))
        .limit(limit)
        .toList();
  }
}
