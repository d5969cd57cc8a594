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

  void failed(String target, QueueName queue, String error, int status, long barredMillis) {
    Instant now = clock.instant();
    FailingTarget before = targets.get(target);
    if (before == null && targets.size() >= MOST && !makeRoom(now)) {
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
            now.plusMillis(Math.max(0, barredMillis))));
  }

  private boolean makeRoom(Instant now) {
    return targets.values().removeIf(each -> old(each, now));
  }

  private static boolean old(FailingTarget target, Instant now) {
    return target.lastAt().plus(KEPT).isBefore(now);
  }

  /** How many there are. */
  public int size() {
    return targets.size();
  }

  /** How many of them are not called, their circuits being open. */
  public int open() {
    Instant now = clock.instant();
    return (int) targets.values().stream().filter(each -> each.barredUntil().isAfter(now)).count();
  }

  /** Up to {@code limit} of them, those first that failed most often in a row. */
  public List<FailingTarget> worst(int limit) {
    Instant now = clock.instant();
    makeRoom(now);
    return targets.values().stream()
        .sorted(
            Comparator.comparingLong(FailingTarget::failures)
                .reversed()
                .thenComparing(FailingTarget::target))
        .limit(limit)
        .toList();
  }
}
