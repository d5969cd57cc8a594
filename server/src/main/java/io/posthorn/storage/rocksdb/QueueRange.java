package io.posthorn.storage.rocksdb;

import io.posthorn.message.QueueName;
import java.util.Arrays;

/** Bounds of scans over queue names. */
final class QueueRange {
  /** Beyond every name: longer than any, all bytes at their highest. */
  static final byte[] END = new byte[QueueName.MAX_BYTES + 1];

  static {
    Arrays.fill(END, (byte) 0xff);
  }

  private QueueRange() {}

  /** The first key after {@code name}. */
  static byte[] after(byte[] name) {
    return Arrays.copyOf(name, name.length + 1);
  }
}
