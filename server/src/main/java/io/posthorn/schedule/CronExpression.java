package io.posthorn.schedule;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A cron expression: which times of the wall clock it names. As in crontab, a day must satisfy both
 * day fields, or either of them when neither begins with {@code *}.
 *
 * @param seconds bit n = second n
 * @param minutes bit n = minute n
 * @param hours bit n = hour n
 * @param daysOfMonth the third field
 * @param months bit n = month n, 1-based
 * @param daysOfWeek the fifth field
 * @param eitherDay one of the two day fields is enough
 */
record CronExpression(
    long seconds,
    long minutes,
    long hours,
    DaysOfMonth daysOfMonth,
    long months,
    DaysOfWeek daysOfWeek,
    boolean eitherDay) {
  /** The longest way between two days that an expression names: 29 February on one weekday. */
  private static final int MAX_YEARS = 41;

  private static final long EVERY_HOUR = (1L << 24) - 1;

  /**
   * Reads five or six fields, or a nickname.
   *
   * @throws IllegalArgumentException naming the offending and the expected value
   */
  static CronExpression parse(String text) {
    String[] fields = fields(text).split("[ \t]+");
    if (fields.length != 5 && fields.length != 6) {
      throw new IllegalArgumentException(
          "repeat.cron: '" + text + "' (expected: 5 fields, 6 with seconds first, or a nickname)");
    }
    int first = fields.length - 5;
    String dayOfMonth = fields[first + 2];
    String dayOfWeek = fields[first + 4];
    return new CronExpression(
        first == 0 ? 1 : CronField.SECONDS.parse(fields[0], text),
        CronField.MINUTES.parse(fields[first], text),
        CronField.HOURS.parse(fields[first + 1], text),
        DaysOfMonth.parse(dayOfMonth, text),
        CronField.MONTHS.parse(fields[first + 3], text),
        DaysOfWeek.parse(dayOfWeek, text),
        restricts(dayOfMonth) && restricts(dayOfWeek));
  }

  private static String fields(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "@yearly", "@annually" -> "0 0 1 1 *";
      case "@monthly" -> "0 0 1 * *";
      case "@weekly" -> "0 0 * * 0";
      case "@daily", "@midnight" -> "0 0 * * *";
      case "@hourly" -> "0 * * * *";
      default -> text.toUpperCase(Locale.ROOT);
    };
  }

  private static boolean restricts(String dayField) {
    return !dayField.startsWith("*") && !dayField.startsWith("?");
  }

  /** Whether it goes by minutes and seconds alone on the days that it names. */
  boolean namesEveryHour() {
    return hours == EVERY_HOUR;
  }

  /** The first time named after {@code after}, in whole seconds; null when there is none. */
  @Nullable LocalDateTime next(LocalDateTime after) {
    LocalDateTime from = after.truncatedTo(ChronoUnit.SECONDS).plusSeconds(1);
    LocalDate today = from.toLocalDate();
    if (names(today)) {
      LocalTime time = timeFrom(from.toLocalTime());
      if (time != null) {
        return today.atTime(time);
      }
    }
    LocalDate day = dayFrom(today.plusDays(1));
    return day == null
        ? null
        : day.atTime(lowest(hours, 0), lowest(minutes, 0), lowest(seconds, 0));
  }

  private @Nullable LocalTime timeFrom(LocalTime from) {
    int hour = from.getHour();
    int minute = from.getMinute();
    int second = has(hours, hour) && has(minutes, minute) ? lowest(seconds, from.getSecond()) : -1;
    if (second >= 0) {
      return LocalTime.of(hour, minute, second);
    }
    minute = has(hours, hour) ? lowest(minutes, minute + 1) : -1;
    if (minute < 0) {
      hour = lowest(hours, hour + 1);
      minute = lowest(minutes, 0);
    }
    return hour < 0 ? null : LocalTime.of(hour, minute, lowest(seconds, 0));
  }

  private @Nullable LocalDate dayFrom(LocalDate from) {
    LocalDate day = from;
    LocalDate end = from.plusYears(MAX_YEARS);
    while (day.isBefore(end)) {
      if (!has(months, day.getMonthValue())) {
        day = day.withDayOfMonth(1).plusMonths(1);
      } else if (names(day)) {
        return day;
      } else {
        day = day.plusDays(1);
      }
    }
    return null;
  }

  private boolean names(LocalDate day) {
    if (!has(months, day.getMonthValue())) {
      return false;
    }
    return eitherDay
        ? daysOfMonth.names(day) || daysOfWeek.names(day)
        : daysOfMonth.names(day) && daysOfWeek.names(day);
  }

  static boolean has(long bits, int n) {
    return (bits >>> n & 1) != 0;
  }

  /** The lowest bit set from {@code from} on; -1 when there is none. */
  private static int lowest(long bits, int from) {
    long rest = from > 63 ? 0 : bits >>> from << from;
    return rest == 0 ? -1 : Long.numberOfTrailingZeros(rest);
  }
}
