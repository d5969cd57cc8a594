package io.posthorn.storage.rocksdb;

import java.nio.charset.StandardCharsets;

/**
 * Keys of the column families. Numbers are big-endian, so that RocksDB's byte order is theirs;
 * every key but a queue's name begins with the queue's incarnation, so that a queue is one range in
 * each family.
 */
final class Keys {
  private Keys() {}

  static byte[] queue(long incarnation) {
    byte[] key = new byte[8];
    putLong(key, 0, incarnation);
    return key;
  }

  static byte[] message(long incarnation, long sequence) {
    byte[] key = new byte[16];
    putLong(key, 0, incarnation);
    putLong(key, 8, sequence);
    return key;
  }

  static long sequence(byte[] messageKey) {
    return getLong(messageKey, 8);
  }

  static byte[] time(long incarnation, Lane lane, long instant, long sequence) {
    byte[] key = new byte[25];
    putLong(key, 0, incarnation);
    key[8] = lane.code();
    // Flipping the sign orders instants before 1970 first.
    putLong(key, 9, instant ^ Long.MIN_VALUE);
    putLong(key, 17, sequence);
    return key;
  }

  static long timeInstant(byte[] timeKey) {
    return getLong(timeKey, 9) ^ Long.MIN_VALUE;
  }

  static long timeSequence(byte[] timeKey) {
    return getLong(timeKey, 17);
  }

  /** The first key beyond a lane's. */
  static byte[] laneEnd(long incarnation, Lane lane) {
    byte[] key = new byte[9];
    putLong(key, 0, incarnation);
    key[8] = (byte) (lane.code() + 1);
    return key;
  }

  static byte[] producerKey(long incarnation, String key) {
    byte[] text = key.getBytes(StandardCharsets.UTF_8);
    byte[] out = new byte[8 + text.length];
    putLong(out, 0, incarnation);
    System.arraycopy(text, 0, out, 8, text.length);
    return out;
  }

  static byte[] deduplication(long incarnation, long bucket, byte[] hash) {
    byte[] out = new byte[16 + hash.length];
    putLong(out, 0, incarnation);
    putLong(out, 8, bucket);
    System.arraycopy(hash, 0, out, 16, hash.length);
    return out;
  }

  static void putLong(byte[] to, int at, long value) {
    for (int i = 7; i >= 0; i--) {
      to[at + i] = (byte) value;
      value >>>= 8;
    }
  }

  static long getLong(byte[] from, int at) {
    long value = 0;
    for (int i = 0; i < 8; i++) {
      value = (value << 8) | (from[at + i] & 0xff);
    }
    return value;
  }
}
