package io.posthorn.message;

import java.util.HexFormat;

/** Reads {@code n} positive lower-case hexadecimal numbers joined by dashes. */
final class HexParts {
  private static final long[] NONE = {};

  private HexParts() {}

  /** The numbers, or an empty array when {@code text} is anything else. */
  static long[] parse(String text, int n) {
    String[] parts = text.split("-", -1);
    if (parts.length != n) {
      return NONE;
    }
    long[] numbers = new long[n];
    for (int i = 0; i < n; i++) {
      String part = parts[i];
      if (part.isEmpty() || part.length() > 15 || !part.chars().allMatch(HexFormat::isHexDigit)) {
        return NONE;
      }
      numbers[i] = HexFormat.fromHexDigitsToLong(part);
    }
    return numbers;
  }
}
