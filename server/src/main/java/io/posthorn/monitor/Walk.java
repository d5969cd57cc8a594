package io.posthorn.monitor;

import io.posthorn.broker.Broker;
import io.posthorn.message.QueueName;
import io.posthorn.metrics.QueueMeters;
import io.posthorn.metrics.QueueSample;
import io.posthorn.metrics.QueueSamples;
import io.posthorn.storage.QueueInfo;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Walks over all queues, page after page with a pause between, and sums them up. A queue keeps the
 * series that it has; where there are more queues than series, active ones take them over from
 * empty ones. Belongs to the monitor's thread.
 */
final class Walk {
  private static final QueueName ANY = QueueName.ofLatin1("");

  private final Broker broker;
  private final QueueMeters meters;
  private final InstantSource clock;
  private final MonitorOptions options;
  private final ScheduledExecutorService thread;
  private final Set<QueueName> named = new LinkedHashSet<>();

  private final Map<QueueName, QueueSample> each = new LinkedHashMap<>();
  private final List<QueueSample> wanting = new ArrayList<>();
  private QueueSample other = QueueSample.NONE;
  private long queues;
  private CompletableFuture<QueueSamples> done = new CompletableFuture<>();

  Walk(
      Broker broker,
      QueueMeters meters,
      InstantSource clock,
      MonitorOptions options,
      ScheduledExecutorService thread) {
    this.broker = broker;
    this.meters = meters;
    this.clock = clock;
    this.options = options;
    this.thread = thread;
  }

  /** Begins a walk; one at a time. Fails as the broker does. */
  CompletableFuture<QueueSamples> begin() {
    each.clear();
    wanting.clear();
    other = QueueSample.NONE;
    queues = 0;
    done = new CompletableFuture<>();
    page(null);
    return done;
  }

  private void page(@Nullable QueueName cursor) {
    broker
        .listQueues(ANY, cursor, options.page())
        .thenCompose(
            page -> {
              List<QueueName> names = page.stream().map(QueueInfo::name).toList();
              return Samples.of(broker, names, clock)
                  .thenApply(samples -> new Page(names, samples));
            })
        .whenCompleteAsync(this::paged, thread);
  }

  private record Page(List<QueueName> names, List<QueueSample> samples) {}

  private void paged(@Nullable Page page, @Nullable Throwable failure) {
    if (page == null) {
      done.completeExceptionally(
          failure == null ? new IllegalStateException("no page and no failure") : failure);
      return;
    }
    page.samples().forEach(this::add);
    if (page.names().size() < options.page()) {
      finish();
    } else {
      QueueName last = page.names().get(options.page() - 1);
      thread.schedule(() -> page(last), options.pause().toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  private void add(QueueSample sample) {
    queues++;
    if (named.contains(sample.queue()) || named.size() < options.series()) {
      named.add(sample.queue());
      each.put(sample.queue(), sample);
      return;
    }
    if (wanting.size() < options.series() && meters.find(sample.queue()) != null) {
      wanting.add(sample);
    }
    other = other.plus(sample);
  }

  private void finish() {
    named.retainAll(new HashSet<>(each.keySet()));
    for (QueueSample active : wanting) {
      QueueSample idle = idle();
      if (idle == null) {
        break;
      }
      named.remove(idle.queue());
      named.add(active.queue());
    }
    done.complete(new QueueSamples(List.copyOf(each.values()), other, queues));
  }

  /** One that has a series and nothing to show; it loses it with the next walk. */
  private @Nullable QueueSample idle() {
    for (QueueSample sample : each.values()) {
      if (named.contains(sample.queue())
          && sample.depth() + sample.dead() == 0
          && meters.find(sample.queue()) == null) {
        return sample;
      }
    }
    return null;
  }
}
