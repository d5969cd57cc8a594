package io.posthorn.broker;

import io.posthorn.message.QueueName;
import io.posthorn.storage.QueueInfo;
import io.posthorn.storage.StorageEngine;
import io.posthorn.storage.StorageException;
import io.posthorn.storage.Sweep;
import io.posthorn.storage.Swept;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Walks over all queues, round after round, and lets the engine expire what has outlived its time.
 * A step handles one page of queues with a few slices each at most and is followed by a pause: the
 * cost a second is bounded however many queues there are, only a round takes longer.
 */
final class Housekeeping {
  private static final Logger LOG = LoggerFactory.getLogger(Housekeeping.class);
  private static final QueueName ANY = QueueName.ofLatin1("");
  private static final int PAGE = 100;
  private static final int SLICE = 1000;

  /** Of one queue and step, where one does not do. */
  private static final int SLICES = 8;

  private static final Duration REPORT_AGAIN = Duration.ofMinutes(1);

  private final StorageEngine engine;
  private final Timer timer;
  private final Gate gate;
  private final Duration pause;
  private volatile @Nullable QueueName cursor;
  private volatile @Nullable String reported;
  private volatile Instant reportedAt = Instant.EPOCH;

  Housekeeping(StorageEngine engine, Timer timer, Gate gate, Duration pause) {
    this.engine = engine;
    this.timer = timer;
    this.gate = gate;
    this.pause = pause;
  }

  void start() {
    timer.after(pause, this::step);
  }

  private void step() {
    if (gate.isShut()) {
      return;
    }
    gate.begin();
    Failures.guard(() -> engine.queues().list(ANY, cursor, PAGE))
        .thenCompose(this::expire)
        .whenComplete(
            (done, failure) -> {
              gate.end();
              if (failure != null && !gate.isShut()) {
                report(failure);
              }
              timer.after(pause, this::step);
            });
  }

  /**
   * A step fails as often as it runs, on a full disk for hours: the same failure is told once a
   * minute.
   */
  private void report(Throwable failure) {
    Instant now = engine.clock().instant();
    String message = String.valueOf(Failures.unwrap(failure).getMessage());
    if (message.equals(reported) && now.isBefore(reportedAt.plus(REPORT_AGAIN))) {
      return;
    }
    reported = message;
    reportedAt = now;
    if (Failures.unwrap(failure) instanceof StorageException) {
      LOG.warn("Expiring messages failed and is tried again: {}", message);
    } else {
      LOG.warn("Expiring messages failed and is tried again", failure);
    }
  }

  private CompletableFuture<?> expire(List<QueueInfo> page) {
    cursor = page.size() < PAGE ? null : page.get(page.size() - 1).name();
    return CompletableFuture.allOf(
        page.stream().map(queue -> expire(queue.name(), SLICES)).toArray(CompletableFuture[]::new));
  }

  private CompletableFuture<Swept> expire(QueueName queue, int slices) {
    return engine
        .messages()
        .sweep(queue, Sweep.of(Sweep.Kind.EXPIRE, SLICE))
        .thenCompose(
            swept ->
                swept.next() == 0 || slices == 1 || gate.isShut()
                    ? CompletableFuture.completedFuture(swept)
                    : expire(queue, slices - 1));
  }
}
