package io.posthorn.protocol.rest;

import com.fasterxml.jackson.core.JsonGenerator;
import io.posthorn.message.Durations;
import io.posthorn.message.Repeat;
import io.posthorn.schedule.Schedule;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;

/**
 * Reads and writes when a task repeats: {@code {"cron","zone"}}, {@code {"every"}} or {@code
 * {"adaptive":{"step","max"}}}.
 */
final class RepeatFields {
  static final List<String> KNOWN = List.of("cron", "zone", "every", "adaptive");
  private static final List<String> ADAPTIVE = List.of("step", "max");

  /** The broker puts the first run in its place. */
  private static final Instant NO_ANCHOR = Instant.EPOCH;

  private RepeatFields() {}

  static Repeat read(Fields fields) {
    int kinds = count(fields, "cron") + count(fields, "every") + count(fields, "adaptive");
    if (kinds != 1) {
      throw ProblemException.badField(
          "repeat",
          "repeat: "
              + (kinds == 0 ? "none" : "several")
              + " of cron, every and adaptive (expected: exactly one)");
    }
    if (fields.given("zone") && !fields.given("cron")) {
      throw ProblemException.badField(
          "repeat.zone", "repeat.zone: given without cron (expected: only with cron)");
    }
    if (fields.given("cron")) {
      return cron(fields);
    }
    if (fields.given("every")) {
      Duration interval = atLeastSecond("repeat.every", fields.duration("every"));
      return new Repeat.Every(interval, NO_ANCHOR);
    }
    Fields adaptive = fields.object("adaptive", ADAPTIVE);
    if (!adaptive.given("step")) {
      throw ProblemException.badField(
          "repeat.adaptive.step", "repeat.adaptive.step: missing (expected: like \"10s\")");
    }
    Duration step = atLeastSecond("repeat.adaptive.step", adaptive.duration("step"));
    Duration max = adaptive.given("max") ? adaptive.duration("max") : Duration.ZERO;
    return new Repeat.Adaptive(step, max);
  }

  static void write(Repeat repeat, JsonGenerator out) throws IOException {
    out.writeObjectFieldStart("repeat");
    if (repeat instanceof Repeat.Cron cron) {
      out.writeStringField("cron", cron.expression());
      out.writeStringField("zone", cron.zone().getId());
    } else if (repeat instanceof Repeat.Every every) {
      out.writeStringField("every", Durations.format(every.interval()));
    } else if (repeat instanceof Repeat.Adaptive adaptive) {
      out.writeObjectFieldStart("adaptive");
      out.writeStringField("step", Durations.format(adaptive.step()));
      out.writeStringField("max", Durations.format(adaptive.max()));
      out.writeEndObject();
    }
    out.writeEndObject();
  }

  private static int count(Fields fields, String name) {
    return fields.given(name) ? 1 : 0;
  }

  private static Repeat cron(Fields fields) {
    String expression = fields.text("cron");
    ZoneId zone = ZoneOffset.UTC;
    if (fields.given("zone")) {
      String name = fields.text("zone");
      try {
        zone = Schedule.zone(name);
      } catch (IllegalArgumentException e) {
        throw ProblemException.badField("repeat.zone", String.valueOf(e.getMessage()));
      }
    }
    try {
      return Schedule.cron(expression, zone, NO_ANCHOR);
    } catch (IllegalArgumentException e) {
      throw ProblemException.badField("repeat.cron", String.valueOf(e.getMessage()));
    }
  }

  private static Duration atLeastSecond(String field, Duration duration) {
    if (duration.compareTo(Duration.ofSeconds(1)) < 0) {
      throw ProblemException.badField(
          field, field + ": " + Durations.format(duration) + " (expected: at least 1s)");
    }
    return duration;
  }
}
