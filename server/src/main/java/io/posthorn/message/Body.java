package io.posthorn.message;

import static java.util.Objects.requireNonNull;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A message's bytes. Wraps an array without copying it: whoever hands one over, or borrows it, must
 * not change it.
 */
public final class Body {
  /** The body of zero bytes. */
  public static final Body EMPTY = new Body(new byte[0]);

  private final byte[] bytes;

  private Body(byte[] bytes) {
    this.bytes = bytes;
  }

  /** Wraps {@code bytes}; the caller gives up the right to change them. */
  public static Body of(byte[] bytes) {
    return requireNonNull(bytes, "bytes").length == 0 ? EMPTY : new Body(bytes);
  }

  /** The UTF-8 bytes of {@code text}. */
  public static Body ofUtf8(String text) {
    return of(text.getBytes(StandardCharsets.UTF_8));
  }

  /** The bytes themselves, not a copy. */
  public byte[] bytes() {
    return bytes;
  }

  /** Number of bytes. */
  public int size() {
    return bytes.length;
  }

  /** The bytes read as UTF-8; malformed sequences are replaced. For tests and logs. */
  public String utf8() {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Body that && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return "Body[" + bytes.length + " bytes]";
  }
}
