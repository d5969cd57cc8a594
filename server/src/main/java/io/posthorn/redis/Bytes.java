package io.posthorn.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * Bytes of no known charset, as ids, topics and texts of Redis's users are; equal by content.
 * Nobody changes them. Ordered, so that maps stay quick whatever hashes somebody chooses.
 */
public final class Bytes implements Comparable<Bytes> {
  /** None. */
  public static final Bytes EMPTY = new Bytes(new byte[0]);

  private final byte[] array;

  private Bytes(byte[] array) {
    this.array = array;
  }

  /** Wraps {@code array}, which nobody may change any more. */
  public static Bytes of(byte[] array) {
    return new Bytes(array);
  }

  /** A copy of {@code array} from index {@code from} to before {@code to}. */
  public static Bytes of(byte[] array, int from, int to) {
    return new Bytes(Arrays.copyOfRange(array, from, to));
  }

  /** The bytes themselves, not a copy. */
  public byte[] array() {
    return array;
  }

  /** Appends them to a line, control characters spelt out so that it stays one line. */
  public void show(ByteArrayOutputStream line) {
    for (byte b : array) {
      if (b >= 0 && b < ' ' || b == 127) {
        line.writeBytes(("\\x" + HexFormat.of().toHexDigits(b)).getBytes(US_ASCII));
      } else {
        line.write(b);
      }
    }
  }

  /** Appends {@code all} like {@code [a,b]}. */
  public static void show(List<Bytes> all, ByteArrayOutputStream line) {
    line.write('[');
    for (int i = 0; i < all.size(); i++) {
      if (i > 0) {
        line.write(',');
      }
      all.get(i).show(line);
    }
    line.write(']');
  }

  @Override
  public int compareTo(Bytes other) {
    return Arrays.compareUnsigned(array, other.array);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Bytes that && Arrays.equals(array, that.array);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(array);
  }
}
