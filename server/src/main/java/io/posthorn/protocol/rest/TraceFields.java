package io.posthorn.protocol.rest;

import com.fasterxml.jackson.core.JsonGenerator;
import io.posthorn.message.TraceContext;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads and writes what messages say of the trace that they are of. */
final class TraceFields {
  private static final int MAX_SHOWN = 100;

  private TraceFields() {}

  /**
   * The trace that the two fields say. Unlike headers, which any program on the way may have
   * broken, they must be well-formed.
   */
  static TraceContext read(String traceparent, @Nullable String tracestate) {
    TraceContext trace = TraceContext.parse(traceparent, tracestate);
    if (trace == null) {
      throw bad(
          TraceContext.PARENT_HEADER,
          traceparent,
          "as W3C Trace Context has it, like"
              + " 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");
    }
    if (tracestate != null && trace.tracestate() == null && !tracestate.isBlank()) {
      throw bad(
          TraceContext.STATE_HEADER,
          tracestate,
          "at most 32 key=value, with commas between, as W3C Trace Context has it");
    }
    return trace;
  }

  static void write(@Nullable TraceContext trace, JsonGenerator out) throws IOException {
    if (trace != null) {
      out.writeStringField(TraceContext.PARENT_HEADER, trace.traceparent());
      MessageJson.text(TraceContext.STATE_HEADER, trace.tracestate(), out);
    }
  }

  /** Adds it to the headers of a message that is handed out raw. */
  static void add(@Nullable TraceContext trace, List<CharSequence> headers) {
    if (trace != null) {
      headers.add(TraceContext.PARENT_HEADER);
      headers.add(trace.traceparent());
      if (trace.tracestate() != null) {
        headers.add(TraceContext.STATE_HEADER);
        headers.add(trace.tracestate());
      }
    }
  }

  private static ProblemException bad(String field, String value, String expected) {
    String shown = value.length() > MAX_SHOWN ? value.substring(0, MAX_SHOWN) + "..." : value;
    return ProblemException.badField(
        field, field + ": '" + shown + "' (expected: " + expected + ")");
  }
}
