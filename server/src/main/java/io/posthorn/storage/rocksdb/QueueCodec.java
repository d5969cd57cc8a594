package io.posthorn.storage.rocksdb;

import io.posthorn.message.Durability;
import io.posthorn.message.Push;
import io.posthorn.message.QueueConfig;
import io.posthorn.message.QueueMode;
import io.posthorn.message.QueueName;
import io.posthorn.message.Retention;
import io.posthorn.storage.QueueInfo;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The row of a queue. Format 2: version byte, then the fields of {@link QueueInfo} and its
 * configuration in order. Format 1 has nothing about pushing.
 */
final class QueueCodec {
  static final int VERSION = 2;

  private QueueCodec() {}

  static byte[] encode(QueueInfo info) {
    QueueConfig c = info.config();
    var out = new ByteWriter(128);
    out.u8(VERSION).number(info.incarnation()).number(info.version()).u8(info.paused() ? 1 : 0);
    out.number(info.createdAt().toEpochMilli());
    Durability durability = c.durability();
    out.u8(c.mode().ordinal())
        .u8(durability == null ? 0 : durability.ordinal() + 1)
        .number(c.capacity());
    out.number(c.lease().toMillis()).optional(MessageRecord.millis(c.ttl()));
    retention(out, c.retainConsumed());
    retention(out, c.dead());
    out.number(c.deduplicationWindow().toMillis());
    ValueCodec.retry(out, c.retry());
    out.u8(c.ring() ? 1 : 0);
    PushCodec.encode(out, c.push());
    ValueCodec.attributes(out, c.attributes());
    return out.toBytes();
  }

  static QueueInfo decode(QueueName name, byte[] row) {
    var in = new ByteReader(row);
    int format = Versions.expect("queue", in.u8(), VERSION);
    long incarnation = in.number();
    long version = in.number();
    boolean paused = in.u8() == 1;
    Instant createdAt = Instant.ofEpochMilli(in.number());
    QueueMode mode = QueueMode.values()[in.u8()];
    int durability = in.u8();
    var config =
        new QueueConfig(
            mode,
            durability == 0 ? null : Durability.values()[durability - 1],
            in.number(),
            Duration.ofMillis(in.number()),
            duration(in.optional()),
            retention(in),
            retention(in),
            Duration.ofMillis(in.number()),
            ValueCodec.retry(in),
            in.u8() == 1,
            format == 1 ? Push.NONE : PushCodec.decode(in),
            ValueCodec.attributes(in));
    return new QueueInfo(name, incarnation, version, config, paused, createdAt);
  }

  private static void retention(ByteWriter out, Retention retention) {
    out.optional(retention.count())
        .optional(MessageRecord.millis(retention.age()))
        .optional(retention.bytes());
  }

  private static Retention retention(ByteReader in) {
    return new Retention(in.optional(), duration(in.optional()), in.optional());
  }

  private static @Nullable Duration duration(@Nullable Long millis) {
    return millis == null ? null : Duration.ofMillis(millis);
  }
}
