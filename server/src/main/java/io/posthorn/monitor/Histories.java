package io.posthorn.monitor;

import io.posthorn.broker.Broker;
import io.posthorn.message.QueueName;
import io.posthorn.metrics.Buckets;
import io.posthorn.metrics.Flow;
import io.posthorn.metrics.Meters;
import io.posthorn.metrics.QueueMeter;
import io.posthorn.metrics.QueueSample;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * The last hour of the most active queues, and of all together, in points. Belongs to the monitor's
 * thread.
 */
final class Histories {
  private final Broker broker;
  private final Meters meters;
  private final InstantSource clock;
  private final InstantSource wall;
  private final MonitorOptions options;
  private final Executor thread;
  private final Map<QueueName, Tracked> queues = new HashMap<>();
  private final HourRing all = new HourRing();
  private Flow flowBefore;
  private Instant end;

  Histories(
      Broker broker,
      Meters meters,
      InstantSource clock,
      InstantSource wall,
      MonitorOptions options,
      Executor thread) {
    this.broker = broker;
    this.meters = meters;
    this.clock = clock;
    this.wall = wall;
    this.options = options;
    this.thread = thread;
    flowBefore = meters.flow();
    end = wall.instant();
  }

  /** Adds a point to every history; {@code depth} is that of all queues. */
  CompletableFuture<?> point(long depth) {
    end = wall.instant();
    Flow flow = meters.flow();
    Flow since = flow.since(flowBefore);
    flowBefore = flow;
    long[] latency = Buckets.none();
    meters.latency().drainTo(latency);
    all.add(Tracked.point(since.enqueued(), since.consumed(), since.dead(), depth, latency));

    Map<QueueName, QueueMeter> metered = new HashMap<>();
    meters.queues().all().forEach(meter -> metered.put(meter.queue(), meter));
    queues.entrySet().removeIf(each -> replaced(each.getValue(), metered.get(each.getKey())));
    List<QueueName> names = new ArrayList<>(metered.keySet());
    CompletableFuture<?> pages = CompletableFuture.completedFuture(null);
    for (int i = 0; i < names.size(); i += options.page()) {
      List<QueueName> page = names.subList(i, Math.min(names.size(), i + options.page()));
      pages =
          pages
              .thenCompose(before -> Samples.of(broker, page, clock))
              .thenAcceptAsync(samples -> add(page, samples, metered), thread);
    }
    return pages.thenRunAsync(this::review, thread);
  }

  private static boolean replaced(Tracked tracked, @Nullable QueueMeter meter) {
    return meter == null || !tracked.isOf(meter);
  }

  private void add(
      List<QueueName> page, List<QueueSample> samples, Map<QueueName, QueueMeter> metered) {
    Set<QueueName> gone = new HashSet<>(page);
    for (QueueSample sample : samples) {
      gone.remove(sample.queue());
      QueueMeter meter = metered.get(sample.queue());
      if (meter != null) {
        queues
            .computeIfAbsent(sample.queue(), name -> new Tracked(meter))
            .add(sample, options.point());
      }
    }
    for (QueueName queue : gone) {
      queues.remove(queue);
      meters.queues().forget(queue);
    }
  }

  private void review() {
    Map<QueueName, Long> activity = new HashMap<>();
    queues.forEach((queue, tracked) -> activity.put(queue, tracked.events()));
    meters.queues().review(activity);
  }

  /** All queues together. */
  History all() {
    return new History(end, options.point(), all.columns());
  }

  /** One queue; without a point when none is kept. */
  History of(QueueName queue) {
    Tracked tracked = queues.get(queue);
    return new History(
        end, options.point(), tracked == null ? new HourRing().columns() : tracked.ring.columns());
  }

  /** Up to {@code limit} queues that this node did most with over the last point. */
  List<Overview.Busy> busiest(int limit) {
    return queues.values().stream()
        .filter(each -> each.events() > 0)
        .sorted(Comparator.comparingLong(Tracked::events).reversed())
        .limit(limit)
        .<Overview.Busy>mapMulti(
            (each, out) -> {
              QueueSample last = each.last();
              if (last != null) {
                out.accept(new Overview.Busy(last, each.rates()));
              }
            })
        .toList();
  }
}
