package io.posthorn.cli.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import java.util.Map;
import org.HdrHistogram.Histogram;

/** Says what a run measured, to people and to programs. */
final class BenchReport {
  private static final double[] PERCENTILES = {50, 90, 99, 99.9, 100};

  private BenchReport() {}

  /** One line of progress; {@code before} are the requests of the seconds before. */
  static String line(LoadGenerator.Progress progress, long before) {
    var line = new StringBuilder();
    line.append(
        format(
            "%6.1f s %9d requests/s",
            progress.elapsed().toMillis() / 1e3, progress.requests() - before));
    progress
        .latencies()
        .forEach((operation, h) -> line.append("  ").append(latency(operation, h, 50, 99)));
    return progress.errors() == 0
        ? line.toString()
        : line + format("  %d errors", progress.errors());
  }

  /** The result, some lines. */
  static String text(Traffic traffic, Content content, Outcome outcome) {
    var text = new StringBuilder();
    text.append(
        format(
            "%s: %d clients, %s, %d byte messages, %s%n",
            content.mix(),
            traffic.clients(),
            traffic.rate() == 0
                ? "as fast as answered"
                : format("%.0f requests/s meant", traffic.rate()),
            content.size(),
            traffic.keepAlive() ? "keep-alive" : "a connection a request"));
    text.append(
        format(
            "%d requests in %.2f s: %.0f requests/s, %.0f messages/s%n",
            outcome.requests(),
            outcome.elapsed().toMillis() / 1e3,
            outcome.requestsPerSecond(),
            outcome.messagesPerSecond()));
    outcome
        .details()
        .latencies()
        .forEach((o, h) -> text.append(latency(o, h, PERCENTILES)).append('\n'));
    text.append(format("%d empty, %d errors%n", outcome.empty(), outcome.errors()));
    if (outcome.behind() > 0) {
      text.append(format("%d requests were due and could not be sent in time%n", outcome.behind()));
    }
    if (outcome.details().firstError() != null) {
      text.append("first error: ").append(outcome.details().firstError()).append('\n');
    }
    return text.toString();
  }

  private static String latency(Operation operation, Histogram histogram, double... percentiles) {
    var text = new StringBuilder(operation.toString());
    for (double p : percentiles) {
      double millis = histogram.getValueAtPercentile(p) / 1e6;
      text.append(p == 100 ? " max" : " p" + number(p)).append(format(" %.3f", millis));
    }
    return text.append(" ms").toString();
  }

  /** The result as one JSON object. */
  static String json(Traffic traffic, Content content, Outcome outcome) {
    ObjectNode root = new ObjectMapper().createObjectNode();
    root.put("mix", content.mix().toString());
    root.put("clients", traffic.clients());
    root.put("rate", traffic.rate());
    root.put("size", content.size());
    root.put("lines", content.lines());
    root.put("queues", content.queues());
    root.put("keepAlive", traffic.keepAlive());
    root.put("seconds", outcome.elapsed().toNanos() / 1e9);
    root.put("requests", outcome.requests());
    root.put("messages", outcome.messages());
    root.put("requestsPerSecond", outcome.requestsPerSecond());
    root.put("messagesPerSecond", outcome.messagesPerSecond());
    root.put("empty", outcome.empty());
    root.put("errors", outcome.errors());
    root.put("behind", outcome.behind());
    root.put("firstError", outcome.details().firstError());
    ObjectNode latencies = root.putObject("latencyMillis");
    for (Map.Entry<Operation, Histogram> entry : outcome.details().latencies().entrySet()) {
      ObjectNode node = latencies.putObject(entry.getKey().toString());
      node.put("count", entry.getValue().getTotalCount());
      node.put("mean", entry.getValue().getMean() / 1e6);
      for (double p : PERCENTILES) {
        String name = p == 100 ? "max" : "p" + number(p);
        node.put(name, entry.getValue().getValueAtPercentile(p) / 1e6);
      }
    }
    return root.toString();
  }

  private static String number(double percentile) {
    return percentile == Math.rint(percentile)
        ? String.valueOf((int) percentile)
        : String.valueOf(percentile);
  }

  private static String format(String format, Object... args) {
    return String.format(Locale.ROOT, format, args);
  }
}
