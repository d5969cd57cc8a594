package io.posthorn.delivery;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Reads the header {@code Retry-After}. */
final class RetryAfter {
  /** What RFC 9110 has receivers accept, newest first. */
  private static final List<String> PATTERNS =
      List.of("EEE, dd MMM uuuu HH:mm:ss 'GMT'", "EEE MMM ppd HH:mm:ss uuuu");

  private static final int MAX_DIGITS = 12;

  private RetryAfter() {}

  /**
   * How long to wait from {@code now}: at least zero, at most {@code max}. Empty when {@code value}
   * is neither a number of seconds nor an HTTP date in one of its three forms.
   */
  static Optional<Duration> parse(String value, Instant now, Duration max) {
    String text = value.strip();
    if (!text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9')) {
      boolean huge = text.length() > MAX_DIGITS;
      return Optional.of(huge ? max : bounded(Duration.ofSeconds(Long.parseLong(text)), max));
    }
    for (String pattern : PATTERNS) {
      Optional<Instant> date = date(text, DateTimeFormatter.ofPattern(pattern, Locale.US));
      if (date.isPresent()) {
        return date.map(until -> bounded(Duration.between(now, until), max));
      }
    }
    return date(text, rfc850(now)).map(until -> bounded(Duration.between(now, until), max));
  }

  /** A year of two digits is less than 50 years ahead (RFC 9110, 5.6.7). */
  private static DateTimeFormatter rfc850(Instant now) {
    LocalDate oldest = LocalDate.ofInstant(now, ZoneOffset.UTC).minusYears(49);
    return new DateTimeFormatterBuilder()
        .appendPattern("EEEE, dd-MMM-")
        .appendValueReduced(ChronoField.YEAR, 2, 2, oldest)
        .appendPattern(" HH:mm:ss 'GMT'")
        .toFormatter(Locale.US);
  }

  private static Optional<Instant> date(String text, DateTimeFormatter format) {
    try {
      return Optional.of(LocalDateTime.parse(text, format).toInstant(ZoneOffset.UTC));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  private static Duration bounded(Duration wait, Duration max) {
    if (wait.isNegative()) {
      return Duration.ZERO;
    }
    return wait.compareTo(max) > 0 ? max : wait;
  }
}
