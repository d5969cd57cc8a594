package io.posthorn.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetryPolicyTest {
  private static RetryPolicy policy(boolean jitter) {
    return new RetryPolicy(
        5, Duration.ofHours(1), Duration.ofSeconds(1), Duration.ofSeconds(10), 2, jitter);
  }

  @ParameterizedTest
  @CsvSource({"1,1000", "2,2000", "3,4000", "4,8000", "5,10000", "1000000,10000", "0,1000"})
  void delay_growsToItsCap(int attempt, long millis) {
    assertThat(policy(false).delay(attempt, 0.7)).isEqualTo(Duration.ofMillis(millis));
  }

  @ParameterizedTest
  @CsvSource({"1,0,1000", "1,0.5,500", "1,0.999,1", "3,0.25,3000", "9,0.5,5000"})
  void delay_isDrawnBelowItsBoundByJitter(int attempt, double random, long millis) {
    assertThat(policy(true).delay(attempt, random)).isEqualTo(Duration.ofMillis(millis));
  }

  @Test
  void delay_withoutGrowthStaysTheFirst() {
    var policy =
        new RetryPolicy(0, Duration.ZERO, Duration.ofSeconds(3), Duration.ofHours(1), 1, false);
    assertThat(policy.delay(50, 0)).isEqualTo(Duration.ofSeconds(3));
  }

  @ParameterizedTest
  @CsvSource({"4,PT0S,false", "5,PT0S,true", "6,PT0S,true", "1,PT59M59S,false", "1,PT1H,true"})
  void exhausted_byAttemptsOrAge(int attempt, Duration age, boolean exhausted) {
    assertThat(policy(true).exhausted(attempt, age)).isEqualTo(exhausted);
  }

  @Test
  void exhausted_neverWithoutLimits() {
    var policy =
        new RetryPolicy(0, Duration.ZERO, Duration.ofSeconds(1), Duration.ofHours(1), 2, true);
    assertThat(policy.exhausted(Integer.MAX_VALUE, Duration.ofDays(100_000))).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"-1,PT0S,PT1S,2", "1,PT-1S,PT1S,2", "1,PT0S,PT-1S,2", "1,PT0S,PT1S,0.9"})
  void badValues_areRefused(int maxAttempts, Duration maxAge, Duration first, double multiplier) {
    assertThatThrownBy(
            () -> new RetryPolicy(maxAttempts, maxAge, first, Duration.ZERO, multiplier, true))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected");
  }

  @Test
  void multiplierThatIsNoNumber_isRefused() {
    Duration zero = Duration.ZERO;
    assertThatThrownBy(() -> new RetryPolicy(1, zero, zero, zero, Double.NaN, true))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
