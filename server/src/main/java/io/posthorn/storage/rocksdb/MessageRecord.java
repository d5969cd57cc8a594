package io.posthorn.storage.rocksdb;

import io.posthorn.message.Body;
import io.posthorn.message.NewMessage;
import io.posthorn.message.Run;
import io.posthorn.message.Task;
import io.posthorn.message.TraceContext;
import io.posthorn.storage.Weight;
import io.posthorn.storage.codec.ByteReader;
import io.posthorn.storage.codec.ByteWriter;
import io.posthorn.storage.codec.TraceCodec;
import io.posthorn.storage.codec.Versions;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What only AMEND changes about a stored message.
 *
 * <p>Format 3: version byte; a byte of flags naming the optional fields; enqueuedAt; visibleAt
 * minus enqueuedAt; the optional fields in the order of the flags; the body to the end. Format 2 is
 * the same without traces, and written where there is none, so that a server of before reads it.
 * Format 1 is that without tasks.
 *
 * @param enqueuedAt elapsed timeline, ms
 * @param visibleAt first instant it may be handed out, on the timeline of {@code wall}, ms
 * @param wall whether {@code visibleAt} is on the wall clock
 * @param lead how far the wall clock was ahead of the timeline of {@code visibleAt} when it was
 *     stored, ms; 0 of one that does not repeat
 * @param ttl life from {@code visibleAt}, ms; null = no end, as that of a repeat
 * @param contentType media type
 * @param key the producer's word
 * @param deduplication hash of its deduplication id
 * @param task what it says about its delivery
 * @param trace its place in a trace
 * @param body its bytes
 */
record MessageRecord(
    long enqueuedAt,
    long visibleAt,
    boolean wall,
    long lead,
    @Nullable Long ttl,
    @Nullable String contentType,
    @Nullable String key,
    byte @Nullable [] deduplication,
    @Nullable StoredTask task,
    @Nullable TraceContext trace,
    Body body) {
  private static final int VERSION = 3;
  private static final int VERSION_UNTRACED = 2;

  /** Bytes before the body when no optional field is there. */
  private static final int PLAIN_HEAD = 9;

  /** The same where nothing but a task of usual length is there. */
  private static final int TASK_HEAD = PLAIN_HEAD + 2;

  private static final byte[] NONE = {};

  private static final int WALL = 1;
  private static final int TTL = 2;
  private static final int TYPE = 4;
  private static final int KEY = 8;
  private static final int DEDUPLICATION = 16;
  private static final int TASK = 32;
  private static final int LEAD = 64;
  private static final int TRACE = 128;

  /** When its life ends if nobody leases it, on the timeline of {@code visibleAt}; null = never. */
  @Nullable Long life() {
    return lifeFrom(visibleAt);
  }

  /** When its life ends if it begins at {@code from}; null = never. */
  @Nullable Long lifeFrom(long from) {
    return ttl == null ? null : (Long) (from + ttl);
  }

  boolean repeats() {
    return task != null && task.repeats();
  }

  /** The run it is stored for; null where it does not repeat. */
  @Nullable Run firstRun() {
    return repeats() ? new Run(0, Instant.ofEpochMilli(visibleAt + lead)) : null;
  }

  /** Bytes of all that has a length of note: what it takes on the disk, and about so in memory. */
  long weight() {
    return Weight.of(body, contentType, key, null, trace)
        + (task == null ? 0 : task.bytes().length);
  }

  /** What it counts when it is handed out. */
  long handOutBytes() {
    return Weight.of(body, contentType, key, decodedTask(), trace);
  }

  /** What it says about its delivery, decoded. */
  @Nullable Task decodedTask() {
    return task == null ? null : task.task();
  }

  /** The {@code lead} of a message that is new. */
  static long lead(Core core, NewMessage message, boolean wall) {
    Task task = message.task();
    return task == null || task.repeat() == null || wall
        ? 0
        : core.clock.wallNow() - core.clock.elapsedNow();
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
            | (deduplication != null ? DEDUPLICATION : 0)
            | (task != null ? TASK : 0)
            | (lead != 0 ? LEAD : 0)
            | (trace != null ? TRACE : 0);
    byte[] delivery = task == null ? NONE : task.bytes();
    int head = flags == 0 ? PLAIN_HEAD : flags == TASK ? TASK_HEAD : trace == null ? 64 : 128;
    var out = new ByteWriter(head + delivery.length + body.size());
    out.u8(trace == null ? VERSION_UNTRACED : VERSION)
        .u8(flags)
        .number(enqueuedAt)
        .number(visibleAt - enqueuedAt);
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
    if (task != null) {
      out.block(delivery);
    }
    if (lead != 0) {
      out.number(lead);
    }
    if (trace != null) {
      TraceCodec.encode(out, trace);
    }
    return out.raw(body.bytes()).toBytes();
  }

  static MessageRecord decode(byte[] bytes) {
    var in = new ByteReader(bytes);
    Versions.expect("message", in.u8(), VERSION);
    int flags = in.u8();
    long enqueuedAt = in.number();
    long visibleAt = enqueuedAt + in.number();
    Long ttl = (flags & TTL) != 0 ? (Long) in.number() : null;
    String contentType = (flags & TYPE) != 0 ? in.text() : null;
    String key = (flags & KEY) != 0 ? in.text() : null;
    byte[] deduplication = (flags & DEDUPLICATION) != 0 ? in.block() : null;
    StoredTask task = (flags & TASK) != 0 ? StoredTask.of(in.block()) : null;
    long lead = (flags & LEAD) != 0 ? in.number() : 0;
    TraceContext trace = (flags & TRACE) != 0 ? TraceCodec.decode(in) : null;
    return new MessageRecord(
        enqueuedAt,
        visibleAt,
        (flags & WALL) != 0,
        lead,
        ttl,
        contentType,
        key,
        deduplication,
        task,
        trace,
        Body.of(in.rest()));
  }
}
