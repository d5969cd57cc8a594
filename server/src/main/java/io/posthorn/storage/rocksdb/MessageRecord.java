package io.posthorn.storage.rocksdb;

import io.posthorn.message.Body;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What never changes about a stored message.
 *
 * <p>Format 1: version byte; a byte of flags naming the optional fields; enqueuedAt; visibleAt
 * minus enqueuedAt; the optional fields in the order of the flags; the body to the end.
 *
 * @param enqueuedAt elapsed timeline, ms
 * @param visibleAt first instant it may be handed out, on the timeline of {@code wall}, ms
 * @param wall whether {@code visibleAt} is on the wall clock
 * @param ttl life from {@code visibleAt}, ms; null = no end
 * @param contentType media type
 * @param key the producer's word
 * @param deduplication hash of its deduplication id
 * @param body its bytes
 */
record MessageRecord(
    long enqueuedAt,
    long visibleAt,
    boolean wall,
    @Nullable Long ttl,
    @Nullable String contentType,
    @Nullable String key,
    byte @Nullable [] deduplication,
    Body body) {
  static final int VERSION = 1;

  /** Bytes before the body when no optional field is there. */
  private static final int PLAIN_HEAD = 9;

  private static final int WALL = 1;
  private static final int TTL = 2;
  private static final int TYPE = 4;
  private static final int KEY = 8;
  private static final int DEDUPLICATION = 16;

  /** When its life ends if nobody leases it, on the timeline of {@code visibleAt}; null = never. */
  @Nullable Long life() {
    return ttl == null ? null : (Long) (visibleAt + ttl);
  }

  static @Nullable Long millis(@Nullable Duration duration) {
    return duration == null ? null : duration.toMillis();
  }

  byte[] encode() {
    int flags =
        (wall ? WALL : 0)
            | (ttl != null ? TTL : 0)
            | (contentType != null ? TYPE : 0)
            | (key != null ? KEY : 0)
            | (deduplication != null ? DEDUPLICATION : 0);
    var out = new ByteWriter(flags == 0 ? PLAIN_HEAD + body.size() : 64 + body.size());
    out.u8(VERSION).u8(flags).number(enqueuedAt).number(visibleAt - enqueuedAt);
    if (ttl != null) {
      out.number(ttl);
    }
    if (contentType != null) {
      out.text(contentType);
    }
    if (key != null) {
      out.text(key);
    }
    if (deduplication != null) {
      out.block(deduplication);
    }
    return out.raw(body.bytes()).toBytes();
  }

  static MessageRecord decode(byte[] bytes) {
    var in = new ByteReader(bytes);
    Versions.expect("message", in.u8(), VERSION);
    int flags = in.u8();
    long enqueuedAt = in.number();
    long visibleAt = enqueuedAt + in.number();
    return new MessageRecord(
        enqueuedAt,
        visibleAt,
        (flags & WALL) != 0,
        (flags & TTL) != 0 ? (Long) in.number() : null,
        (flags & TYPE) != 0 ? in.text() : null,
        (flags & KEY) != 0 ? in.text() : null,
        (flags & DEDUPLICATION) != 0 ? in.block() : null,
        Body.of(in.rest()));
  }
}
