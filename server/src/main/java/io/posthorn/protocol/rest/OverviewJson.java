package io.posthorn.protocol.rest;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.fasterxml.jackson.core.JsonGenerator;
import io.posthorn.message.Durations;
import io.posthorn.message.QueueName;
import io.posthorn.metrics.FailingTarget;
import io.posthorn.metrics.QueueSample;
import io.posthorn.monitor.History;
import io.posthorn.monitor.Overview;
import io.posthorn.monitor.Summary;
import io.posthorn.storage.NodeInfo;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;

/** Writes what a monitor sees as JSON. Names as in answers about queues. */
final class OverviewJson {
  private static final byte[] EVENT = "event: summary\ndata: ".getBytes(US_ASCII);
  private static final byte[] END = "\n\n".getBytes(US_ASCII);
  private static final double TENTHS = 10;
  private static final double MICROS_PER_MILLI = 1000;

  private final Node node;
  private final Supplier<List<NodeInfo>> others;

  /** Shows {@code node} as the one that answers, and the others on its storage. */
  OverviewJson(Node node, Supplier<List<NodeInfo>> others) {
    this.node = node;
    this.others = others;
  }

  void write(Overview overview, JsonGenerator out) throws IOException {
    out.writeStartObject();
    MessageJson.instant("at", overview.at(), out);
    out.writeObjectFieldStart("totals");
    out.writeNumberField("queues", overview.queues());
    counts(overview.total(), out);
    rates(overview.flow(), out);
    out.writeEndObject();
    out.writeNumberField("failingTargets", overview.failingTargets());
    out.writeArrayFieldStart("failing");
    for (FailingTarget target : overview.failing()) {
      write(target, out);
    }
    out.writeEndArray();
    out.writeArrayFieldStart("busiest");
    for (Overview.Busy busy : overview.busiest()) {
      out.writeStartObject();
      out.writeStringField("name", busy.queue().queue().display());
      counts(busy.queue(), out);
      rates(busy.rates(), out);
      out.writeEndObject();
    }
    out.writeEndArray();
    out.writeObjectFieldStart("history");
    columns(overview.history(), out);
    out.writeEndObject();
    out.writeArrayFieldStart("nodes");
    node(node.name(), node.version(), node.startedAt(), true, out);
    for (NodeInfo other : others.get()) {
      node(other.name(), other.version(), other.startedAt(), false, out);
    }
    out.writeEndArray();
    out.writeEndObject();
  }

  /** All nodes that share storage have the same engine. */
  private void node(String name, String version, Instant startedAt, boolean self, JsonGenerator out)
      throws IOException {
    out.writeStartObject();
    out.writeStringField("name", name);
    out.writeStringField("version", version);
    out.writeStringField("engine", node.engine());
    MessageJson.instant("startedAt", startedAt, out);
    out.writeBooleanField("self", self);
    out.writeEndObject();
  }

  static void write(QueueName queue, History history, JsonGenerator out) throws IOException {
    out.writeStartObject();
    out.writeStringField("queue", queue.display());
    columns(history, out);
    out.writeEndObject();
  }

  /** A whole server-sent event. */
  static byte[] event(Summary summary) {
    byte[] data = Json.write(out -> write(summary, out));
    var event = new ByteArrayOutputStream(EVENT.length + data.length + END.length);
    event.writeBytes(EVENT);
    event.writeBytes(data);
    event.writeBytes(END);
    return event.toByteArray();
  }

  private static void write(Summary summary, JsonGenerator out) throws IOException {
    out.writeStartObject();
    MessageJson.instant("at", summary.at(), out);
    out.writeNumberField("queues", summary.queues());
    counts(summary.total(), out);
    rates(summary.rates(), out);
    out.writeNumberField("failingTargets", summary.failingTargets());
    out.writeArrayFieldStart("followed");
    for (QueueSample each : summary.each()) {
      out.writeStartObject();
      out.writeStringField("name", each.queue().display());
      counts(each, out);
      out.writeNumberField("enqueuedTotal", each.enqueuedTotal());
      out.writeNumberField("consumedTotal", each.consumedTotal());
      out.writeNumberField("deadTotal", each.deadTotal());
      out.writeEndObject();
    }
    out.writeEndArray();
    out.writeEndObject();
  }

  private static void counts(QueueSample sample, JsonGenerator out) throws IOException {
    out.writeNumberField("ready", sample.ready());
    out.writeNumberField("scheduled", sample.scheduled());
    out.writeNumberField("leased", sample.leased());
    out.writeNumberField("dead", sample.dead());
    if (sample.ready() == 0) {
      out.writeNullField("oldestReadyAge");
    } else {
      out.writeStringField(
          "oldestReadyAge", Durations.format(Duration.ofMillis(sample.oldestReadyMillis())));
    }
  }

  private static void rates(Overview.Rates rates, JsonGenerator out) throws IOException {
    out.writeNumberField("enqueuedPerSecond", tenths(rates.enqueued()));
    out.writeNumberField("consumedPerSecond", tenths(rates.consumed()));
    out.writeNumberField("deadPerSecond", tenths(rates.dead()));
  }

  private static double tenths(double rate) {
    return Math.round(rate * TENTHS) / TENTHS;
  }

  private static void write(FailingTarget target, JsonGenerator out) throws IOException {
    out.writeStartObject();
    out.writeStringField("target", target.target());
    out.writeStringField("queue", target.queue().display());
    out.writeNumberField("failures", target.failures());
    MessageJson.instant("since", target.since(), out);
    MessageJson.instant("lastAt", target.lastAt(), out);
    out.writeStringField("error", target.error());
    if (target.status() > 0) {
      out.writeNumberField("status", target.status());
    }
    out.writeStringField("circuit", target.open() ? "open" : "closed");
    if (target.open()) {
      MessageJson.instant("nextCallAt", target.barredUntil(), out);
    }
    out.writeEndObject();
  }

  private static void columns(History history, JsonGenerator out) throws IOException {
    MessageJson.instant("end", history.end(), out);
    out.writeStringField("interval", Durations.format(history.interval()));
    column("enqueued", history.columns().enqueued(), out);
    column("consumed", history.columns().consumed(), out);
    column("dead", history.columns().dead(), out);
    column("depth", history.columns().depth(), out);
    latencies("p50", history.columns().p50(), out);
    latencies("p99", history.columns().p99(), out);
  }

  private static void column(String name, int[] values, JsonGenerator out) throws IOException {
    out.writeFieldName(name);
    out.writeArray(values, 0, values.length);
  }

  /** In milliseconds; null where nothing was measured. */
  private static void latencies(String name, int[] micros, JsonGenerator out) throws IOException {
    out.writeArrayFieldStart(name);
    for (int each : micros) {
      if (each < 0) {
        out.writeNull();
      } else {
        out.writeNumber(each / MICROS_PER_MILLI);
      }
    }
    out.writeEndArray();
  }
}
