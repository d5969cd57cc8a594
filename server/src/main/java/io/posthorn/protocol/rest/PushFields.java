package io.posthorn.protocol.rest;

import com.fasterxml.jackson.core.JsonGenerator;
import io.posthorn.message.Durations;
import io.posthorn.message.HttpTarget;
import io.posthorn.message.Push;
import io.posthorn.message.QueueMode;
import io.posthorn.message.RateLimit;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads and writes what only push queues have. */
final class PushFields {
  static final List<String> KNOWN =
      List.of("target", "ordered", "maxConcurrency", "rateLimit", "history");

  private static final List<String> RATE = List.of("permits", "per", "burst");
  private static final Duration MIN_PERIOD = Duration.ofMillis(1);
  private static final Duration MAX_PERIOD = Duration.ofDays(1);

  private PushFields() {}

  /**
   * {@code current} changed by {@code fields}; null stands for the value in {@code defaults}.
   *
   * @param kept where masked credentials and ids of secrets come from
   */
  static Push read(Fields fields, QueueMode mode, Push current, Push defaults, HttpTarget kept) {
    if (mode == QueueMode.PULL) {
      for (String name : KNOWN) {
        if (fields.given(name)) {
          throw ProblemException.badField(
              name, name + ": given in a pull queue (expected: only where mode is push)");
        }
      }
      return Push.NONE;
    }
    boolean ordered = fields.flag("ordered", current.ordered(), defaults.ordered());
    int history =
        (int) fields.number("history", current.history(), defaults.history(), 0, Push.MAX_HISTORY);
    return new Push(
        target(fields, current.target(), defaults.target(), kept),
        ordered,
        maxConcurrency(fields, ordered, current, defaults),
        rateLimit(fields, current.rateLimit()),
        history);
  }

  static void write(Push push, JsonGenerator out) throws IOException {
    TargetFields.write(push.target(), out);
    out.writeBooleanField("ordered", push.ordered());
    out.writeNumberField("maxConcurrency", push.maxConcurrency());
    RateLimit rate = push.rateLimit();
    if (rate == null) {
      out.writeNullField("rateLimit");
    } else {
      out.writeObjectFieldStart("rateLimit");
      out.writeNumberField("permits", rate.permits());
      out.writeStringField("per", Durations.format(rate.per()));
      out.writeNumberField("burst", rate.burst());
      out.writeEndObject();
    }
    out.writeNumberField("history", push.history());
  }

  private static HttpTarget target(
      Fields fields, HttpTarget current, HttpTarget defaults, HttpTarget kept) {
    if (!fields.has("target")) {
      return current;
    }
    return fields.isNull("target")
        ? defaults
        : TargetFields.read(fields.object("target", TargetFields.KNOWN), current, defaults, kept);
  }

  private static int maxConcurrency(Fields fields, boolean ordered, Push current, Push defaults) {
    if (!ordered) {
      return (int)
          fields.number(
              "maxConcurrency",
              current.maxConcurrency(),
              defaults.maxConcurrency(),
              0,
              Push.MAX_CONCURRENCY);
    }
    long given = fields.number("maxConcurrency", 1, 1, 0, Push.MAX_CONCURRENCY);
    if (given != 1) {
      throw ProblemException.badField(
          "maxConcurrency", "maxConcurrency: " + given + " (expected: 1 where ordered is true)");
    }
    return 1;
  }

  /** As a whole, so that a burst left out is as large as the permits. */
  private static @Nullable RateLimit rateLimit(Fields fields, @Nullable RateLimit current) {
    if (!fields.has("rateLimit")) {
      return current;
    }
    if (fields.isNull("rateLimit")) {
      return null;
    }
    Fields rate = fields.object("rateLimit", RATE);
    if (!rate.given("permits")) {
      throw ProblemException.badField(
          "rateLimit.permits", "rateLimit.permits: missing (expected: 1 to " + RateLimit.MAX + ")");
    }
    long permits = rate.number("permits", 0, 0, 1, RateLimit.MAX);
    Duration per = rate.given("per") ? rate.duration("per") : Duration.ofSeconds(1);
    if (per.compareTo(MIN_PERIOD) < 0 || per.compareTo(MAX_PERIOD) > 0) {
      throw ProblemException.badField(
          "rateLimit.per", "rateLimit.per: " + Durations.format(per) + " (expected: 1ms to 1d)");
    }
    return new RateLimit(permits, per, rate.number("burst", permits, permits, 1, RateLimit.MAX));
  }
}
