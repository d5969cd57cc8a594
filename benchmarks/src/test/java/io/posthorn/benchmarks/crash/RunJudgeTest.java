package io.posthorn.benchmarks.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.posthorn.benchmarks.crash.Call.End;
import io.posthorn.benchmarks.crash.Violations.Kind;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RunJudgeTest {
  private static final long MILLI = 1_000_000;

  private final Violations violations = new Violations();
  private final RunJudge judge = new RunJudge("every");
  private final List<Call> calls = new ArrayList<>();

  /** The run for second {@code slot}, called at {@code millis}, answered 2 ms later. */
  private void ran(long slot, long millis, int status) {
    ran(slot, millis, status, "m-" + slot);
  }

  private void ran(long slot, long millis, int status, String webhookId) {
    long end = millis + 2;
    calls.add(
        new Call(
            Pushed.RUNS,
            "every",
            "m",
            webhookId,
            1,
            slot * 1000,
            millis * MILLI,
            new End(status, end * MILLI, end)));
  }

  private void judge() {
    judge.judge(calls, violations);
    calls.clear();
  }

  private void expect(Kind kind) {
    assertThat(violations.sentences()).hasSize(1);
    assertThat(violations.count(kind)).isEqualTo(1);
  }

  @Test
  void judge_acceptsEveryRunOnce() {
    ran(1, 1005, 200);
    ran(2, 2003, 200);
    judge();
    ran(3, 3001, 200);
    judge();

    assertThat(violations.total()).isZero();
    assertThat(judge.runs()).isEqualTo(3);
  }

  @Test
  void judge_acceptsThatTheFirstOfThoseMissedRunsAndTheGridGoesOn() {
    ran(1, 1005, 200);
    judge.killed(new Kill(1500 * MILLI, 5000 * MILLI));
    ran(2, 5700, 200);
    ran(6, 6001, 200);
    judge();

    assertThat(violations.total()).isZero();
  }

  @Test
  void judge_acceptsARunAgainThatWasInFlight() {
    judge.killed(new Kill(1006 * MILLI, 2500 * MILLI));
    judge.killed(new Kill(9000 * MILLI, 9900 * MILLI));
    ran(1, 1005, 0);
    ran(1, 3005, 200);
    ran(4, 4001, 200);
    judge();

    assertThat(violations.total()).isZero();
    assertThat(judge.again()).isEqualTo(1);
    assertThat(judge.runs()).isEqualTo(2);
  }

  @Test
  void judge_findsALostRun() {
    ran(1, 1005, 200);
    ran(3, 3005, 200);
    judge();

    expect(Kind.LOST);
  }

  @Test
  void judge_findsThatTheFirstMissedRunIsMissing() {
    ran(1, 1005, 200);
    judge.killed(new Kill(1500 * MILLI, 5000 * MILLI));
    ran(6, 6001, 200);
    judge();

    expect(Kind.LOST);
  }

  @Test
  void judge_findsARunThatWasOnlyBegun() {
    judge.killed(new Kill(1006 * MILLI, 2500 * MILLI));
    ran(1, 1005, 0);
    ran(2, 3005, 200);
    judge();

    expect(Kind.LOST);
  }

  @Test
  void judge_findsARunTwiceWithoutAKill() {
    ran(1, 1005, 200);
    ran(1, 1105, 200);
    judge();

    expect(Kind.TWICE);
  }

  @Test
  void judge_findsARunThatWasAnsweredLongBeforeTheKill() {
    judge.killed(new Kill(9000 * MILLI, 9900 * MILLI));
    ran(1, 1005, 200);
    ran(1, 9950, 200);
    judge();

    expect(Kind.TWICE);
  }

  @Test
  void judge_findsARunAgainByAnotherId() {
    judge.killed(new Kill(1006 * MILLI, 2500 * MILLI));
    ran(1, 1005, 0);
    ran(1, 3005, 200, "other");
    judge();

    expect(Kind.PHANTOM);
  }

  @Test
  void judge_findsANewRunByAnOldId() {
    ran(1, 1005, 200, "m");
    ran(2, 2005, 200, "m");
    judge();

    expect(Kind.PHANTOM);
  }

  @Test
  void judge_findsARunOffTheGridAndOneThatGoesBack() {
    ran(1, 1005, 200);
    calls.add(
        new Call(
            Pushed.RUNS,
            "every",
            "m",
            "m-x",
            1,
            1500,
            1600 * MILLI,
            new End(200, 1602 * MILLI, 1602)));
    judge();
    expect(Kind.ORDER);
    ran(1, 1800, 200);
    judge();
    assertThat(violations.count(Kind.ORDER)).isEqualTo(2);
  }
}
