package io.posthorn.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationsTest {
  @ParameterizedTest
  @CsvSource({
    "500ms,500,500ms",
    "30s,30000,30s",
    "30,30000,30s",
    "0,0,0s",
    "5m,300000,5m",
    "300s,300000,5m",
    "2h,7200000,2h",
    "7d,604800000,7d",
    "168h,604800000,7d",
    "90m,5400000,90m",
    "36500d,3153600000000,36500d"
  })
  void parse_readsEveryUnit_andFormatIsShortest(String text, long millis, String shortest) {
    assertThat(Durations.parse(text)).isEqualTo(Duration.ofMillis(millis));
    assertThat(Durations.format(Duration.ofMillis(millis))).isEqualTo(shortest);
    assertThat(Durations.parse(shortest)).isEqualTo(Duration.ofMillis(millis));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", "s", "ms", "-1s", "+1", "1.5s", "1 s", " 1s", "1w", "1mss", "1S", "1h30m", "PT1S", "٣s"
      })
  void parse_refusesAnythingElse(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Durations.parse(text))
        .withMessageContaining("'" + text + "'")
        .withMessageContaining("30s");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"36501d", "3153600001", "9223372036854775807d", "99999999999999999999999999s"})
  void parse_namesTheLimit(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Durations.parse(text))
        .withMessageContaining("36500d");
  }

  @Test
  void format_cutsToMilliseconds() {
    assertThat(Durations.format(Duration.ofNanos(1_999_999))).isEqualTo("1ms");
  }
}
