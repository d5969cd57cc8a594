package io.posthorn.delivery;

import static io.posthorn.delivery.FakeCaller.answered;
import static io.posthorn.delivery.FakeCaller.failed;
import static org.assertj.core.api.Assertions.assertThat;

import io.posthorn.delivery.call.Failure;
import io.posthorn.message.Body;
import io.posthorn.message.Header;
import io.posthorn.message.HttpTarget.RetryOn;
import io.posthorn.message.Message;
import io.posthorn.message.MessageId;
import io.posthorn.message.Repeat;
import io.posthorn.message.RetryPolicy;
import io.posthorn.message.Run;
import io.posthorn.message.Settlement.Outcome;
import io.posthorn.message.StatusSet;
import io.posthorn.message.Task;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettlePolicyTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  /** Pauses of 10 s, 20 s, 40 s... up to 5 min; 4 attempts, one hour. */
  private static final RetryPolicy RETRY =
      new RetryPolicy(
          4, Duration.ofHours(1), Duration.ofSeconds(10), Duration.ofMinutes(5), 2, false);

  private static final SettlePolicy POLICY =
      new SettlePolicy(StatusSet.SUCCESS, RetryOn.FAILURE, RETRY);
  private static final SettlePolicy HTQ = new SettlePolicy(StatusSet.ANY, RetryOn.UNREACHED, RETRY);
  private static final Repeat HOURLY = new Repeat.Cron("0 * * * *", ZoneId.of("UTC"));
  private static final Repeat ADAPTIVE =
      new Repeat.Adaptive(Duration.ofSeconds(10), Duration.ofSeconds(25));

  @ParameterizedTest
  @ValueSource(ints = {200, 201, 204, 299})
  void success_isAcked(int status) {
    assertThat(judge(POLICY, message(null, null), 1, answered(status, "x")))
        .isEqualTo(Verdict.ack());
  }

  @ParameterizedTest
  @ValueSource(ints = {100, 301, 304, 400, 404, 429, 500, 503})
  void otherStatus_isTriedAgain(int status) {
    assertThat(judge(POLICY, message(null, null), 1, answered(status, "x")))
        .isEqualTo(Verdict.retry(Duration.ofSeconds(10), "status"));
  }

  @ParameterizedTest
  @EnumSource(
      value = Failure.class,
      names = {"UNRESOLVED", "CONNECT", "TLS", "TIMEOUT", "RESET", "PROTOCOL"})
  void failure_isTriedAgainAfterAGrowingPause(Failure failure) {
    Verdict third = judge(POLICY, message(null, null), 3, failed(failure, true));
    assertThat(third).isEqualTo(Verdict.retry(Duration.ofSeconds(40), failure.label()));
  }

  @Test
  void answerThatBrokeOff_isAFailureWhateverItsStatus() {
    var half =
        new io.posthorn.delivery.call.Outcome(
            200, Failure.RESET, "x", true, Body.ofUtf8("ok"), List.of(), Duration.ZERO);
    assertThat(judge(POLICY, message(null, null), 1, half).settlement()).isEqualTo(Outcome.RETRY);
  }

  @Test
  void lastAttempt_isDead() {
    assertThat(judge(POLICY, message(null, null), 4, answered(500, "")))
        .isEqualTo(Verdict.dead("attempts"));
  }

  @Test
  void age_isCountedFromTheScheduledInstant() {
    Message old = message(null, null, NOW.minus(Duration.ofHours(1)));
    Message younger = message(null, null, NOW.minus(Duration.ofMinutes(59)));
    assertThat(judge(POLICY, old, 1, answered(500, ""))).isEqualTo(Verdict.dead("age"));
    assertThat(judge(POLICY, younger, 1, answered(500, "")).settlement()).isEqualTo(Outcome.RETRY);
  }

  @Test
  void gone_isDeadAtOnce() {
    assertThat(judge(POLICY, message(null, null), 1, answered(410, "")))
        .isEqualTo(Verdict.dead("gone"));
  }

  @Test
  void whatMustArrive_isTriedAgainWhateverWasSaid() {
    var must = new SettlePolicy(StatusSet.SUCCESS, RetryOn.ALWAYS, RETRY);
    Header stop = new Header("webhook-delivery", "stop");
    assertThat(judge(must, message(null, null), 1, answered(410, "", stop)))
        .isEqualTo(Verdict.retry(Duration.ofSeconds(10), "status"));
    assertThat(judge(must, message(null, null), 1, failed(Failure.DENIED, false)))
        .isEqualTo(Verdict.retry(Duration.ofSeconds(10), "denied"));
    assertThat(judge(must, message(null, null), 4, answered(410, "")))
        .isEqualTo(Verdict.dead("attempts"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"stop", "Disable", " abort-message "})
  void stop_isDeadAtOnce(String value) {
    assertThat(
            judge(
                POLICY,
                message(null, null),
                1,
                answered(500, "", new Header("webhook-delivery", value))))
        .isEqualTo(Verdict.dead("stopped"));
  }

  @Test
  void stopBesideSuccess_isSuccess() {
    assertThat(
            judge(
                POLICY,
                message(null, null),
                1,
                answered(200, "", new Header("webhook-delivery", "stop"))))
        .isEqualTo(Verdict.ack());
  }

  @Test
  void otherDeliveryHeader_saysNothing() {
    assertThat(
            judge(
                    POLICY,
                    message(null, null),
                    1,
                    answered(500, "", new Header("webhook-delivery", "go on")))
                .settlement())
        .isEqualTo(Outcome.RETRY);
  }

  @Test
  void deniedAddress_isDeadAtOnce() {
    assertThat(judge(POLICY, message(null, null), 1, failed(Failure.DENIED, false)))
        .isEqualTo(Verdict.dead("denied"));
    assertThat(judge(HTQ, message(null, null), 1, failed(Failure.DENIED, false)))
        .isEqualTo(Verdict.dead("denied"));
  }

  @ParameterizedTest
  @ValueSource(ints = {200, 404, 410, 500})
  void anyAnswer_isSuccessWhereAnyCounts(int status) {
    assertThat(judge(HTQ, message(null, null), 1, answered(status, ""))).isEqualTo(Verdict.ack());
  }

  @Test
  void unreachedAlone_isTriedAgainWhereThePolicySaysSo() {
    assertThat(judge(HTQ, message(null, null), 1, failed(Failure.CONNECT, false)).settlement())
        .isEqualTo(Outcome.RETRY);
    assertThat(judge(HTQ, message(null, null), 1, failed(Failure.TIMEOUT, true)))
        .isEqualTo(Verdict.dead("timeout"));
    assertThat(judge(HTQ, message(null, null), 1, failed(Failure.RESET, true)))
        .isEqualTo(Verdict.dead("reset"));
  }

  @Test
  void retryAfter_makesThePauseLongerButNeverShorter() {
    assertThat(judgeAfter(Duration.ofSeconds(30)).delay()).isEqualTo(Duration.ofSeconds(30));
    assertThat(judgeAfter(Duration.ofSeconds(3)).delay()).isEqualTo(Duration.ofSeconds(10));
  }

  @Test
  void retryAfter_isBoundedByTheCapOrAnHour() {
    assertThat(judgeAfter(Duration.ofDays(1)).delay()).isEqualTo(Duration.ofHours(1));
    var patient =
        new RetryPolicy(0, Duration.ZERO, Duration.ofSeconds(1), Duration.ofHours(5), 2, true);
    var policy = new SettlePolicy(StatusSet.SUCCESS, RetryOn.FAILURE, patient);
    var moment = new SettlePolicy.Moment(NOW, NOW, 0, Duration.ofDays(1));
    assertThat(policy.judge(message(null, null), 1, answered(503, ""), moment).delay())
        .isEqualTo(Duration.ofHours(5));
  }

  @Test
  void jitter_isDrawnByTheGivenChance() {
    var retry =
        new RetryPolicy(0, Duration.ZERO, Duration.ofSeconds(10), Duration.ofHours(1), 2, true);
    var policy = new SettlePolicy(StatusSet.SUCCESS, RetryOn.FAILURE, retry);
    var moment = new SettlePolicy.Moment(NOW, NOW, 0.75, null);
    assertThat(policy.judge(message(null, null), 1, answered(500, ""), moment).delay())
        .isEqualTo(Duration.ofMillis(2_500));
  }

  @Test
  void run_isFollowedByTheNextSlot() {
    Run run = new Run(7, NOW);
    assertThat(judge(POLICY, message(HOURLY, run), 1, answered(200, "")))
        .isEqualTo(Verdict.repeat(new Run(8, NOW.plus(Duration.ofHours(1))), null));
  }

  @Test
  void failedRun_isTriedAgainBeforeItsNextSlotOnly() {
    Run run = new Run(7, NOW);
    assertThat(judge(POLICY, message(HOURLY, run), 2, answered(500, "")))
        .isEqualTo(Verdict.retry(Duration.ofSeconds(20), "status"));
    assertThat(
            judgeAt(
                POLICY,
                message(HOURLY, run),
                2,
                answered(500, ""),
                NOW.plus(Duration.ofMinutes(60)).minusSeconds(20)))
        .isEqualTo(Verdict.repeat(new Run(8, NOW.plus(Duration.ofHours(1))), "status"));
  }

  @Test
  void failedRun_neverDies() {
    Run run = new Run(7, NOW);
    Run next = new Run(8, NOW.plus(Duration.ofHours(1)));
    Message message = message(HOURLY, run);
    assertThat(judge(POLICY, message, 4, answered(500, "")))
        .isEqualTo(Verdict.repeat(next, "attempts"));
    assertThat(judge(POLICY, message, 1, answered(410, "")))
        .isEqualTo(Verdict.repeat(next, "gone"));
    assertThat(judge(POLICY, message, 1, failed(Failure.DENIED, false)))
        .isEqualTo(Verdict.repeat(next, "denied"));
    assertThat(judge(HTQ, message, 1, failed(Failure.TIMEOUT, true)))
        .isEqualTo(Verdict.repeat(next, "timeout"));
  }

  @Test
  void lateRun_keepsTheGrid() {
    Run run = new Run(7, NOW);
    Verdict verdict =
        judgeAt(
            POLICY, message(HOURLY, run), 1, answered(200, ""), NOW.plus(Duration.ofMinutes(150)));
    assertThat(verdict.run()).isEqualTo(new Run(8, NOW.plus(Duration.ofHours(3))));
  }

  @Test
  void adaptiveAnswer_decidesThePace() {
    Run run = new Run(1, NOW);
    Message message = message(ADAPTIVE, run);
    assertThat(judge(POLICY, message, 1, answered(200, "done"))).isEqualTo(Verdict.ack());
    assertThat(judge(POLICY, message, 1, answered(200, "reset")))
        .isEqualTo(Verdict.repeat(new Run(0, NOW.plusSeconds(10)), null));
    assertThat(judge(POLICY, message, 1, answered(200, "done\n")))
        .isEqualTo(Verdict.repeat(new Run(2, NOW.plusSeconds(20)), null));
    assertThat(judge(POLICY, message(ADAPTIVE, new Run(2, NOW)), 1, answered(200, "")))
        .isEqualTo(Verdict.repeat(new Run(3, NOW.plusSeconds(25)), null));
  }

  @Test
  void adaptiveFailure_stretchesThePause() {
    Message message = message(ADAPTIVE, new Run(1, NOW));
    Run next = new Run(2, NOW.plusSeconds(20));
    assertThat(judge(POLICY, message, 1, answered(500, "done")))
        .isEqualTo(Verdict.repeat(next, "status"));
    assertThat(judge(POLICY, message, 9, failed(Failure.TIMEOUT, true)))
        .isEqualTo(Verdict.repeat(next, "timeout"));
    assertThat(judge(POLICY, message, 1, failed(Failure.DENIED, false)))
        .isEqualTo(Verdict.repeat(next, "denied"));
  }

  @Test
  void pausedTask_waitsForNothingAfterItsRun() {
    Task paused = Task.to("http://target.test/").withRepeat(HOURLY).withPaused(true);
    Message message = of(paused, new Run(7, NOW), NOW);
    assertThat(judge(POLICY, message, 1, answered(200, "")).run())
        .isEqualTo(new Run(8, Task.NEVER));
  }

  private static Verdict judgeAfter(Duration asked) {
    var moment = new SettlePolicy.Moment(NOW, NOW, 0, asked);
    return POLICY.judge(message(null, null), 1, answered(503, ""), moment);
  }

  private static Verdict judge(
      SettlePolicy policy,
      Message message,
      int attempt,
      io.posthorn.delivery.call.Outcome outcome) {
    return judgeAt(policy, message, attempt, outcome, NOW);
  }

  private static Verdict judgeAt(
      SettlePolicy policy,
      Message message,
      int attempt,
      io.posthorn.delivery.call.Outcome outcome,
      Instant now) {
    return policy.judge(message, attempt, outcome, new SettlePolicy.Moment(now, now, 0, null));
  }

  private static Message message(Repeat repeat, Run run) {
    return message(repeat, run, NOW);
  }

  private static Message message(Repeat repeat, Run run, Instant scheduledAt) {
    return of(Task.to("http://target.test/").withRepeat(repeat), run, scheduledAt);
  }

  private static Message of(Task task, Run run, Instant scheduledAt) {
    return new Message(
        new MessageId(1, 2),
        0,
        Body.EMPTY,
        null,
        null,
        scheduledAt,
        scheduledAt,
        null,
        1,
        1,
        task,
        run,
        scheduledAt,
        null);
  }
}
