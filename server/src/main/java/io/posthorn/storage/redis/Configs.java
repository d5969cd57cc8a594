package io.posthorn.storage.redis;

import io.posthorn.message.QueueConfig;
import io.posthorn.message.QueueMode;
import io.posthorn.message.QueueName;
import io.posthorn.message.RateLimit;
import io.posthorn.message.Retention;
import io.posthorn.message.Ring;
import io.posthorn.storage.QueueInfo;
import io.posthorn.storage.codec.ByteReader;
import io.posthorn.storage.codec.ByteWriter;
import io.posthorn.storage.codec.ConfigCodec;
import io.posthorn.storage.codec.Versions;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The two forms of a queue's configuration: all of it, for Java, and what scripts decide by. And
 * what scripts answer about queues.
 */
final class Configs {
  private Configs() {}

  /** Format 2 as {@link ConfigCodec} knows it, behind a version byte. */
  static byte[] encode(QueueConfig config) {
    var out = new ByteWriter(128);
    out.u8(ConfigCodec.VERSION);
    ConfigCodec.encode(out, config);
    return out.toBytes();
  }

  /** The array that {@code queue.lua} opens. */
  static byte[] pack(QueueConfig c) {
    var out = new Packer();
    out.array(14)
        .number(c.mode() == QueueMode.PUSH ? 1 : 0)
        .number(c.capacity())
        .number(c.lease().toMillis())
        .millis(c.ttl());
    retention(out, c.retainConsumed());
    retention(out, c.dead());
    out.number(c.deduplicationWindow().toMillis());
    Content.pack(out, c.retry());
    out.flag(c.ring())
        .flag(c.push().target().url() != null)
        .flag(c.push().ordered())
        .number(c.push().maxConcurrency());
    RateLimit rate = c.push().rateLimit();
    if (rate == null) {
      out.none();
    } else {
      out.array(3).number(rate.permits()).number(rate.per().toMillis()).number(rate.burst());
    }
    return out.number(c.push().history()).toBytes();
  }

  private static void retention(Packer out, Retention retention) {
    out.array(3).optional(retention.count()).millis(retention.age()).optional(retention.bytes());
  }

  /** Reads {@code info()} of {@code queue.lua}; null = false. */
  static @Nullable QueueInfo info(QueueName queue, Unpacker in) {
    if (in.absent()) {
      return null;
    }
    in.array();
    long incarnation = in.number();
    long version = in.number();
    boolean paused = in.flag();
    Instant createdAt = Instant.ofEpochMilli(in.number());
    var bytes = new ByteReader(in.bytes());
    int format = Versions.expect("queue", bytes.u8(), ConfigCodec.VERSION);
    QueueConfig config = ConfigCodec.decode(bytes, format);
    return new QueueInfo(queue, incarnation, version, config, paused, createdAt);
  }

  /** Reads a ring; null = false. */
  static @Nullable Ring ring(Unpacker in) {
    if (in.absent()) {
      return null;
    }
    in.array();
    return new Ring(
        in.number(), in.number(), in.number(), in.number(), in.number(), in.number(), in.number());
  }
}
