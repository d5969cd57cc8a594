package io.posthorn.protocol.rest;

import com.fasterxml.jackson.core.JsonGenerator;
import io.posthorn.message.Durations;
import io.posthorn.message.RetryPolicy;
import java.io.IOException;
import java.util.List;

/** Reads and writes a retry policy. */
final class RetryFields {
  static final List<String> KNOWN =
      List.of("maxAttempts", "maxAge", "first", "cap", "multiplier", "jitter");

  private RetryFields() {}

  /** {@code current} changed by {@code fields}; null stands for the value in {@code defaults}. */
  static RetryPolicy read(Fields fields, RetryPolicy current, RetryPolicy defaults) {
    String jitter =
        fields.isNull("jitter")
            ? "full"
            : fields.choice("jitter", List.of("full", "none"), current.jitter() ? "full" : "none");
    return new RetryPolicy(
        (int)
            fields.number(
                "maxAttempts", current.maxAttempts(), defaults.maxAttempts(), 0, Integer.MAX_VALUE),
        fields.duration("maxAge", current.maxAge(), defaults.maxAge()),
        fields.duration("first", current.first(), defaults.first()),
        fields.duration("cap", current.cap(), defaults.cap()),
        fields.decimal("multiplier", current.multiplier(), defaults.multiplier(), 1, 100),
        jitter.equals("full"));
  }

  static void write(RetryPolicy retry, JsonGenerator out) throws IOException {
    out.writeObjectFieldStart("retry");
    out.writeNumberField("maxAttempts", retry.maxAttempts());
    out.writeStringField("maxAge", Durations.format(retry.maxAge()));
    out.writeStringField("first", Durations.format(retry.first()));
    out.writeStringField("cap", Durations.format(retry.cap()));
    out.writeNumberField("multiplier", retry.multiplier());
    out.writeStringField("jitter", retry.jitter() ? "full" : "none");
    out.writeEndObject();
  }
}
