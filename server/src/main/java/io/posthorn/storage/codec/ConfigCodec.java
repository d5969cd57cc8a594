package io.posthorn.storage.codec;

import io.posthorn.message.Durability;
import io.posthorn.message.Push;
import io.posthorn.message.QueueConfig;
import io.posthorn.message.QueueMode;
import io.posthorn.message.Retention;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The bytes of a {@link QueueConfig}, part of the row of a queue: its fields in order. */
public final class ConfigCodec {
  /** The format that is written. Format 1 has nothing about pushing. */
  public static final int VERSION = 2;

  private ConfigCodec() {}

  /** Writes {@code c}. */
  public static void encode(ByteWriter out, QueueConfig c) {
    Durability durability = c.durability();
    out.u8(c.mode().ordinal())
        .u8(durability == null ? 0 : durability.ordinal() + 1)
        .number(c.capacity());
    out.number(c.lease().toMillis()).optional(millis(c.ttl()));
    retention(out, c.retainConsumed());
    retention(out, c.dead());
    out.number(c.deduplicationWindow().toMillis());
    ValueCodec.retry(out, c.retry());
    out.u8(c.ring() ? 1 : 0);
    PushCodec.encode(out, c.push());
    ValueCodec.attributes(out, c.attributes());
  }

  /** Reads what {@link #encode} wrote in {@code format}. */
  public static QueueConfig decode(ByteReader in, int format) {
    QueueMode mode = QueueMode.values()[in.u8()];
    int durability = in.u8();
    return new QueueConfig(
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
  }

  private static void retention(ByteWriter out, Retention retention) {
    out.optional(retention.count()).optional(millis(retention.age())).optional(retention.bytes());
  }

  private static Retention retention(ByteReader in) {
    return new Retention(in.optional(), duration(in.optional()), in.optional());
  }

  private static @Nullable Long millis(@Nullable Duration duration) {
    return duration == null ? null : (Long) duration.toMillis();
  }

  private static @Nullable Duration duration(@Nullable Long millis) {
    return millis == null ? null : Duration.ofMillis(millis);
  }
}
