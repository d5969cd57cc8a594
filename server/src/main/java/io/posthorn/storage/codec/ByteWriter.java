package io.posthorn.storage.codec;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Writes the fields of a record: numbers as zig-zag LEB128, strings and blocks with their length
 * before them.
 */
public final class ByteWriter {
  private byte[] buffer;
  private int size;

  /** An empty record with room for {@code capacity} bytes before it grows. */
  public ByteWriter(int capacity) {
    buffer = new byte[capacity];
  }

  /** One byte. */
  public ByteWriter u8(int value) {
    room(1);
    buffer[size++] = (byte) value;
    return this;
  }

  /** A number. */
  public ByteWriter number(long value) {
    room(10);
    long rest = (value << 1) ^ (value >> 63);
    while ((rest & ~0x7fL) != 0) {
      buffer[size++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    buffer[size++] = (byte) rest;
    return this;
  }

  /** Bytes with their length before them. */
  public ByteWriter block(byte[] bytes) {
    number(bytes.length);
    return raw(bytes);
  }

  /** Bytes as they are. */
  public ByteWriter raw(byte[] bytes) {
    room(bytes.length);
    System.arraycopy(bytes, 0, buffer, size, bytes.length);
    size += bytes.length;
    return this;
  }

  /** A string or null. */
  public ByteWriter text(@Nullable String text) {
    if (text == null) {
      return number(-1);
    }
    return block(text.getBytes(StandardCharsets.UTF_8));
  }

  /** A number or null. */
  public ByteWriter optional(@Nullable Long value) {
    return value == null ? u8(0) : u8(1).number(value);
  }

  /** What was written; the writer is done then. */
  public byte[] toBytes() {
    return size == buffer.length ? buffer : Arrays.copyOf(buffer, size);
  }

  private void room(int more) {
    if (buffer.length - size < more) {
      buffer = Arrays.copyOf(buffer, Math.max(buffer.length * 2, size + more));
    }
  }
}
