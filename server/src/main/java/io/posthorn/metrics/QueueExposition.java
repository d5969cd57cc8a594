package io.posthorn.metrics;

import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.List;

/**
 * The metrics of queues: a series for each that has one, and one series marked {@code other="true"}
 * for the rest together.
 */
final class QueueExposition {
  private static final String[] TOTALS = {"enqueued", "taken", "acked", "dead"};

  private final QueueSamples samples;
  private final GaugeSnapshot.Builder depth = GaugeSnapshot.builder();
  private final GaugeSnapshot.Builder oldest = GaugeSnapshot.builder();
  private final CounterSnapshot.Builder totals = CounterSnapshot.builder();

  QueueExposition(QueueSamples samples) {
    this.samples = samples;
  }

  void addTo(List<MetricSnapshot> all) {
    for (QueueSample sample : samples.each()) {
      add("queue", sample.queue().display(), sample);
    }
    if (samples.queues() > samples.each().size()) {
      add("other", "true", samples.other());
    }
    all.add(
        depth
            .name("posthorn_queue_messages")
            .help("Messages in a queue, by state, as last looked at.")
            .build());
    all.add(
        oldest
            .name("posthorn_queue_oldest_ready_age_seconds")
            .help("How long a queue's next message has been ready; 0 = none is.")
            .build());
    all.add(
        totals
            .name("posthorn_queue_messages_passed")
            .help("Messages that a queue ever stored, gave away, had acked, or buried.")
            .build());
    all.add(
        GaugeSnapshot.builder()
            .name("posthorn_queues")
            .help("Queues, as last looked at.")
            .dataPoint(GaugeDataPointSnapshot.builder().value((double) samples.queues()).build())
            .build());
  }

  private void add(String label, String value, QueueSample sample) {
    state(label, value, "ready", sample.ready());
    state(label, value, "scheduled", sample.scheduled());
    state(label, value, "leased", sample.leased());
    state(label, value, "dead", sample.dead());
    state(label, value, "consumed", sample.consumed());
    oldest.dataPoint(
        GaugeDataPointSnapshot.builder()
            .labels(Labels.of(label, value))
            .value(sample.oldestReadyMillis() / 1000.0)
            .build());
    long[] counts = {
      sample.enqueuedTotal(), sample.takenTotal(), sample.ackedTotal(), sample.deadTotal()
    };
    for (int i = 0; i < TOTALS.length; i++) {
      totals.dataPoint(
          CounterDataPointSnapshot.builder()
              .labels(Labels.of(label, value, "how", TOTALS[i]))
              .value((double) counts[i])
              .build());
    }
  }

  private void state(String label, String value, String state, long messages) {
    depth.dataPoint(
        GaugeDataPointSnapshot.builder()
            .labels(Labels.of(label, value, "state", state))
            .value((double) messages)
            .build());
  }
}
