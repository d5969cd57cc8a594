package io.posthorn.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class EngineClockTest {
  @Test
  void system_beginsAtTheWallClockAndNeverGoesBack() {
    EngineClock clock = EngineClock.system();
    assertThat(clock.wallNow()).isCloseTo(System.currentTimeMillis(), within(1000L));
    assertThat(clock.elapsedNow()).isCloseTo(clock.wallNow(), within(1000L));
    long last = clock.elapsedNow();
    for (int i = 0; i < 100_000; i++) {
      long now = clock.elapsedNow();
      assertThat(now >= last).isTrue();
      last = now;
    }
  }

  @Test
  void instant_isOnTheElapsedTimeline() {
    var clock = new SettableClock(Instant.EPOCH);
    clock.stepWall(Duration.ofHours(1));
    clock.advance(Duration.ofSeconds(5));
    assertThat(clock.instant()).isEqualTo(Instant.ofEpochSecond(5));
    assertThat(clock.millis()).isEqualTo(5000);
    assertThat(clock.wallNow()).isEqualTo(3_605_000);
  }
}
