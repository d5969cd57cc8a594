package io.posthorn.schedule;

import java.time.DayOfWeek;
import java.time.LocalDate;

/**
 * The day-of-month field.
 *
 * @param days bit n = the n-th
 * @param fromLast bit n = the n-th before the last: {@code L}, {@code L-3}
 * @param weekdays bit n = the weekday nearest to the n-th within the month: {@code 15W}
 * @param lastWeekday {@code LW}
 */
record DaysOfMonth(long days, long fromLast, long weekdays, boolean lastWeekday) {
  static DaysOfMonth parse(String field, String expression) {
    long days = 0;
    long fromLast = 0;
    long weekdays = 0;
    boolean lastWeekday = false;
    for (String item : CronField.items(field)) {
      if (item.equals("LW")) {
        lastWeekday = true;
      } else if (item.equals("L")) {
        fromLast |= 1;
      } else if (item.startsWith("L-")) {
        fromLast |= 1L << value(item.substring(2), item, expression);
      } else if (item.endsWith("W")) {
        weekdays |= 1L << value(item.substring(0, item.length() - 1), item, expression);
      } else {
        days |= CronField.DAYS_OF_MONTH.item(item, expression);
      }
    }
    return new DaysOfMonth(days, fromLast, weekdays, lastWeekday);
  }

  private static int value(String text, String item, String expression) {
    return CronField.DAYS_OF_MONTH.value(text, item, expression);
  }

  boolean names(LocalDate date) {
    int day = date.getDayOfMonth();
    int last = date.lengthOfMonth();
    return CronExpression.has(days, day)
        || CronExpression.has(fromLast, last - day)
        || (lastWeekday && nearestWeekday(date.withDayOfMonth(last)) == day)
        || namesNearest(date, day, last);
  }

  private boolean namesNearest(LocalDate date, int day, int last) {
    // A weekday is at most two days from what it is nearest to.
    for (int n = Math.max(1, day - 2); weekdays != 0 && n <= Math.min(last, day + 2); n++) {
      if (CronExpression.has(weekdays, n) && nearestWeekday(date.withDayOfMonth(n)) == day) {
        return true;
      }
    }
    return false;
  }

  /** Monday to Friday nearest to {@code date}, without leaving its month. */
  private static int nearestWeekday(LocalDate date) {
    int day = date.getDayOfMonth();
    if (date.getDayOfWeek() == DayOfWeek.SATURDAY) {
      return day == 1 ? 3 : day - 1;
    }
    if (date.getDayOfWeek() == DayOfWeek.SUNDAY) {
      return day == date.lengthOfMonth() ? day - 2 : day + 1;
    }
    return day;
  }
}
