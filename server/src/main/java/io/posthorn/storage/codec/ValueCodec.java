package io.posthorn.storage.codec;

import io.posthorn.message.Header;
import io.posthorn.message.RetryPolicy;
import io.posthorn.message.StatusSet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The bytes of values that more than one kind of record contains. */
public final class ValueCodec {
  private ValueCodec() {}

  /** Writes a retry policy. */
  public static void retry(ByteWriter out, RetryPolicy r) {
    out.number(r.maxAttempts())
        .number(r.maxAge().toMillis())
        .number(r.first().toMillis())
        .number(r.cap().toMillis());
    out.number(Double.doubleToLongBits(r.multiplier())).u8(r.jitter() ? 1 : 0);
  }

  /** Reads a retry policy. */
  public static RetryPolicy retry(ByteReader in) {
    return new RetryPolicy(
        in.integer(),
        Duration.ofMillis(in.number()),
        Duration.ofMillis(in.number()),
        Duration.ofMillis(in.number()),
        Double.longBitsToDouble(in.number()),
        in.u8() == 1);
  }

  /** Writes headers. */
  public static void headers(ByteWriter out, List<Header> headers) {
    out.number(headers.size());
    headers.forEach(header -> out.text(header.name()).text(header.value()));
  }

  /** Reads headers. */
  public static List<Header> headers(ByteReader in) {
    var headers = new ArrayList<Header>();
    for (int left = in.integer(); left > 0; left--) {
      headers.add(new Header(in.string(), in.string()));
    }
    return headers;
  }

  /** Writes a set of statuses. */
  public static void statuses(ByteWriter out, StatusSet statuses) {
    out.number(statuses.labels().size());
    statuses.labels().forEach(out::text);
  }

  /** Reads a set of statuses. */
  public static StatusSet statuses(ByteReader in) {
    var labels = new ArrayList<String>();
    for (int left = in.integer(); left > 0; left--) {
      labels.add(in.string());
    }
    return StatusSet.of(labels);
  }

  /** Writes attributes in the order of their names, so that equal ones are equal bytes. */
  public static void attributes(ByteWriter out, Map<String, String> attributes) {
    out.number(attributes.size());
    new TreeMap<>(attributes).forEach((name, value) -> out.text(name).text(value));
  }

  /** Reads attributes. */
  public static Map<String, String> attributes(ByteReader in) {
    var attributes = new HashMap<String, String>();
    for (int left = in.integer(); left > 0; left--) {
      attributes.put(in.string(), in.string());
    }
    return attributes;
  }
}
