package io.posthorn.metrics;

import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.config.EscapingScheme;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import java.io.BufferedWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;

/**
 * All that one server counts of itself, and its exposition in Prometheus's text format. What each
 * metric means, and how they relate, is in {@code docs/metrics.md}. For any thread.
 */
public final class Meters implements AutoCloseable {
  /** The media type of {@link #scrape}. */
  public static final String CONTENT_TYPE = PrometheusTextFormatWriter.CONTENT_TYPE;

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final PrometheusTextFormatWriter writer = PrometheusTextFormatWriter.create();
  private final JvmGcMetrics collections = new JvmGcMetrics();
  private final QueueMeters queues;
  private final FailingTargets targets;
  private final MessageMeters messages;
  private final DeliveryMeters deliveries;
  private final StorageMeters storage;
  private final HttpMeters http = new HttpMeters();
  private boolean watchesJvm;
  private volatile Supplier<QueueSamples> samples = () -> QueueSamples.NONE;
  private volatile int lastScrape = 16 << 10;

  /**
   * Nothing counted yet.
   *
   * @param storage what was counted while the engine was opened; see {@link #storage}
   * @param clock of the instants that messages carry: their engine's
   * @param queueMeters most queues whose latency is kept apart
   * @param version of this build
   */
  public Meters(StorageMetrics storage, InstantSource clock, int queueMeters, String version) {
    if (!(storage instanceof StorageMeters counting)) {
      throw new IllegalArgumentException("storage: " + storage + " (expected: of storage())");
    }
    this.storage = counting;
    queues = new QueueMeters(queueMeters);
    targets = new FailingTargets(clock);
    messages = new MessageMeters(queues, clock);
    deliveries = new DeliveryMeters(targets);
    registry
        .getPrometheusRegistry()
        .register(
            new Exposition(messages, deliveries, this.storage, http, () -> samples.get(), version));
  }

  /**
   * Begins to count the JVM, too. Apart from the rest, and after it, since to find what the JVM
   * says of itself takes a tenth of a start; a scrape does not wait for anybody to call this.
   */
  public synchronized void watchJvm() {
    if (watchesJvm) {
      return;
    }
    watchesJvm = true;
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
    new FileDescriptorMetrics().bindTo(registry);
    collections.bindTo(registry);
  }

  /** Counts what an engine does, before there is a clock to count the rest by. */
  public static StorageMetrics storage() {
    return new StorageMeters();
  }

  /** For the broker. */
  public BrokerMetrics broker() {
    return messages;
  }

  /** For the delivery engine. */
  public DeliveryMetrics delivery() {
    return deliveries;
  }

  /** For listeners. */
  public HttpMetrics http() {
    return http;
  }

  /** The meters of the most active queues. */
  public QueueMeters queues() {
    return queues;
  }

  /** The targets that fail. */
  public FailingTargets targets() {
    return targets;
  }

  /** Sets where the numbers of queues come from; asked at each scrape, and must answer at once. */
  public void samples(Supplier<QueueSamples> source) {
    samples = source;
  }

  /** What this process has done with messages since it started. */
  public Flow flow() {
    return new Flow(
        messages.enqueued.sum(),
        messages.taken.sum() + messages.acked.sum(),
        storage.dead.sum(LongAdder::sum));
  }

  /** How long messages took from being due to being done, in all queues. */
  public Buckets latency() {
    return messages.recent;
  }

  /** All metrics in Prometheus's text format. Not for event loops: it may take milliseconds. */
  public byte[] scrape() {
    watchJvm();
    // Growing step by step would leave as much behind again for the collector to clear away.
    var out = new ByteArrayOutputStream(lastScrape + lastScrape / 8);
    try {
      writer.write(
          out, registry.getPrometheusRegistry().scrape(), EscapingScheme.UNDERSCORE_ESCAPING);
      var text = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8));
      QueueExposition.write(samples.get(), text);
      text.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    lastScrape = out.size();
    return out.toByteArray();
  }

  @Override
  public synchronized void close() {
    watchesJvm = true;
    collections.close();
    registry.close();
  }
}
