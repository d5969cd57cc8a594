package io.posthorn.metrics;

import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot.InfoDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;

/** Shows what the meters counted, but for single queues, as metrics of Prometheus at a scrape. */
final class Exposition implements MultiCollector {
  private final MessageMeters messages;
  private final DeliveryMeters deliveries;
  private final StorageMeters storage;
  private final HttpMeters http;
  private final Supplier<QueueSamples> samples;
  private final String version;

  Exposition(
      MessageMeters messages,
      DeliveryMeters deliveries,
      StorageMeters storage,
      HttpMeters http,
      Supplier<QueueSamples> samples,
      String version) {
    this.messages = messages;
    this.deliveries = deliveries;
    this.storage = storage;
    this.http = http;
    this.samples = samples;
    this.version = version;
  }

  @Override
  public MetricSnapshots collect() {
    var all = new ArrayList<MetricSnapshot>();
    all.add(
        InfoSnapshot.builder()
            .name("posthorn_build")
            .help("1; the label is the build.")
            .dataPoint(
                InfoDataPointSnapshot.builder().labels(Labels.of("version", version)).build())
            .build());
    messages(all);
    deliveries(all);
    storage(all);
    http(all);
    all.add(
        gauge("posthorn_queues", "Queues, as last looked at.", (double) samples.get().queues()));
    return new MetricSnapshots(all);
  }

  private void messages(List<MetricSnapshot> all) {
    all.add(
        counter("posthorn_messages_enqueued", "Messages stored by this node.", messages.enqueued));
    all.add(
        counter("posthorn_messages_taken", "Messages taken out of their queue.", messages.taken));
    all.add(
        counter(
            "posthorn_messages_returned",
            "Taken messages that went back to their queue.",
            messages.returned));
    all.add(counter("posthorn_messages_reserved", "Leases given.", messages.reserved));
    all.add(counter("posthorn_messages_acked", "Messages done by an ack.", messages.acked));
    all.add(
        counters(
            "posthorn_settlements", "Settlements that counted, by outcome.", messages.settlements));
    all.add(
        counter("posthorn_settlements_stale", "Settlements that came too late.", messages.stale));
    all.add(
        histogram(
            "posthorn_message_wait_seconds",
            "From when a message was due until it was first handed out.",
            messages.waits));
    all.add(
        histogram(
            "posthorn_message_latency_seconds",
            "From when a message was due until it was taken or acked.",
            messages.latencies));
    all.add(
        gauge(
            "posthorn_long_polls",
            "Places in the lines of long polls.",
            (double) messages.waiters.sum()));
    all.add(
        counters(
            "posthorn_requests_rejected", "Requests that were refused, by code.", http.refusals));
  }

  private void deliveries(List<MetricSnapshot> all) {
    all.add(
        counters(
            "posthorn_delivery_attempts",
            "Calls of targets that ended, by outcome and class of failure.",
            deliveries.attempts));
    all.add(
        histogram("posthorn_delivery_duration_seconds", "Length of calls.", deliveries.durations));
    all.add(
        gauge(
            "posthorn_delivery_in_flight", "Calls under way.", (double) deliveries.inFlight.sum()));
    all.add(
        counter(
            "posthorn_delivery_released",
            "Reserved messages that went back untried.",
            deliveries.released));
    all.add(
        counter(
            "posthorn_delivery_breakers_opened",
            "How often a target's circuit opened.",
            deliveries.breakersOpened));
    all.add(
        gauge(
            "posthorn_delivery_targets_failing",
            "Targets whose last call failed, less than an hour ago.",
            deliveries.targets.size()));
    all.add(
        gauge(
            "posthorn_delivery_breakers_open",
            "Failing targets that are not called but by probes, their circuits being open.",
            deliveries.targets.open()));
    all.add(
        counter(
            "posthorn_delivery_callbacks_failed",
            "Outcomes that could not be told to their callback.",
            deliveries.callbacksFailed));
  }

  private void storage(List<MetricSnapshot> all) {
    all.add(
        counters("posthorn_messages_dead", "Messages that went DEAD, by reason.", storage.dead));
    all.add(
        counter("posthorn_messages_redriven", "DEAD messages made READY again.", storage.redriven));
    all.add(
        counters(
            "posthorn_messages_removed",
            "Messages dropped, by the state they were in and by what dropped them.",
            storage.removed));
    all.add(
        histogram(
            "posthorn_storage_batch_commands", "Commands written together.", storage.batches));
    all.add(histogram("posthorn_storage_sync_seconds", "Length of syncs (fsync).", storage.syncs));
    HistogramSnapshot.Builder calls = HistogramSnapshot.builder();
    storage.calls.forEach((labels, each) -> calls.dataPoint(each.snapshot(labels)));
    all.add(
        calls.name("posthorn_redis_call_seconds").help("Round trips to Redis, by verb.").build());
    all.add(
        counters(
            "posthorn_redis_call_failures", "Calls of Redis without an answer.", storage.failures));
  }

  private void http(List<MetricSnapshot> all) {
    CounterSnapshot.Builder replies = CounterSnapshot.builder();
    http.replies.forEach(
        (route, counts) -> {
          for (int status = 0; status < counts.length(); status++) {
            LongAdder count = counts.get(status);
            if (count != null) {
              replies.dataPoint(
                  point(Labels.of("route", route, "status", Integer.toString(status)), count));
            }
          }
        });
    all.add(
        replies
            .name("posthorn_http_requests")
            .help("Requests replied to, by class of route and status.")
            .build());
    all.add(
        gauge("posthorn_http_connections", "Open connections.", (double) http.connections.sum()));
    all.add(
        histogram(
            "posthorn_event_loop_lag_seconds", "How late event loops come to a task.", http.lag));
  }

  private static CounterSnapshot counter(String name, String help, LongAdder count) {
    return CounterSnapshot.builder()
        .name(name)
        .help(help)
        .dataPoint(point(Labels.EMPTY, count))
        .build();
  }

  private static CounterSnapshot counters(String name, String help, Family<LongAdder> family) {
    CounterSnapshot.Builder counter = CounterSnapshot.builder().name(name).help(help);
    family.forEach((labels, count) -> counter.dataPoint(point(labels, count)));
    return counter.build();
  }

  private static CounterDataPointSnapshot point(Labels labels, LongAdder count) {
    return CounterDataPointSnapshot.builder().labels(labels).value((double) count.sum()).build();
  }

  private static HistogramSnapshot histogram(String name, String help, Histogram histogram) {
    return HistogramSnapshot.builder()
        .name(name)
        .help(help)
        .dataPoint(histogram.snapshot(Labels.EMPTY))
        .build();
  }

  private static GaugeSnapshot gauge(String name, String help, double value) {
    return GaugeSnapshot.builder()
        .name(name)
        .help(help)
        .dataPoint(GaugeDataPointSnapshot.builder().value(value).build())
        .build();
  }
}
