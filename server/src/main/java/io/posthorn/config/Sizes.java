package io.posthorn.config;

import java.util.Locale;

/**
 * Sizes as people write them: {@code 64MB}, {@code 4KB}, {@code 1GB}, a bare number is bytes; units
 * are powers of 1024.
 */
public final class Sizes {
  private static final String[] UNITS = {"B", "KB", "MB", "GB", "TB"};

  private Sizes() {}

  /**
   * Reads {@code text}.
   *
   * @throws IllegalArgumentException when it is no size; the message names it
   */
  public static long parse(String text) {
    int digits = 0;
    while (digits < text.length() && Character.digit(text.charAt(digits), 10) >= 0) {
      digits++;
    }
    int unit = unit(text.substring(digits).trim().toUpperCase(Locale.ROOT));
    if (digits == 0 || digits > 15 || unit < 0) {
      throw new IllegalArgumentException(
          "'" + text + "' is no size (expected: like 512, 4KB, 64MB, 1GB)");
    }
    long number = Long.parseLong(text.substring(0, digits));
    if (number > Long.MAX_VALUE >> (10 * unit)) {
      throw new IllegalArgumentException("'" + text + "' is too large");
    }
    return number << (10 * unit);
  }

  /** The shortest form that {@link #parse} reads back as {@code bytes}. */
  public static String format(long bytes) {
    int unit = 0;
    long number = bytes;
    while (unit < UNITS.length - 1 && number != 0 && number % 1024 == 0) {
      number /= 1024;
      unit++;
    }
    return unit == 0 ? Long.toString(number) : number + UNITS[unit];
  }

  private static int unit(String name) {
    for (int unit = 0; unit < UNITS.length; unit++) {
      if (name.equals(UNITS[unit]) || name.equals(UNITS[unit].replace("B", "IB"))) {
        return unit;
      }
    }
    return name.isEmpty() ? 0 : -1;
  }
}
