package io.posthorn.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class HttpDateTest {
  @Test
  void dates_areThoseOfHttp() {
    var expected =
        DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US)
            .withZone(ZoneOffset.UTC);
    var now = new AtomicReference<>(Instant.parse("2026-02-01T03:04:05Z"));
    var date = new HttpDate(now::get);
    assertThat(date.now()).hasToString("Sun, 01 Feb 2026 03:04:05 GMT");
    for (int day = 0; day < 366; day++) {
      now.updateAndGet(instant -> instant.plus(Duration.ofDays(1)));
      assertThat(date.now()).hasToString(expected.format(now.get()));
    }
  }
}
