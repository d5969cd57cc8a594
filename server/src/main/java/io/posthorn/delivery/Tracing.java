package io.posthorn.delivery;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.posthorn.message.Header;
import io.posthorn.message.Message;
import io.posthorn.message.TraceContext;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Passes on the traces that messages are of. */
final class Tracing {
  private Tracing() {}

  /**
   * The trace that deliveries of {@code message} are of; null = none. Those of a repeating task are
   * of none: its runs would make the trace of the request that set it up grow for ever.
   */
  static @Nullable TraceContext of(Message message) {
    return message.run() == null ? message.trace() : null;
  }

  /** Adds the trace's headers to those of an attempt, unless the producer chose them. */
  static void add(List<Header> headers, Message message, String queue) {
    TraceContext trace = of(message);
    if (trace == null || headers.stream().anyMatch(h -> h.is(TraceContext.PARENT_HEADER))) {
      return;
    }
    // It would be of another trace.
    headers.removeIf(header -> header.is(TraceContext.STATE_HEADER));
    long span = span(trace, message, queue);
    headers.add(new Header(TraceContext.PARENT_HEADER, trace.traceparentOf(span)));
    String state = trace.tracestate();
    if (state != null) {
      headers.add(new Header(TraceContext.STATE_HEADER, state));
    }
  }

  /** The id of this attempt's span, made of what no other attempt has. */
  private static long span(TraceContext trace, Message message, String queue) {
    String attempt =
        trace.traceparent() + ' ' + queue + ' ' + message.id() + ' ' + message.deliveries();
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(attempt.getBytes(ISO_8859_1));
      long span = ByteBuffer.wrap(digest).getLong();
      return span == 0 ? 1 : span;
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
