package io.posthorn.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class CircuitTest {
  private static final int THRESHOLD = 5;
  private static final long LONGEST = 3_600_000;

  private final Circuit circuit = new Circuit();
  private final Random random = new Random(1);
  private long now = 1_000_000;

  @Test
  void opensAtTheFifthFailureInARow() {
    fail(THRESHOLD - 1);
    assertThat(circuit.open()).isFalse();
    assertThat(circuit.barredUntil(now)).isLessThanOrEqualTo(now);

    circuit.begun();
    assertThat(circuit.failed(now, LONGEST, random)).as("this one opened it").isTrue();

    assertThat(circuit.open()).isTrue();
    assertThat(circuit.barredUntil(now)).isBetween(now + 1_000, now + 1_100);
  }

  @Test
  void aSuccessBetweenThem_beginsTheCountAgain() {
    fail(THRESHOLD - 1);
    circuit.begun();
    circuit.succeeded();
    fail(THRESHOLD - 1);
    assertThat(circuit.open()).isFalse();
  }

  @Test
  void probes_comeOneAtATime_everMoreRarely_atLeastOnceAMinute() {
    fail(THRESHOLD);
    long pause = 1_000;
    for (int probe = 0; probe < 8; probe++) {
      long until = circuit.barredUntil(now);
      assertThat(until - now).isBetween(pause, pause + pause / 10);
      now = until;
      assertThat(circuit.barredUntil(now)).as("the probe may go").isLessThanOrEqualTo(now);
      circuit.begun();
      assertThat(circuit.barredUntil(now)).as("no second one beside it").isGreaterThan(now);
      assertThat(circuit.failed(now, LONGEST, random)).as("it was open already").isFalse();
      pause = Math.min(pause * 2, 60_000);
    }
    assertThat(pause).isEqualTo(60_000);
  }

  @Test
  void noPause_isLongerThanThatOfWhatWaits_orASecond() {
    assertThat(pauseAfter(4, 5_000)).isBetween(5_000L, 5_500L);
    assertThat(pauseAfter(4, 20)).isBetween(1_000L, 1_100L);
  }

  /** How long the one after so many failed probes waits. */
  private static long pauseAfter(int probes, long longest) {
    var circuit = new Circuit();
    var random = new Random(2);
    long now = 0;
    for (int i = 0; i < THRESHOLD; i++) {
      circuit.begun();
      circuit.failed(now, longest, random);
    }
    for (int i = 0; i < probes; i++) {
      now = circuit.barredUntil(now);
      circuit.begun();
      circuit.failed(now, longest, random);
    }
    return circuit.barredUntil(now) - now;
  }

  @Test
  void aProbeThatSucceeds_closesIt_andTheNextPauseIsShortAgain() {
    fail(THRESHOLD);
    now = circuit.barredUntil(now);
    circuit.begun();
    circuit.failed(now, LONGEST, random);
    now = circuit.barredUntil(now);
    circuit.begun();
    circuit.succeeded();
    assertThat(circuit.open()).isFalse();
    assertThat(circuit.barredUntil(now)).isLessThanOrEqualTo(now);

    fail(THRESHOLD);
    assertThat(circuit.barredUntil(now)).isBetween(now + 1_000, now + 1_100);
  }

  @Test
  void aProbeThatSaysNothing_makesRoomForAnother() {
    fail(THRESHOLD);
    now = circuit.barredUntil(now);
    circuit.begun();
    circuit.unknown();
    assertThat(circuit.open()).isTrue();
    assertThat(circuit.barredUntil(now)).isLessThanOrEqualTo(now);
  }

  @Test
  void callsThatBeganBeforeItOpened_doNotLengthenThePause() {
    fail(THRESHOLD);
    long until = circuit.barredUntil(now);
    for (int late = 0; late < 20; late++) {
      circuit.failed(now, LONGEST, random);
    }
    assertThat(circuit.barredUntil(now)).isEqualTo(until);
  }

  private void fail(int times) {
    for (int i = 0; i < times; i++) {
      circuit.begun();
      circuit.failed(now, LONGEST, random);
    }
  }
}
