package io.posthorn.metrics;

import java.io.IOException;
import java.io.Writer;

/**
 * Writes the metrics of queues: a series for each that has one, and one series marked {@code
 * other="true"} for the rest together.
 *
 * <p>In the text format of Prometheus, version 0.0.4, by hand: there may be ten thousand lines of
 * them at every scrape, and the library makes and checks some ten objects for each.
 */
final class QueueExposition {
  private static final String[] STATES = {"ready", "scheduled", "leased", "dead", "consumed"};
  private static final String[] TOTALS = {"enqueued", "taken", "acked", "dead"};
  private static final String MESSAGES = "posthorn_queue_messages";
  private static final String OLDEST = "posthorn_queue_oldest_ready_age_seconds";
  private static final String PASSED = "posthorn_queue_messages_passed_total";
  private static final double MILLIS_PER_SECOND = 1000;

  private final QueueSamples samples;
  private final Writer out;

  private QueueExposition(QueueSamples samples, Writer out) {
    this.samples = samples;
    this.out = out;
  }

  /** What writes the lines of one queue, or of the rest together. */
  private interface Lines {
    /**
     * @param label the label that tells which, whole
     */
    void write(String label, QueueSample sample) throws IOException;
  }

  /** Writes whole lines. */
  static void write(QueueSamples samples, Writer out) throws IOException {
    var exposition = new QueueExposition(samples, out);
    exposition.family(
        MESSAGES,
        "gauge",
        "Messages in a queue, by state, as last looked at.",
        exposition::messages);
    exposition.family(
        OLDEST,
        "gauge",
        "How long a queue's next message has been ready; 0 = none is.",
        exposition::oldest);
    exposition.family(
        PASSED,
        "counter",
        "Messages that a queue ever stored, gave away, had acked, or buried.",
        exposition::passed);
  }

  private void family(String name, String type, String help, Lines lines) throws IOException {
    out.append("# HELP ").append(name).append(' ').append(help).append('\n');
    out.append("# TYPE ").append(name).append(' ').append(type).append('\n');
    for (QueueSample sample : samples.each()) {
      lines.write("queue=\"" + escaped(sample.queue().display()) + '"', sample);
    }
    if (samples.queues() > samples.each().size()) {
      lines.write("other=\"true\"", samples.other());
    }
  }

  private void messages(String label, QueueSample sample) throws IOException {
    long[] counts = {
      sample.ready(), sample.scheduled(), sample.leased(), sample.dead(), sample.consumed()
    };
    for (int i = 0; i < STATES.length; i++) {
      out.append(MESSAGES).append('{').append(label).append(",state=\"").append(STATES[i]);
      out.append("\"} ").append(Long.toString(counts[i])).append('\n');
    }
  }

  private void oldest(String label, QueueSample sample) throws IOException {
    String seconds = Double.toString(sample.oldestReadyMillis() / MILLIS_PER_SECOND);
    out.append(OLDEST).append('{').append(label).append("} ").append(seconds).append('\n');
  }

  private void passed(String label, QueueSample sample) throws IOException {
    long[] counts = {
      sample.enqueuedTotal(), sample.takenTotal(), sample.ackedTotal(), sample.deadTotal()
    };
    for (int i = 0; i < TOTALS.length; i++) {
      out.append(PASSED).append("{how=\"").append(TOTALS[i]).append("\",").append(label);
      out.append("} ").append(Long.toString(counts[i])).append('\n');
    }
  }

  /** As the format has label values. */
  private static String escaped(String value) {
    return value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
  }
}
