package io.posthorn.cli.sink;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SeenIdsTest {
  @Test
  void see_tellsHowOftenAnIdCame_acrossGrowth() {
    var ids = new SeenIds(200_000, true);
    for (int round = 0; round < 3; round++) {
      for (int i = 0; i < 100_000; i++) {
        assertThat(ids.see("19a3f0c2b1d-" + Integer.toHexString(i))).isEqualTo(round);
      }
    }
    assertThat(ids.size()).isEqualTo(100_000);
  }

  @Test
  void see_withoutCounting_tellsWhetherAnIdCame() {
    var ids = new SeenIds(10, false);
    assertThat(ids.see("a")).isZero();
    assertThat(ids.see("a")).isEqualTo(1);
    assertThat(ids.see("a")).isEqualTo(1);
  }

  @Test
  void see_beyondTheBound_knowsTheOldOnesOnly() {
    var ids = new SeenIds(2, true);
    ids.see("a");
    ids.see("b");
    assertThat(ids.see("c")).isEqualTo(SeenIds.NO_ROOM);
    assertThat(ids.see("a")).isEqualTo(1);
    assertThat(ids.size()).isEqualTo(2);
  }
}
