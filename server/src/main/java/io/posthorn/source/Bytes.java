package io.posthorn.source;

import java.util.Arrays;

/** Some bytes that nobody changes; equal by content. */
final class Bytes {
  /** None. */
  static final Bytes EMPTY = new Bytes(new byte[0]);

  private final byte[] array;

  private Bytes(byte[] array) {
    this.array = array;
  }

  /** Wraps {@code array}. */
  static Bytes of(byte[] array) {
    return new Bytes(array);
  }

  /** A copy of {@code array} from index {@code from} to before {@code to}. */
  static Bytes of(byte[] array, int from, int to) {
    return new Bytes(Arrays.copyOfRange(array, from, to));
  }

  /** The bytes themselves, not a copy. */
  byte[] array() {
    return array;
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
