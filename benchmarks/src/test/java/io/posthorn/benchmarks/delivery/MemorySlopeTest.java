package io.posthorn.benchmarks.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class MemorySlopeTest {
  private static final long SECOND = 1_000_000_000L;

  private final MemorySlope memory = new MemorySlope();

  @Test
  void ofSecondHalf_isMegabytesAMinute() {
    for (int second = 0; second < 120; second++) {
      // Much in the first minute, then 3 MB a minute.
      long bytes = second < 60 ? second * 5_000_000L : 300_000_000L + (second - 60) * 50_000L;
      memory.add(second * SECOND, bytes);
    }
    assertThat(memory.ofSecondHalf()).isCloseTo(3, within(0.01));
    assertThat(memory.at(0)).isZero();
    assertThat(memory.at(0.5)).isCloseTo(300, within(0.1));
  }

  @Test
  void ofSecondHalf_ofNothing_isZero() {
    assertThat(memory.ofSecondHalf()).isZero();
    memory.add(0, 7);
    assertThat(memory.ofSecondHalf()).isZero();
  }
}
