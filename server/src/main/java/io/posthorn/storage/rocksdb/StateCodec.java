package io.posthorn.storage.rocksdb;

import io.posthorn.message.Ring;

/**
 * The state row. Format 1: version byte, then the persistent fields of {@link QueueState} in order.
 */
final class StateCodec {
  static final int VERSION = 1;

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
    out.number(s.watermarkElapsed).number(s.watermarkWall);
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
    return out.toBytes();
  }

  static void decode(byte[] row, QueueState s) {
    var in = new ByteReader(row);
    Versions.expect("state", in.u8(), VERSION);
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
    s.watermarkElapsed = in.number();
    s.watermarkWall = in.number();
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
  }
}
