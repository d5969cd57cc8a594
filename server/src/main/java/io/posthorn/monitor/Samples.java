package io.posthorn.monitor;

import io.posthorn.broker.Broker;
import io.posthorn.message.QueueName;
import io.posthorn.metrics.QueueSample;
import io.posthorn.storage.QueueStats;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Asks the broker for the numbers of queues. */
final class Samples {
  private Samples() {}

  /** Those of {@code names} that exist, in order, as far as one request goes. */
  static CompletableFuture<List<QueueSample>> of(
      Broker broker, List<QueueName> names, InstantSource clock) {
    if (names.isEmpty()) {
      return CompletableFuture.completedFuture(List.of());
    }
    return broker.stats(names).thenApply(stats -> samples(names, stats, clock.instant()));
  }

  private static List<QueueSample> samples(
      List<QueueName> names, List<Optional<QueueStats>> stats, Instant now) {
    var samples = new ArrayList<QueueSample>(names.size());
    for (int i = 0; i < names.size(); i++) {
      QueueName name = names.get(i);
      stats.get(i).ifPresent(found -> samples.add(sample(name, found, now)));
    }
    return samples;
  }

  private static QueueSample sample(QueueName name, QueueStats stats, Instant now) {
    Instant oldest = stats.oldestReadyAt();
    long age = oldest == null ? 0 : Math.max(0, now.toEpochMilli() - oldest.toEpochMilli());
    return new QueueSample(
        name,
        stats.ready(),
        stats.scheduled(),
        stats.leased(),
        stats.dead(),
        stats.consumed(),
        age,
        stats.enqueuedTotal(),
        stats.takenTotal(),
        stats.ackedTotal(),
        stats.deadTotal());
  }
}
