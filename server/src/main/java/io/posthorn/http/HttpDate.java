package io.posthorn.http;

import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The value of a {@code Date} header, rendered once a second. Any thread may ask. */
final class HttpDate {
  private static final List<String> DAYS = List.of("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun");
  private static final List<String> MONTHS =
      List.of("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec");

  /** Its names are given, since to look them up loads all that Java knows of languages. */
  private static final DateTimeFormatter FORMAT =
      new DateTimeFormatterBuilder()
          .appendText(ChronoField.DAY_OF_WEEK, numbered(DAYS))
          .appendPattern(", dd ")
          .appendText(ChronoField.MONTH_OF_YEAR, numbered(MONTHS))
          .appendPattern(" yyyy HH:mm:ss 'GMT'")
          .toFormatter(Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private record Rendered(long second, CharSequence text) {}

  private final InstantSource clock;
  private volatile Rendered rendered = new Rendered(Long.MIN_VALUE, "");

  HttpDate(InstantSource clock) {
    this.clock = clock;
  }

  private static Map<Long, String> numbered(List<String> names) {
    Map<Long, String> numbered = new HashMap<>();
    names.forEach(name -> numbered.put(numbered.size() + 1L, name));
    return numbered;
  }

  CharSequence now() {
    long second = Math.floorDiv(clock.millis(), 1000L);
    Rendered last = rendered;
    if (second == last.second) {
      return last.text;
    }
    CharSequence text = HeaderText.of(FORMAT.format(Instant.ofEpochSecond(second)));
    rendered = new Rendered(second, text);
    return text;
  }
}
