package io.posthorn.http;

import io.posthorn.message.TraceContext;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads what W3C Trace Context has requests say of the trace that they are of. */
public final class TraceHeaders {
  private TraceHeaders() {}

  /** The trace of {@code exchange}'s request; null = none, or none that is well-formed. */
  public static @Nullable TraceContext of(Exchange exchange) {
    if (exchange.header(TraceContext.PARENT_HEADER) == null) {
      return null;
    }
    List<String> parents = exchange.headers(TraceContext.PARENT_HEADER);
    if (parents.size() > 1) {
      return null;
    }
    List<String> states = exchange.headers(TraceContext.STATE_HEADER);
    return TraceContext.parse(
        parents.get(0).strip(), states.isEmpty() ? null : String.join(",", states));
  }
}
