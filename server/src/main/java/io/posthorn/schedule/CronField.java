package io.posthorn.schedule;

import org.jspecify.annotations.Nullable;

/**
 * How one field of a cron expression is read: lists of {@code *}, values, names, ranges (which may
 * wrap around) and steps.
 */
enum CronField {
  SECONDS("seconds", 0, 59, ""),
  MINUTES("minutes", 0, 59, ""),
  HOURS("hours", 0, 23, ""),
  DAYS_OF_MONTH("days of the month", 1, 31, ""),
  MONTHS("months", 1, 12, "JANFEBMARAPRMAYJUNJULAUGSEPOCTNOVDEC"),
  /** 0 is Sunday, and so is 7. */
  DAYS_OF_WEEK("days of the week", 0, 6, "SUNMONTUEWEDTHUFRISAT");

  private static final int NAME = 3;

  private final String label;
  private final int min;
  private final int max;

  /** Three letters each, in order. */
  private final String names;

  CronField(String label, int min, int max, String names) {
    this.label = label;
    this.min = min;
    this.max = max;
    this.names = names;
  }

  /** The values that {@code field}, in upper case, names: bit n = n. */
  long parse(String field, String expression) {
    long bits = 0;
    for (String item : items(field)) {
      bits |= item(item, expression);
    }
    return bits;
  }

  static String[] items(String field) {
    return field.split(",", -1);
  }

  /** One item of a list: {@code *}, {@code 5}, {@code MON-FRI}, {@code 10-50/5}. */
  long item(String item, String expression) {
    int slash = item.indexOf('/');
    String range = slash < 0 ? item : item.substring(0, slash);
    int step = slash < 0 ? 1 : step(item, item.substring(slash + 1), expression);
    int dash = range.indexOf('-');
    if (isAny(range)) {
      return bits(min, max, step);
    }
    if (dash < 0) {
      int from = value(range, item, expression);
      return bits(from, slash < 0 ? from : max, step);
    }
    int from = value(range.substring(0, dash), item, expression);
    int to = value(range.substring(dash + 1), item, expression);
    boolean wholeWeek = to == from && this == DAYS_OF_WEEK && range.matches("(0|SUN)-7");
    return bits(from, to < from || wholeWeek ? to + max - min + 1 : to, step);
  }

  /** A single value or name; {@code item} is what it is part of. */
  int value(String text, String item, String expression) {
    int named = text.length() == NAME ? names.indexOf(text) : -1;
    if (named >= 0 && named % NAME == 0) {
      return named / NAME + min;
    }
    int value = number(text);
    if (this == DAYS_OF_WEEK && value == max + 1) {
      return min;
    }
    if (value < min || value > max) {
      throw refused(item, expression);
    }
    return value;
  }

  IllegalArgumentException refused(String item, String expression) {
    String named =
        names.isEmpty()
            ? ""
            : ", or " + names.substring(0, NAME) + " to " + names.substring(names.length() - NAME);
    return new IllegalArgumentException(
        "repeat.cron: '"
            + expression
            + "' has '"
            + item
            + "' for "
            + label
            + " (expected: "
            + min
            + " to "
            + (this == DAYS_OF_WEEK ? max + 1 : max)
            + named
            + ", in lists, ranges and steps)");
  }

  private boolean isAny(String range) {
    return range.equals("*")
        || (range.equals("?") && (this == DAYS_OF_MONTH || this == DAYS_OF_WEEK));
  }

  private int step(String item, String text, String expression) {
    int step = number(text);
    if (step < 1 || step > max) {
      throw refused(item, expression);
    }
    return step;
  }

  /** A number of one or two digits; -1 when it is none. */
  static int number(@Nullable String text) {
    return text == null || !text.matches("[0-9]{1,2}") ? -1 : Integer.parseInt(text);
  }

  private long bits(int from, int to, int step) {
    long bits = 0;
    for (int n = from; n <= to; n += step) {
      bits |= 1L << (n > max ? n - (max - min + 1) : n);
    }
    return bits;
  }
}
