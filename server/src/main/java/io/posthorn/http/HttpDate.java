package io.posthorn.http;

import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** The value of a {@code Date} header, rendered once a second. Any thread may ask. */
final class HttpDate {
  private static final DateTimeFormatter FORMAT =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US)
          .withZone(ZoneOffset.UTC);

  private record Rendered(long second, CharSequence text) {}

  private final InstantSource clock;
  private volatile Rendered rendered = new Rendered(Long.MIN_VALUE, "");

  HttpDate(InstantSource clock) {
    this.clock = clock;
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
