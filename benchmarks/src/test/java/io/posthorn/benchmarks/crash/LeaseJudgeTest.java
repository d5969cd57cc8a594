package io.posthorn.benchmarks.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.posthorn.benchmarks.crash.Violations.Kind;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LeaseJudgeTest {
  private static final long SECOND = 1_000_000_000L;
  private static final long KILL = 10 * SECOND;
  private static final long RESTART = 12 * SECOND;
  private static final Rules FLUSHED = new Rules(KILL, RESTART, 0);
  private static final Rules BUFFERED = new Rules(KILL, RESTART, SECOND);

  private final Violations violations = new Violations();
  private final Ledger ledger = new Ledger("q", true, violations);
  private long now = 5 * SECOND;

  @BeforeEach
  void store() {
    ledger.sending("a", now);
    ledger.stored("a", 1, now + 1);
    now += 10;
  }

  @Test
  void judge_acceptsRetriesAndExpiredLeases() {
    reserved(1, 2 * SECOND);
    ledger.retrying("a");
    reserved(2, 2 * SECOND);
    now += 2 * SECOND;
    reserved(3, 2 * SECOND);
    ack(true);

    judge(FLUSHED);

    assertThat(violations.total()).isZero();
  }

  @Test
  void judge_acceptsAcksWithoutAnswerEitherWay() {
    reserved(1, SECOND);
    ledger.acking("a");
    now = RESTART;
    reserved(2, SECOND);
    ack(true);

    judge(FLUSHED);

    assertThat(violations.total()).isZero();
  }

  @Test
  void judge_findsAnAckedMessageThatComesBack() {
    reserved(1, SECOND);
    ack(true);
    now = RESTART;
    reserved(2, SECOND);
    ack(true);

    judge(FLUSHED);

    assertThat(violations.count(Kind.TWICE)).isEqualTo(1);
  }

  @Test
  void judge_findsALeasedMessageThatComesAgain() {
    reserved(1, 2 * SECOND);
    now += SECOND;
    reserved(2, 2 * SECOND);
    ack(true);

    judge(FLUSHED);

    assertThat(violations.count(Kind.TWICE)).isEqualTo(1);
  }

  @Test
  void judge_findsAStoredMessageThatNeverComes() {
    judge(FLUSHED);

    assertThat(violations.count(Kind.LOST)).isEqualTo(1);
  }

  @Test
  void judge_findsAReservedMessageThatIsGone() {
    reserved(1, SECOND);

    judge(FLUSHED);

    assertThat(violations.count(Kind.LOST)).isEqualTo(1);
  }

  @Test
  void judge_findsAnAttemptThatIsCountedTwice() {
    reserved(1, SECOND);
    now = RESTART;
    reserved(1, SECOND);
    ack(true);

    judge(FLUSHED);

    assertThat(violations.count(Kind.ORDER)).isPositive();
  }

  @Test
  void acked_findsAReceiptThatIsRefusedWithinItsLease() {
    reserved(1, SECOND);
    ack(false);

    assertThat(violations.count(Kind.ANSWER)).isEqualTo(1);
  }

  @Test
  void judge_letsABufferedServerForgetTheLastLeasesAndAcks() {
    now = KILL - SECOND / 2;
    reserved(1, 5 * SECOND);
    ack(true);
    now = RESTART;
    reserved(1, SECOND);
    ack(true);

    judge(BUFFERED);

    assertThat(violations.total()).isZero();
  }

  private void judge(Rules rules) {
    new LeaseJudge(ledger, rules).judge();
  }

  private void reserved(int attempt, long lease) {
    ledger.reserved(List.of(new Ledger.Got(BodyText.of("a"), 1, attempt)), lease, now, now + 1);
    now += 10;
  }

  private void ack(boolean settled) {
    ledger.acking("a");
    ledger.acked("a", settled, now + 1);
    now += 10;
  }
}
