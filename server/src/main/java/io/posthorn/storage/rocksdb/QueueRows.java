package io.posthorn.storage.rocksdb;

import io.posthorn.message.QueueConfig;
import io.posthorn.message.QueueName;
import io.posthorn.storage.QueueInfo;
import io.posthorn.storage.codec.ByteReader;
import io.posthorn.storage.codec.ConfigCodec;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads rows of queues one after another. Most are configured as the one before, and then share its
 * configuration: many queues take less memory, and looking at all of them less time. Writer thread
 * only.
 */
final class QueueRows {
  private byte[] lastBytes = {};
  private int lastFormat;
  private @Nullable QueueConfig last;

  QueueInfo decode(QueueName name, byte[] row) {
    return QueueCodec.decode(name, row, this::config);
  }

  private QueueConfig config(ByteReader in, int format) {
    byte[] bytes = in.rest();
    QueueConfig known = last;
    if (known != null && format == lastFormat && Arrays.equals(bytes, lastBytes)) {
      return known;
    }
    QueueConfig config = ConfigCodec.decode(new ByteReader(bytes), format);
    last = config;
    lastBytes = bytes;
    lastFormat = format;
    return config;
  }
}
