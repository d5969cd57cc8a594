package io.posthorn.protocol.rest;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;

/**
 * Instants as RFC 3339 writes them; written in UTC with milliseconds, {@code
 * 2026-01-31T08:00:00.000Z}.
 */
final class Rfc3339 {
  private static final long MILLIS_PER_DAY = 86_400_000;

  private Rfc3339() {}

  /** The text of {@code instant}, whose year has four digits at most, cut to milliseconds. */
  static String format(Instant instant) {
    long millis = instant.toEpochMilli();
    LocalDate date = LocalDate.ofEpochDay(Math.floorDiv(millis, MILLIS_PER_DAY));
    if (date.getYear() < 0 || date.getYear() > 9999) {
      return instant.toString();
    }
    int rest = (int) Math.floorMod(millis, MILLIS_PER_DAY);
    byte[] text = new byte[24];
    digits(text, 0, 4, date.getYear());
    text[4] = '-';
    digits(text, 5, 2, date.getMonthValue());
    text[7] = '-';
    digits(text, 8, 2, date.getDayOfMonth());
    text[10] = 'T';
    digits(text, 11, 2, rest / 3_600_000);
    text[13] = ':';
    digits(text, 14, 2, rest / 60_000 % 60);
    text[16] = ':';
    digits(text, 17, 2, rest / 1000 % 60);
    text[19] = '.';
    digits(text, 20, 3, rest % 1000);
    text[23] = 'Z';
    return new String(text, StandardCharsets.ISO_8859_1);
  }

  /** Reads {@code text}, the value of {@code field}; refuses years before 1970 and beyond 9999. */
  static Instant parse(String field, String text) {
    try {
      OffsetDateTime time = OffsetDateTime.parse(text);
      if (time.getYear() >= 1970 && time.getYear() <= 9999) {
        return time.toInstant();
      }
    } catch (DateTimeException e) {
      // Told below, in the same words as a year out of range.
    }
    throw ProblemException.badField(
        field,
        field + ": '" + text + "' (expected: RFC 3339 from 1970 on, like 2026-01-31T08:00:00Z)");
  }

  private static void digits(byte[] text, int at, int count, int number) {
    int rest = number;
    for (int i = at + count - 1; i >= at; i--) {
      text[i] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
  }
}
