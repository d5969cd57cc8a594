package io.posthorn.benchmarks.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.posthorn.benchmarks.crash.Violations.Kind;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * A checker that cannot fail is worthless: each test hands it one thing that a server must not do.
 */
class TakeJudgeTest {
  private static final long KILL = 10_000_000_000L;
  private static final long RESTART = 12_000_000_000L;
  private static final Rules FLUSHED = new Rules(KILL, RESTART, 0);
  private static final Rules BUFFERED = new Rules(KILL, RESTART, 1_000_000_000L);

  private final Violations violations = new Violations();
  private final Ledger ledger = new Ledger("q", true, violations);
  private long now = KILL - 5_000_000_000L;

  @Test
  void judge_acceptsWhatAGoodServerDoes() {
    stored("a", 1);
    stored("b", 2);
    stored("c", 3);
    took("a", 1);
    now = RESTART;
    took("b", 2);
    took("c", 3);

    assertThat(judge(FLUSHED)).isZero();
    assertThat(violations.total()).isZero();
  }

  @Test
  void judge_findsALostMessage() {
    stored("a", 1);
    stored("b", 2);
    now = RESTART;
    took("a", 1);

    judge(FLUSHED);

    assertThat(violations.count(Kind.LOST)).isEqualTo(1);
    assertThat(violations.sentences()).singleElement().asString().contains("b at 2");
  }

  @Test
  void judge_letsATakeWithoutAnswerExplainAMessageAtTheHead() {
    stored("a", 1);
    stored("b", 2);
    ledger.taking(1);
    now = RESTART;
    took("b", 2);

    judge(FLUSHED);

    assertThat(violations.total()).isZero();
  }

  @Test
  void judge_letsATakeWithoutAnswerExplainNoMoreThanItsLimit() {
    stored("a", 1);
    stored("b", 2);
    stored("c", 3);
    ledger.taking(1);
    now = RESTART;
    took("c", 3);

    judge(FLUSHED);

    assertThat(violations.count(Kind.LOST)).isEqualTo(1);
  }

  @Test
  void judge_findsAHoleBehindTheHeadWhateverTakesAreOpen() {
    stored("a", 1);
    stored("b", 2);
    stored("c", 3);
    ledger.taking(10);
    now = RESTART;
    took("a", 1);
    took("c", 3);

    judge(FLUSHED);

    assertThat(violations.count(Kind.LOST)).isEqualTo(1);
  }

  @Test
  void judge_letsAnOpenTakeExplainAnyMessageWhereThereIsNoOrder() {
    var delayed = new Ledger("q", false, violations);
    delayed.sending("a", now);
    delayed.stored("a", 1, now + 1);
    delayed.sending("b", now + 2);
    delayed.stored("b", 2, now + 3);
    delayed.taking(1);
    delayed.taking(1);
    delayed.took(1, List.of(got("a", 1)), RESTART, RESTART + 1);

    new TakeJudge(delayed, FLUSHED).judge();

    assertThat(violations.total()).isZero();
  }

  @Test
  void judge_closesATakeThatWasAnswered() {
    stored("a", 1);
    ledger.taking(1);
    ledger.took(1, List.of(), now, now + 1);

    judge(FLUSHED);

    assertThat(violations.count(Kind.LOST)).isEqualTo(1);
  }

  @Test
  void judge_acceptsMessagesOfEnqueuesWithoutAnswerEitherWay() {
    ledger.sending("a", now);
    ledger.sending("b", now);
    now = RESTART;
    took("a", 1);

    judge(FLUSHED);

    assertThat(violations.total()).isZero();
  }

  @Test
  void judge_findsATakenMessageThatComesBack() {
    stored("a", 1);
    took("a", 1);
    now = RESTART;
    took("a", 1);

    judge(FLUSHED);

    assertThat(violations.count(Kind.TWICE)).isEqualTo(1);
    assertThat(violations.count(Kind.ORDER)).isEqualTo(1);
  }

  @Test
  void took_findsMessagesThatWereNeverSent() {
    took("x", 1);

    assertThat(violations.count(Kind.PHANTOM)).isEqualTo(1);
  }

