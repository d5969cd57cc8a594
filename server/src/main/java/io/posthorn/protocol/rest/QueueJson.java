package io.posthorn.protocol.rest;

import com.fasterxml.jackson.core.JsonGenerator;
import io.posthorn.message.Durations;
import io.posthorn.message.Ring;
import io.posthorn.storage.QueueInfo;
import io.posthorn.storage.QueueStats;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Writes a queue, its configuration and its statistics as JSON. */
final class QueueJson {
  private QueueJson() {}

  /** The queue; without statistics when there are none. */
  static void write(QueueInfo queue, @Nullable QueueStats stats, Instant now, JsonGenerator out)
      throws IOException {
    out.writeStartObject();
    out.writeStringField("name", queue.name().display());
    out.writeNumberField("version", queue.version());
    MessageJson.instant("createdAt", queue.createdAt(), out);
    out.writeBooleanField("paused", queue.paused());
    out.writeFieldName("config");
    QueueConfigJson.write(queue.config(), out);
    if (stats != null) {
      out.writeFieldName("statistics");
      write(stats, now, out);
    }
    out.writeEndObject();
  }

  private static void write(QueueStats stats, Instant now, JsonGenerator out) throws IOException {
    out.writeStartObject();
    out.writeNumberField("ready", stats.ready());
    out.writeNumberField("scheduled", stats.scheduled());
    out.writeNumberField("leased", stats.leased());
    out.writeNumberField("dead", stats.dead());
    out.writeNumberField("consumed", stats.consumed());
    Instant oldest = stats.oldestReadyAt();
    if (oldest != null) {
      // A clock that stepped back must not show as a negative age.
      Duration age = oldest.isAfter(now) ? Duration.ZERO : Duration.between(oldest, now);
      out.writeStringField("oldestReadyAge", Durations.format(age));
    } else {
      out.writeNullField("oldestReadyAge");
    }
    if (stats.nextVisibleAt() != null) {
      MessageJson.instant("nextVisibleAt", stats.nextVisibleAt(), out);
    } else {
      out.writeNullField("nextVisibleAt");
    }
    out.writeNumberField("enqueuedTotal", stats.enqueuedTotal());
    out.writeNumberField("takenTotal", stats.takenTotal());
    out.writeNumberField("reservedTotal", stats.reservedTotal());
    out.writeNumberField("ackedTotal", stats.ackedTotal());
    out.writeNumberField("deadTotal", stats.deadTotal());
    Ring ring = stats.ring();
    if (ring != null) {
      out.writeObjectFieldStart("ring");
      out.writeNumberField("max", ring.max());
      out.writeNumberField("put", ring.put());
      out.writeNumberField("get", ring.get());
      out.writeEndObject();
    }
    out.writeEndObject();
  }
}
