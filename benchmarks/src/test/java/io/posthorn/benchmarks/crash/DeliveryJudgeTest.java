package io.posthorn.benchmarks.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.posthorn.benchmarks.crash.Call.End;
import io.posthorn.benchmarks.crash.Violations.Kind;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * A checker that cannot fail is worthless: each test hands it one thing that a server must not do.
 */
class DeliveryJudgeTest {
  private static final long MILLI = 1_000_000;
  private static final long KILL = 10_000 * MILLI;
  private static final long RESTART = 12_000 * MILLI;

  private final Violations violations = new Violations();
  private final TaskLedger ledger = new TaskLedger("q");
  private final List<Call> calls = new ArrayList<>();
  private long now = KILL - 5_000 * MILLI;
  private long sequence;

  private void stored(String... ids) {
    for (String id : ids) {
      ledger.sending(id, now, now);
      ledger.stored(List.of(id), List.of(++sequence), now);
    }
  }

  /** A call that takes 2 ms. */
  private void called(String task, int attempt, int status) {
    calls.add(call(task, attempt, status, now, now + 2 * MILLI));
    now += 5 * MILLI;
  }

  private static Call call(String task, int attempt, int status, long cameAt, long endedAt) {
    return new Call(
        "q", task, "m" + task, "w" + task, attempt, 0, cameAt, new End(status, endedAt, 0));
  }

  private DeliveryJudge judge(int atOnce) {
    var judge = new DeliveryJudge(ledger, calls, List.of(new Kill(KILL, RESTART)), violations);
    judge.judge(atOnce);
    return judge;
  }

  private void expect(Kind kind) {
    assertThat(violations.sentences()).hasSize(1);
    assertThat(violations.count(kind)).isEqualTo(1);
  }

  @Test
  void judge_acceptsWhatAGoodServerDoes() {
    stored("a", "b", "c");
    ledger.sending("unknown", now, now);
    called("a", 1, 500);
    called("a", 2, 200);
    now = KILL - 20 * MILLI;
    called("b", 1, 200);
    called("c", 1, 0);
    now = RESTART;
    called("b", 2, 200);
    called("c", 2, 200);

    DeliveryJudge judge = judge(2);
    judge.judgeOrder();

    assertThat(judge.again()).isEqualTo(1);
    assertThat(judge.oldestAgain()).isEqualTo(18 * MILLI);
  }

  @Test
  void judge_findsATaskThatNeverCame() {
    stored("a", "b");
    called("a", 1, 200);

    judge(1);

    expect(Kind.LOST);
  }

  @Test
  void judge_findsATaskThatCameButWasNeverDelivered() {
    stored("a");
    called("a", 1, 500);

    judge(1);

    expect(Kind.LOST);
  }

  @Test
  void judge_findsATaskThatNobodySent() {
    called("a", 1, 200);

    judge(1);

    expect(Kind.PHANTOM);
  }

  @Test
  void judge_findsATaskDeliveredTwice() {
    stored("a");
    called("a", 1, 200);
    called("a", 2, 200);

    judge(1);

    expect(Kind.TWICE);
  }

  @Test
  void judge_findsATaskAgainThatWasAnsweredLongBeforeTheKill() {
    stored("a");
    now = KILL - Kill.SETTLING - 3 * MILLI;
    called("a", 1, 200);
    now = RESTART;
    called("a", 2, 200);

    judge(1);

    expect(Kind.TWICE);
  }

  @Test
  void judge_findsMoreAgainThanCanHaveBeenInFlight() {
    stored("a", "b");
    now = KILL - 50 * MILLI;
    called("a", 1, 200);
    called("b", 1, 200);
    now = RESTART;
    called("a", 2, 200);
    called("b", 2, 200);

    judge(1);

    expect(Kind.TWICE);
  }

  @Test
  void judge_findsAnAttemptThatWasBefore() {
    stored("a");
    called("a", 1, 500);
    called("a", 1, 200);

    judge(1);

    expect(Kind.ANSWER);
  }

  @Test
  void judge_findsAnotherId() {
    stored("a");
    called("a", 1, 500);
    calls.add(new Call("q", "a", "other", "wa", 2, 0, now, new End(200, now + 1, 0)));

    judge(1);

    expect(Kind.PHANTOM);
  }

  @Test
  void judge_findsATaskThatIsEarly() {
    ledger.sending("a", now, now + 100 * MILLI);
    called("a", 1, 200);

    judge(1);

    expect(Kind.ORDER);
  }

  @Test
  void judge_findsMoreAtOnceThanAllowed() {
    stored("a", "b", "c");
    calls.add(call("a", 1, 200, now, now + 5));
    calls.add(call("b", 1, 200, now + 1, now + 3));
    calls.add(call("c", 1, 200, now + 2, now + 4));

    judge(2);

    expect(Kind.BOUND);
  }

  @Test
  void judge_letsTheKillEndWhatWasUnderWay() {
    stored("a", "b");
    calls.add(call("a", 1, 0, KILL - MILLI, RESTART + MILLI));
    calls.add(call("b", 1, 200, RESTART, RESTART + 2 * MILLI));
    calls.add(call("a", 2, 200, RESTART + 3 * MILLI, RESTART + 4 * MILLI));

    judge(1);

    assertThat(violations.total()).isZero();
  }

  @Test
  void judgeOrder_findsASkippedTask() {
    stored("a", "b", "c");
    called("a", 1, 200);
    called("c", 1, 200);
    called("b", 1, 200);

    judge(1).judgeOrder();

    assertThat(violations.count(Kind.ORDER)).isEqualTo(2);
  }

  @Test
  void judgeOrder_findsOneThatCameBeforeTheLastWasDelivered() {
    stored("a", "b");
    called("a", 1, 500);
    called("b", 1, 200);
    called("a", 2, 200);

    judge(1).judgeOrder();

    assertThat(violations.sentences()).anyMatch(s -> s.contains("was delivered"));
  }

  @Test
  void judgeOrder_letsATaskOfUnknownFateBeMissing() {
    stored("a");
    ledger.sending("b", now, now);
    stored("c");
    called("a", 1, 200);
    called("c", 1, 200);

    judge(1).judgeOrder();

    assertThat(violations.total()).isZero();
  }
}