  @Test
  void took_findsDamagedMessages() {
    stored("a", 1);
    ledger.taking(1);
    String body = BodyText.of("a");
    ledger.took(
        1, List.of(new Ledger.Got(body.substring(0, body.length() - 1), 1, 0)), now, now + 1);

    assertThat(violations.count(Kind.PHANTOM)).isEqualTo(1);
  }

  @Test
  void took_findsRefusedMessages() {
    ledger.sending("a", now);
    ledger.refused("a");
    took("a", 1);

    assertThat(violations.count(Kind.PHANTOM)).isEqualTo(1);
  }

  @Test
  void took_findsAnotherSequenceThanTheEnqueueWasAnswered() {
    stored("a", 1);
    took("a", 2);

    assertThat(violations.count(Kind.ORDER)).isEqualTo(1);
  }

  @Test
  void took_findsDelayedMessagesThatComeEarly() {
    ledger.sending("a", now, now + 500_000_000);
    took("a", 1);

    assertThat(violations.count(Kind.ORDER)).isEqualTo(1);
    assertThat(violations.sentences()).singleElement().asString().contains("early");
  }

  @Test
  void judge_findsHandOutsInTheWrongOrder() {
    stored("a", 1);
    stored("b", 2);
    took("b", 2);
    took("a", 1);

    judge(FLUSHED);

    assertThat(violations.count(Kind.ORDER)).isEqualTo(1);
  }

  @Test
  void judge_findsEnqueuesInTheWrongOrder() {
    stored("a", 2);
    stored("b", 1);
    now = RESTART;
    ledger.taking(2);
    ledger.took(2, List.of(got("b", 1), got("a", 2)), now, now + 1);

    judge(FLUSHED);

    assertThat(violations.count(Kind.ORDER)).isEqualTo(1);
  }

  @Test
  void took_findsTheWrongOrderWithinOneAnswer() {
    stored("a", 1);
    stored("b", 2);
    ledger.taking(2);
    ledger.took(2, List.of(got("b", 2), got("a", 1)), now, now + 1);

    assertThat(violations.count(Kind.ORDER)).isEqualTo(1);
  }

  @Test
  void stored_findsABatchThatIsNotInOrder() {
    ledger.sending("a", now);
    ledger.sending("b", now);
    ledger.stored(List.of("a", "b"), List.of(2L, 1L), now + 1);

    assertThat(violations.count(Kind.ORDER)).isEqualTo(1);
  }

  @Test
  void judge_letsABufferedServerForgetTheLastInterval() {
    stored("a", 1);
    now = KILL - 100_000_000;
    stored("b", 2);
    stored("c", 3);
    now = RESTART;
    took("a", 1);

    assertThat(judge(BUFFERED)).isEqualTo(2);
    assertThat(violations.total()).isZero();
  }

  @Test
  void judge_letsABufferedServerForgetNothingOlder() {
    stored("a", 1);
    stored("b", 2);
    now = RESTART;
    took("a", 1);

    judge(BUFFERED);

    assertThat(violations.count(Kind.LOST)).isEqualTo(1);
  }

  @Test
  void judge_letsABufferedServerForgetOnlyTheEnd() {
    now = KILL - 100_000_000;
    stored("a", 1);
    stored("b", 2);
    stored("c", 3);
    now = RESTART;
    took("a", 1);
    took("c", 3);

    judge(BUFFERED);

    assertThat(violations.count(Kind.LOST)).isEqualTo(1);
  }

  @Test
  void judge_letsABufferedServerForgetTheLastTakes() {
    stored("a", 1);
    now = KILL - 100_000_000;
    took("a", 1);
    now = RESTART;
    took("a", 1);

    judge(BUFFERED);

    assertThat(violations.total()).isZero();
  }

  private long judge(Rules rules) {
    return new TakeJudge(ledger, rules).judge();
  }

  private void stored(String id, long order) {
    ledger.sending(id, now);
    ledger.stored(id, order, now + 1);
    now += 10;
  }

  private void took(String id, long order) {
    ledger.taking(1);
    ledger.took(1, List.of(got(id, order)), now, now + 1);
    now += 10;
  }

  private static Ledger.Got got(String id, long order) {
    return new Ledger.Got(BodyText.of(id), order, 0);
  }
}
