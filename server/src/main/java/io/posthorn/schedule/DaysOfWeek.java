package io.posthorn.schedule;

import java.time.LocalDate;

/**
 * The day-of-week field; Sunday is 0.
 *
 * @param days bit n = every weekday n
 * @param last bit n = the last weekday n of the month: {@code 5L}
 * @param nth bit 7 * (k - 1) + n = the k-th weekday n of the month: {@code MON#2}
 */
record DaysOfWeek(long days, long last, long nth) {
  private static final int DAYS = 7;
  private static final int MOST_WEEKS = 5;

  static DaysOfWeek parse(String field, String expression) {
    long days = 0;
    long last = 0;
    long nth = 0;
    for (String item : CronField.items(field)) {
      int hash = item.indexOf('#');
      if (hash >= 0) {
        int week = CronField.number(item.substring(hash + 1));
        if (week < 1 || week > MOST_WEEKS) {
          throw CronField.DAYS_OF_WEEK.refused(item, expression);
        }
        int weekday = value(item.substring(0, hash), item, expression);
        nth |= 1L << (DAYS * (week - 1) + weekday);
      } else if (item.endsWith("L")) {
        last |= 1L << value(item.substring(0, item.length() - 1), item, expression);
      } else {
        days |= CronField.DAYS_OF_WEEK.item(item, expression);
      }
    }
    return new DaysOfWeek(days, last, nth);
  }

  private static int value(String text, String item, String expression) {
    return CronField.DAYS_OF_WEEK.value(text, item, expression);
  }

  boolean names(LocalDate date) {
    int weekday = date.getDayOfWeek().getValue() % DAYS;
    int day = date.getDayOfMonth();
    return CronExpression.has(days, weekday)
        || (CronExpression.has(last, weekday) && day + DAYS > date.lengthOfMonth())
        || CronExpression.has(nth, DAYS * ((day - 1) / DAYS) + weekday);
  }
}
