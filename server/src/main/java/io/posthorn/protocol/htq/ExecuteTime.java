package io.posthorn.protocol.htq;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads {@code execute_time}: {@code 2026-11-1 9:05:00} or {@code 2026/11/1 9:05:00}. */
final class ExecuteTime {
  private static final Pattern FORM =
      Pattern.compile("(\\d{4})([-/])(\\d{1,2})\\2(\\d{1,2}) (\\d{1,2}):(\\d{1,2}):(\\d{1,2})");

  private ExecuteTime() {}

  /** The instant meant in {@code zone}; null when {@code text} is no real date and time. */
  static @Nullable Instant parse(@Nullable String text, ZoneId zone) {
    Matcher form = FORM.matcher(text == null ? "" : text.trim());
    if (!form.matches()) {
      return null;
    }
    try {
      return LocalDateTime.of(
              number(form, 1),
              number(form, 3),
              number(form, 4),
              number(form, 5),
              number(form, 6),
              number(form, 7))
          .atZone(zone)
          .toInstant();
    } catch (DateTimeException e) {
      return null;
    }
  }

  private static int number(Matcher form, int group) {
    return Integer.parseInt(form.group(group));
  }
}
