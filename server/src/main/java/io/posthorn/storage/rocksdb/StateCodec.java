package io.posthorn.storage.rocksdb;

import io.posthorn.message.Ring;
import io.posthorn.message.TokenBucket;
import io.posthorn.storage.codec.ByteReader;
import io.posthorn.storage.codec.ByteWriter;
import io.posthorn.storage.codec.Versions;

/**
 * The state row. Format 2: version byte, then the persistent fields of {@link QueueState} in order.
 * Format 1 ends before what bounds need.
 */
final class StateCodec {
  static final int VERSION = 2;

  private StateCodec() {}

  static byte[] encode(QueueState s) {
    var out = new ByteWriter(160);
    out.u8(VERSION).number(s.lastSequence).number(s.cursor).number(s.floor).number(s.lastVisibleAt);
    out.number(s.inLog)
        .number(s.scheduled)
        .number(s.leased)
        .number(s.due)
        .number(s.dead)
        .number(s.consumed);
    out.number(s.watermark(Lane.ELAPSED)).number(s.watermark(Lane.WALL));
    out.number(s.enqueuedTotal)
        .number(s.takenTotal)
        .number(s.reservedTotal)
        .number(s.ackedTotal)
        .number(s.deadTotal);
    out.number(s.passedBytes).u8((s.mixed ? 1 : 0) | (s.mortal ? 2 : 0) | (s.ring != null ? 4 : 0));
    Ring ring = s.ring;
    if (ring != null) {
      out.number(ring.max())
          .number(ring.put())
          .number(ring.get())
          .number(ring.putBase())
          .number(ring.getBase());
      out.number(ring.lastBase()).number(ring.lastEnd());
    }
    DeduplicationBuckets d = s.deduplication;
    out.number(d.current).number(d.previous).number(d.inCurrent).number(d.inPrevious);
    out.number(s.consumedBytes);
    out.number(s.watermark(Lane.LEASE))
        .number(s.watermark(Lane.PAUSE))
        .number(s.retainedFrom)
        .number(s.amended);
    TokenBucket bucket = s.bucket;
    out.u8((s.placed ? 1 : 0) | (bucket != null ? 2 : 0));
    if (bucket != null) {
      out.number(bucket.credit()).number(bucket.at());
    }
    return out.toBytes();
  }

  static void decode(byte[] row, QueueState s) {
    var in = new ByteReader(row);
    int format = Versions.expect("state", in.u8(), VERSION);
    s.lastSequence = in.number();
    s.cursor = in.number();
    s.floor = in.number();
    s.lastVisibleAt = in.number();
    s.inLog = in.number();
    s.scheduled = in.number();
    s.leased = in.number();
    s.due = in.number();
    s.dead = in.number();
    s.consumed = in.number();
    s.watermark(Lane.ELAPSED, in.number());
    s.watermark(Lane.WALL, in.number());
    s.watermark(Lane.LEASE, s.watermark(Lane.ELAPSED));
    s.watermark(Lane.PAUSE, s.watermark(Lane.ELAPSED));
    s.enqueuedTotal = in.number();
    s.takenTotal = in.number();
    s.reservedTotal = in.number();
    s.ackedTotal = in.number();
    s.deadTotal = in.number();
    s.passedBytes = in.number();
    int flags = in.u8();
    s.mixed = (flags & 1) != 0;
    s.mortal = (flags & 2) != 0;
    s.ring =
        (flags & 4) == 0
            ? null
            : new Ring(
                in.number(),
                in.number(),
                in.number(),
                in.number(),
                in.number(),
                in.number(),
                in.number());
    DeduplicationBuckets d = s.deduplication;
    d.current = in.number();
    d.previous = in.number();
    d.inCurrent = in.number();
    d.inPrevious = in.number();
    s.consumedBytes = in.number();
    if (format > 1) {
      s.watermark(Lane.LEASE, in.number());
      s.watermark(Lane.PAUSE, in.number());
      s.retainedFrom = in.number();
      s.amended = in.number();
      int bounds = in.u8();
      s.placed = (bounds & 1) != 0;
      s.bucket = (bounds & 2) != 0 ? new TokenBucket(in.number(), in.number()) : null;
    }
  }
}
