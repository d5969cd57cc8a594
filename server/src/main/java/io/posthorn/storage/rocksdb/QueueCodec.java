package io.posthorn.storage.rocksdb;

import io.posthorn.message.QueueConfig;
import io.posthorn.message.QueueName;
import io.posthorn.storage.QueueInfo;
import io.posthorn.storage.codec.ByteReader;
import io.posthorn.storage.codec.ByteWriter;
import io.posthorn.storage.codec.ConfigCodec;
import io.posthorn.storage.codec.Versions;
import java.time.Instant;

/**
 * The row of a queue: version byte, then the fields of {@link QueueInfo} and its configuration in
 * order. Its formats are those of {@link ConfigCodec}.
 */
final class QueueCodec {
  static final int VERSION = ConfigCodec.VERSION;

  private QueueCodec() {}

  static byte[] encode(QueueInfo info) {
    var out = new ByteWriter(128);
    out.u8(VERSION)
        .number(info.incarnation())
        .number(info.version())
        .u8(info.paused() ? 1 : 0)
        .number(info.createdAt().toEpochMilli());
    ConfigCodec.encode(out, info.config());
    return out.toBytes();
  }

  static QueueInfo decode(QueueName name, byte[] row) {
    return decode(name, row, ConfigCodec::decode);
  }

  /** Reads a row, and has {@code configs} read all that follows the queue's own fields. */
  static QueueInfo decode(QueueName name, byte[] row, Configs configs) {
    var in = new ByteReader(row);
    int format = Versions.expect("queue", in.u8(), VERSION);
    long incarnation = in.number();
    long version = in.number();
    boolean paused = in.u8() == 1;
    Instant createdAt = Instant.ofEpochMilli(in.number());
    QueueConfig config = configs.decode(in, format);
    return new QueueInfo(name, incarnation, version, config, paused, createdAt);
  }

  /** Reads the configuration that a row ends with. */
  interface Configs {
    QueueConfig decode(ByteReader in, int format);
  }
}
