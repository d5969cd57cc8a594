package io.posthorn.benchmarks.crash;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class IntervalsTest {
  private final Intervals intervals = new Intervals();
  private final Violations violations = new Violations();

  @Test
  void check_acceptsNumbersThatGrow() {
    intervals.add(10, 20, 1, 3);
    intervals.add(21, 30, 4, 4);
    intervals.add(31, 40, 5, 9);

    assertThat(orderViolations()).isZero();
  }

  @Test
  void check_acceptsAnyOrderOfOverlappingRequests() {
    intervals.add(10, 30, 5, 5);
    intervals.add(15, 25, 2, 2);
    intervals.add(29, 40, 7, 7);

    assertThat(orderViolations()).isZero();
  }

  @Test
  void check_findsALowerNumberAfterAHigherOne() {
    intervals.add(10, 20, 5, 5);
    intervals.add(21, 30, 4, 4);

    assertThat(orderViolations()).isEqualTo(1);
  }

  @Test
  void check_findsTheSameNumberAgain() {
    intervals.add(10, 20, 5, 5);
    intervals.add(21, 30, 5, 6);

    assertThat(orderViolations()).isEqualTo(1);
  }

  @Test
  void check_comparesWithAllThatWereOverAndNotOnlyTheLast() {
    intervals.add(10, 20, 9, 9);
    intervals.add(11, 22, 3, 3);
    intervals.add(30, 40, 5, 5);

    assertThat(orderViolations()).isEqualTo(1);
  }

  private int orderViolations() {
    intervals.check("test", violations);
    return violations.count(Violations.Kind.ORDER);
  }
}
