package io.posthorn.storage.rocksdb;

import io.posthorn.message.Durability;
import io.posthorn.message.Push;
import io.posthorn.message.QueueConfig;
import io.posthorn.message.QueueMode;
import io.posthorn.message.QueueName;
import io.posthorn.message.Retention;
import io.posthorn.message.RetryPolicy;
import io.posthorn.storage.QueueInfo;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The row of a queue. Format 1: version byte, then the fields of {@link QueueInfo} and its
 * configuration in order.
 */
final class QueueCodec {
  static final int VERSION = 1;

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
    RetryPolicy r = c.retry();
    out.number(r.maxAttempts())
        .number(r.maxAge().toMillis())
        .number(r.first().toMillis())
        .number(r.cap().toMillis());
    out.number(Double.doubleToLongBits(r.multiplier())).u8(r.jitter() ? 1 : 0).u8(c.ring() ? 1 : 0);
    out.number(c.attributes().size());
    c.attributes().forEach((name, value) -> out.text(name).text(value));
    return out.toBytes();
  }

  static QueueInfo decode(QueueName name, byte[] row) {
    var in = new ByteReader(row);
    Versions.expect("queue", in.u8(), VERSION);
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
            retry(in),
            in.u8() == 1,
            Push.NONE,
            attributes(in));
    return new QueueInfo(name, incarnation, version, config, paused, createdAt);
  }

  private static RetryPolicy retry(ByteReader in) {
    return new RetryPolicy(
        in.integer(),
        Duration.ofMillis(in.number()),
        Duration.ofMillis(in.number()),
        Duration.ofMillis(in.number()),
        Double.longBitsToDouble(in.number()),
        in.u8() == 1);
  }

  private static Map<String, String> attributes(ByteReader in) {
    var attributes = new HashMap<String, String>();
    for (int left = in.integer(); left > 0; left--) {
      String name = in.text();
      String value = in.text();
      attributes.put(name == null ? "" : name, value == null ? "" : value);
    }
    return attributes;
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
