package io.posthorn.storage.redis;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Reads the MessagePack that scripts write with {@code cmsgpack}, value after value. {@code false}
 * and {@code nil} are null where null is allowed.
 */
final class Unpacker {
  private final ByteBuffer in;

  Unpacker(byte[] bytes) {
    in = ByteBuffer.wrap(bytes);
  }

  /** Begins an array; answers how many values follow. */
  int array() {
    int head = u8();
    if (head >= 0x90 && head <= 0x9f) {
      return head & 0xf;
    }
    return switch (head) {
      case 0xdc -> in.getShort() & 0xffff;
      case 0xdd -> in.getInt();
      default -> throw unexpected("an array", head);
    };
  }

  /** Whether null comes next; passes it if so. */
  boolean absent() {
    int next = in.get(in.position()) & 0xff;
    if (next == 0xc2 || next == 0xc0) {
      in.get();
      return true;
    }
    return false;
  }

  long number() {
    int head = u8();
    if (head < 0x80) {
      return head;
    }
    if (head >= 0xe0) {
      return (byte) head;
    }
    return switch (head) {
      case 0xcc -> u8();
      case 0xcd -> in.getShort() & 0xffff;
      case 0xce -> in.getInt() & 0xffffffffL;
      case 0xcf, 0xd3 -> in.getLong();
      case 0xd0 -> in.get();
      case 0xd1 -> in.getShort();
      case 0xd2 -> in.getInt();
      case 0xca -> (long) in.getFloat();
      case 0xcb -> (long) in.getDouble();
      default -> throw unexpected("a number", head);
    };
  }

  int integer() {
    return Math.toIntExact(number());
  }

  boolean flag() {
    int head = u8();
    return switch (head) {
      case 0xc0, 0xc2 -> false;
      case 0xc3 -> true;
      default -> throw unexpected("a flag", head);
    };
  }

  byte[] bytes() {
    int head = u8();
    int length;
    if (head >= 0xa0 && head <= 0xbf) {
      length = head & 0x1f;
    } else {
      length =
          switch (head) {
            case 0xd9 -> u8();
            case 0xda -> in.getShort() & 0xffff;
            case 0xdb -> in.getInt();
            default -> throw unexpected("a string", head);
          };
    }
    byte[] bytes = new byte[length];
    in.get(bytes);
    return bytes;
  }

  String string() {
    return new String(bytes(), StandardCharsets.UTF_8);
  }

  @Nullable String text() {
    return absent() ? null : string();
  }

  @Nullable Long optional() {
    return absent() ? null : (Long) number();
  }

  @Nullable Instant instant() {
    return absent() ? null : Instant.ofEpochMilli(number());
  }

  private int u8() {
    return in.get() & 0xff;
  }

  private static IllegalStateException unexpected(String expected, int head) {
    return new IllegalStateException(
        "a script answered a value that begins with 0x"
            + Integer.toHexString(head)
            + " (expected: "
            + expected
            + ")");
  }
}
