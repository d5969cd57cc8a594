package io.posthorn.benchmarks.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ArrivalsTest {
  private final Arrivals arrivals = new Arrivals();

  @Test
  void overtaken_isNothingInOrder() {
    came(0, 1, 2, 3);
    assertThat(arrivals.overtaken()).isZero();
    assertThat(arrivals.distinct()).isEqualTo(4);
  }

  @Test
  void overtaken_countsThoseThatWereMissing_howeverLongTheyTake() {
    came(0, 2, 3, 4, 5, 6, 1, 9, 7, 8);
    assertThat(arrivals.overtaken()).isEqualTo(2);
  }

  @Test
  void repeated_doesNotCountAsAnArrival() {
    came(0, 1, 0, 2);
    assertThat(arrivals.repeated()).isEqualTo(1);
    assertThat(arrivals.distinct()).isEqualTo(3);
    assertThat(arrivals.overtaken()).isZero();
  }

  private void came(int... numbers) {
    for (int number : numbers) {
      arrivals.came(number);
    }
  }
}
