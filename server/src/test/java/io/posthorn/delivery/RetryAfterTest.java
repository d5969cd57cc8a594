package io.posthorn.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RetryAfterTest {
  private static final Instant NOW = Instant.parse("1994-11-06T08:48:37Z");
  private static final Duration MAX = Duration.ofDays(20);

  @ParameterizedTest
  @CsvSource({"0,0", "1,1", "120,120", "' 7 ',7", "007,7"})
  void seconds(String value, long seconds) {
    assertThat(RetryAfter.parse(value, NOW, MAX)).contains(Duration.ofSeconds(seconds));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1728001",
        "Sun, 27 Nov 1994 08:49:37 GMT",
        "999999999999",
        "9223372036854775808",
        "99999999999999999999999999"
      })
  void beyondTheLongest_isTheLongest(String value) {
    assertThat(RetryAfter.parse(value, NOW, MAX)).contains(MAX);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Sun, 06 Nov 1994 08:49:37 GMT",
        "Sunday, 06-Nov-94 08:49:37 GMT",
        "Sun Nov  6 08:49:37 1994"
      })
  void date_inEachOfItsForms(String value) {
    assertThat(RetryAfter.parse(value, NOW, MAX)).contains(Duration.ofMinutes(1));
  }

  @Test
  void date_withTwoDigitDay_inTheOldestForm() {
    assertThat(RetryAfter.parse("Wed Nov 16 08:48:37 1994", NOW, MAX))
        .contains(Duration.ofDays(10));
  }

  @Test
  void yearOfTwoDigits_isWithinFiftyYears() {
    Instant now = Instant.parse("2026-01-01T00:00:00Z");
    assertThat(RetryAfter.parse("Thursday, 01-Jan-26 00:00:05 GMT", now, MAX))
        .contains(Duration.ofSeconds(5));
    assertThat(RetryAfter.parse("Friday, 01-Jan-99 00:00:00 GMT", now, MAX))
        .contains(Duration.ZERO);
  }

  @Test
  void past_isNow() {
    assertThat(RetryAfter.parse("Sun, 06 Nov 1994 08:48:36 GMT", NOW, MAX)).contains(Duration.ZERO);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "-1",
        "+1",
        "1.5",
        "1s",
        "soon",
        "٣",
        "1, 2",
        "1994-11-06T08:49:37Z",
        "Sun, 06 Nov 1994 08:49:37",
        "Sun, 06 Nov 1994 08:49:37 CET",
        "Mon, 06 Nov 1994 08:49:37 GMT",
        "Sun, 31 Feb 1994 08:49:37 GMT",
        "Sun, 06 Nov 1994 25:49:37 GMT"
      })
  void anythingElse_isNothing(String value) {
    assertThat(RetryAfter.parse(value, NOW, MAX)).isEmpty();
  }
}
