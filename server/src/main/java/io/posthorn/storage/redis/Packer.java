package io.posthorn.storage.redis;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Writes MessagePack (github.com/msgpack/msgpack/blob/master/spec.md) as scripts read it with
 * {@code cmsgpack}. What is not there is {@code false}, because an array of Lua has no holes.
 */
final class Packer {
  private static final int FALSE = 0xc2;
  private static final int TRUE = 0xc3;

  private byte[] buffer = new byte[128];
  private int size;

  /** An array of the {@code count} values that follow. */
  Packer array(int count) {
    if (count < 16) {
      return u8(0x90 | count);
    }
    return count < 0x10000 ? u8(0xdc).big(count, 2) : u8(0xdd).big(count, 4);
  }

  Packer number(long value) {
    if (value >= 0 && value < 0x80) {
      return u8((int) value);
    }
    return u8(0xd3).big(value, 8);
  }

  Packer real(double value) {
    return u8(0xcb).big(Double.doubleToLongBits(value), 8);
  }

  Packer flag(boolean value) {
    return u8(value ? TRUE : FALSE);
  }

  Packer none() {
    return u8(FALSE);
  }

  Packer bytes(byte[] value) {
    if (value.length < 32) {
      u8(0xa0 | value.length);
    } else if (value.length < 0x10000) {
      u8(0xda).big(value.length, 2);
    } else {
      u8(0xdb).big(value.length, 4);
    }
    room(value.length);
    System.arraycopy(value, 0, buffer, size, value.length);
    size += value.length;
    return this;
  }

  /** A string or none. */
  Packer text(@Nullable String value) {
    return value == null ? none() : bytes(value.getBytes(StandardCharsets.UTF_8));
  }

  /** A number or none. */
  Packer optional(@Nullable Long value) {
    return value == null ? none() : number(value);
  }

  /** Milliseconds or none. */
  Packer millis(@Nullable Duration value) {
    return value == null ? none() : number(value.toMillis());
  }

  /** The values that another one has. */
  Packer all(Packer values) {
    room(values.size);
    System.arraycopy(values.buffer, 0, buffer, size, values.size);
    size += values.size;
    return this;
  }

  byte[] toBytes() {
    return Arrays.copyOf(buffer, size);
  }

  private Packer u8(int value) {
    room(1);
    buffer[size++] = (byte) value;
    return this;
  }

  private Packer big(long value, int bytes) {
    room(bytes);
    for (int shift = (bytes - 1) * 8; shift >= 0; shift -= 8) {
      buffer[size++] = (byte) (value >>> shift);
    }
    return this;
  }

  private void room(int more) {
    if (buffer.length - size < more) {
      buffer = Arrays.copyOf(buffer, Math.max(buffer.length * 2, size + more));
    }
  }
}
