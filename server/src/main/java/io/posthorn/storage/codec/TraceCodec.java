package io.posthorn.storage.codec;

import io.posthorn.message.TraceContext;

/** The bytes of a {@link TraceContext}, part of the record of a message: its two texts. */
public final class TraceCodec {
  private TraceCodec() {}

  /** Writes {@code trace}. */
  public static void encode(ByteWriter out, TraceContext trace) {
    out.text(trace.traceparent()).text(trace.tracestate());
  }

  /** Reads what {@link #encode} wrote. */
  public static TraceContext decode(ByteReader in) {
    return new TraceContext(in.string(), in.text());
  }
}
