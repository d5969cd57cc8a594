package io.posthorn.client;

import java.time.Duration;

/** Durations as the API writes them: {@code 500ms}, {@code 30s}, {@code 5m}, {@code 2h}. */
final class Durations {
  private Durations() {}

  /**
   * Whole milliseconds of {@code duration}, or seconds where that is the same.
   *
   * @param field what to name in errors
   * @throws IllegalArgumentException when it is negative
   */
  static String format(String field, Duration duration) {
    if (duration.isNegative()) {
      throw new IllegalArgumentException(field + ": " + duration + " (expected: 0 or longer)");
    }
    // Rounded up: a lease of less than a millisecond is not none.
    long millis = duration.plusNanos(999_999).toMillis();
    return millis % 1000 == 0 ? millis / 1000 + "s" : millis + "ms";
  }

  /**
   * {@code duration} itself.
   *
   * @param field what to name in errors
   * @throws IllegalArgumentException when it is shorter than {@code least}
   */
  static Duration atLeast(String field, Duration duration, Duration least) {
    if (duration.compareTo(least) < 0) {
      throw new IllegalArgumentException(
          field + ": " + duration + " (expected: " + format(field, least) + " or longer)");
    }
    return duration;
  }

  /** As above, with a longest, too. */
  static Duration between(String field, Duration duration, Duration least, Duration most) {
    if (duration.compareTo(least) < 0 || duration.compareTo(most) > 0) {
      throw new IllegalArgumentException(
          field
              + ": "
              + duration
              + " (expected: "
              + format(field, least)
              + " to "
              + format(field, most)
              + ")");
    }
    return duration;
  }

  /**
   * Reads what the API wrote.
   *
   * @throws IllegalArgumentException when it is no duration
   */
  static Duration parse(String text) {
    int digits = 0;
    while (digits < text.length() && Character.isDigit(text.charAt(digits))) {
      digits++;
    }
    try {
      long number = Long.parseLong(text, 0, digits, 10);
      return switch (text.substring(digits)) {
        case "ms" -> Duration.ofMillis(number);
        case "", "s" -> Duration.ofSeconds(number);
        case "m" -> Duration.ofMinutes(number);
        case "h" -> Duration.ofHours(number);
        case "d" -> Duration.ofDays(number);
        default -> throw new NumberFormatException("unit");
      };
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("'" + text + "' (expected: a duration like 30s)", e);
    }
  }
}
