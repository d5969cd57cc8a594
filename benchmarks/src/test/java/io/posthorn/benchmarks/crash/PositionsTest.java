package io.posthorn.benchmarks.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.posthorn.benchmarks.crash.Violations.Kind;
import org.junit.jupiter.api.Test;

class PositionsTest {
  private final Violations violations = new Violations();
  private final Ledger ledger = new Ledger("q", true, violations);

  @Test
  void judge_acceptsEachPositionOnce() {
    stored("a", 11);
    stored("b", 12);

    assertThat(orderViolations(10, 12)).isZero();
  }

  @Test
  void judge_findsAPositionGivenTwice() {
    stored("a", 11);
    stored("b", 11);

    assertThat(orderViolations(10, 11)).isEqualTo(1);
  }

  @Test
  void judge_findsAGap() {
    stored("a", 11);
    stored("b", 13);

    assertThat(orderViolations(10, 13)).isEqualTo(1);
  }

  @Test
  void judge_findsPositionsOutside() {
    stored("a", 10);
    stored("b", 12);

    assertThat(orderViolations(10, 11)).isEqualTo(3);
  }

  @Test
  void judge_letsAPutWithoutAnswerExplainOneGap() {
    stored("a", 11);
    stored("b", 13);
    ledger.sending("c", 0);

    assertThat(orderViolations(10, 13)).isZero();
    assertThat(orderViolations(10, 14)).isEqualTo(1);
  }

  @Test
  void judge_findsPositionsThatWereTakenBack() {
    stored("a", 11);
    stored("b", 12);

    assertThat(orderViolations(10, 11)).isPositive();
  }

  @Test
  void judge_letsABufferedServerTakeBackTheLastInterval() {
    stored("a", 11);
    stored("b", 12);

    Positions.judge(ledger, new Rules(5, 10, 100), 10, 11);
    assertThat(violations.total()).isZero();

    Positions.judge(ledger, new Rules(200, 300, 100), 10, 11);
    assertThat(violations.count(Kind.ORDER)).isPositive();
  }

  private int orderViolations(long from, long to) {
    Positions.judge(ledger, new Rules(5, 10, 0), from, to);
    return violations.count(Kind.ORDER);
  }

  private void stored(String id, long position) {
    ledger.sending(id, 0);
    ledger.stored(id, position, 1);
  }
}
