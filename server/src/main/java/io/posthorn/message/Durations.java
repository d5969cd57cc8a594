package io.posthorn.message;

import java.time.Duration;

/**
 * Durations as people write them: {@code 500ms}, {@code 30s}, {@code 5m}, {@code 2h}, {@code 7d}; a
 * bare number is seconds. Whole, non-negative numbers only, at most {@link #MAX}.
 */
public final class Durations {
  /**
   * Longest duration that is read: a hundred years, so that no sum or unit of it overflows a long.
   */
  public static final Duration MAX = Duration.ofDays(36_500);

  private static final String EXPECTED =
      "(expected: like 500ms, 30s, 5m, 2h, 7d, or a number of seconds)";

  private Durations() {}

  /**
   * Reads {@code text}.
   *
   * @throws IllegalArgumentException when it is no duration, or one beyond {@link #MAX}; the
   *     message names it
   */
  public static Duration parse(String text) {
    int digits = 0;
    while (digits < text.length() && text.charAt(digits) >= '0' && text.charAt(digits) <= '9') {
      digits++;
    }
    long unit = digits == 0 ? 0 : unitMillis(text, digits);
    if (unit == 0) {
      throw new IllegalArgumentException("'" + text + "' is no duration " + EXPECTED);
    }
    if (digits > 18) {
      throw tooLong(text);
    }
    long number = Long.parseLong(text, 0, digits, 10);
    if (number > MAX.toMillis() / unit) {
      throw tooLong(text);
    }
    return Duration.ofMillis(number * unit);
  }

  /**
   * The shortest form that {@link #parse} reads back as {@code duration}, which is cut to whole
   * milliseconds.
   */
  public static String format(Duration duration) {
    long millis = duration.toMillis();
    if (millis == 0) {
      return "0s";
    }
    if (millis % 1000 != 0) {
      return millis + "ms";
    }
    long seconds = millis / 1000;
    if (seconds % 86_400 == 0) {
      return seconds / 86_400 + "d";
    }
    if (seconds % 3600 == 0) {
      return seconds / 3600 + "h";
    }
    return seconds % 60 == 0 ? seconds / 60 + "m" : seconds + "s";
  }

  /** The unit that begins at {@code from}, in milliseconds; 0 when it is none. */
  private static long unitMillis(String text, int from) {
    if (from == text.length()) {
      return 1000;
    }
    if (text.length() == from + 2 && text.charAt(from) == 'm' && text.charAt(from + 1) == 's') {
      return 1;
    }
    if (text.length() != from + 1) {
      return 0;
    }
    return switch (text.charAt(from)) {
      case 's' -> 1000;
      case 'm' -> 60_000;
      case 'h' -> 3_600_000;
      case 'd' -> 86_400_000;
      default -> 0;
    };
  }

  private static IllegalArgumentException tooLong(String text) {
    return new IllegalArgumentException(
        "'" + text + "' is too long (expected: at most " + format(MAX) + ")");
  }
}
