package io.posthorn.storage.codec;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads what {@link ByteWriter} wrote. Runs off the end with an {@link
 * ArrayIndexOutOfBoundsException}.
 */
public final class ByteReader {
  private final byte[] bytes;
  private int at;

  /** Reads {@code bytes} from their start. */
  public ByteReader(byte[] bytes) {
    this.bytes = bytes;
  }

  /** One byte, unsigned. */
  public int u8() {
    return bytes[at++] & 0xff;
  }

  /** A number. */
  public long number() {
    long value = 0;
    for (int shift = 0; ; shift += 7) {
      byte b = bytes[at++];
      value |= (long) (b & 0x7f) << shift;
      if (b >= 0) {
        return (value >>> 1) ^ -(value & 1);
      }
    }
  }

  /** A number that fits an int. */
  public int integer() {
    return Math.toIntExact(number());
  }

  /** Bytes with their length before them. */
  public byte[] block() {
    return take(integer());
  }

  /** All bytes that are left. */
  public byte[] rest() {
    return take(bytes.length - at);
  }

  /** How many bytes are left. */
  public int remaining() {
    return bytes.length - at;
  }

  /** A string or null. */
  public @Nullable String text() {
    int length = integer();
    return length < 0 ? null : new String(take(length), StandardCharsets.UTF_8);
  }

  /** A string that is never null. */
  public String string() {
    String text = text();
    return text == null ? "" : text;
  }

  /** A number or null. */
  public @Nullable Long optional() {
    return u8() == 0 ? null : number();
  }

  private byte[] take(int length) {
    if (length < 0 || bytes.length - at < length) {
      throw new ArrayIndexOutOfBoundsException(at + length);
    }
    byte[] out = Arrays.copyOfRange(bytes, at, at + length);
    at += length;
    return out;
  }
}
