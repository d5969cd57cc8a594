package io.posthorn.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PaceTest {
  private final Pace pace = new Pace(1_000, 1_000);

  @Test
  void advance_keepsToTheTimetableWhateverTheTime() {
    assertThat(pace.advance()).isEqualTo(1_000);
    assertThat(pace.advance()).isEqualTo(1_001_000);
    assertThat(pace.dueAt()).isEqualTo(2_001_000);
  }

  @Test
  void behind_countsWhatIsDueAndWasNotBegun() {
    assertThat(pace.behind(999)).isZero();
    assertThat(pace.behind(1_000)).isEqualTo(1);
    assertThat(pace.behind(10_000_999)).isEqualTo(10);
    pace.advance();
    assertThat(pace.behind(10_000_999)).isEqualTo(9);
  }
}
