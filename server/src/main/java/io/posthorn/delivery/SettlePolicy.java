package io.posthorn.delivery;

import io.posthorn.delivery.call.Failure;
import io.posthorn.delivery.call.Outcome;
import io.posthorn.message.FirstRun;
import io.posthorn.message.HttpTarget.RetryOn;
import io.posthorn.message.Message;
import io.posthorn.message.Repeat;
import io.posthorn.message.RetryPolicy;
import io.posthorn.message.Run;
import io.posthorn.message.StatusSet;
import io.posthorn.message.Task;
import io.posthorn.schedule.Answer;
import io.posthorn.schedule.Schedule;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Decides what becomes of a message after a call: a pure function of the outcome, the message's and
 * its queue's rules, the time and one random number.
 *
 * <p>A failure ends the message for good when the receiver said so (410, or {@code
 * webhook-delivery: stop}), when the address may not be called, when its rules do not try such a
 * failure again, or when its attempts or age are spent. A repeating task never dies of these: its
 * run ends and the next one comes. Where any failure at all is tried again, only attempts and age
 * end a message.
 *
 * @param success which answers count as delivered
 * @param retryOn which failures are tried again
 * @param retry how often and how late
 */
record SettlePolicy(StatusSet success, RetryOn retryOn, RetryPolicy retry) {
  /** The reason where a whole answer came, but not with a status that counts as delivered. */
  static final String STATUS = "status";

  /** The reason where the receiver is gone for good. */
  static final String GONE = "gone";

  /** The reason where the receiver asked for no more. */
  static final String STOPPED = "stopped";

  private static final int GONE_STATUS = 410;
  private static final String DELIVERY_HEADER = "webhook-delivery";
  private static final Set<String> STOP = Set.of("stop", "disable", "abort-message");
  private static final Duration LEAST_BOUND = Duration.ofHours(1);

  /**
   * When it is judged, and by which chance.
   *
   * @param elapsed now, on the engine's timeline
   * @param wall now, on the wall clock
   * @param random in [0, 1), draws the jitter
   * @param retryAfter the pause that the receiver asked for; null = it did not
   */
  record Moment(Instant elapsed, Instant wall, double random, @Nullable Duration retryAfter) {}

  /** How attempts name what went wrong; null = nothing did. */
  @Nullable String error(Outcome outcome) {
    if (outcome.failure() != null) {
      return outcome.failure().label();
    }
    return success.matches(outcome.status()) ? null : STATUS;
  }

  Verdict judge(Message message, int attempt, Outcome outcome, Moment moment) {
    String error = error(outcome);
    String fatal = error == null ? null : fatal(outcome, error);
    Task task = message.task();
    Repeat repeat = task == null ? null : task.repeat();
    if (task == null || repeat == null) {
      return once(message, attempt, error, fatal, moment);
    }
    Run stored = message.run() == null ? new Run(0, message.scheduledAt()) : message.run();
    Run run = FirstRun.of(task, stored);
    Verdict verdict =
        repeat instanceof Repeat.Adaptive adaptive
            ? adaptive(adaptive, run, outcome, error, moment)
            : slot(repeat, run, attempt, error, fatal, moment);
    return task.paused() && verdict.run() != null
        ? Verdict.repeat(new Run(verdict.run().number(), Task.NEVER), verdict.reason())
        : verdict;
  }

  /** Why a failure is final whatever the attempts; null = it is not. */
  private @Nullable String fatal(Outcome outcome, String error) {
    if (retryOn == RetryOn.ALWAYS) {
      return null;
    }
    if (outcome.failure() == Failure.DENIED) {
      return error;
    }
    if (outcome.answered() && outcome.status() == GONE_STATUS) {
      return GONE;
    }
    String said = outcome.answered() ? outcome.header(DELIVERY_HEADER) : null;
    if (said != null && STOP.contains(said.trim().toLowerCase(Locale.ROOT))) {
      return STOPPED;
    }
    return retryOn == RetryOn.UNREACHED && outcome.reached() ? error : null;
  }

  private Verdict once(
      Message message, int attempt, @Nullable String error, @Nullable String fatal, Moment moment) {
    if (error == null) {
      return Verdict.ack();
    }
    String end =
        fatal == null
            ? spent(attempt, Duration.between(message.scheduledAt(), moment.elapsed()))
            : fatal;
    return end == null ? Verdict.retry(pause(attempt, moment), error) : Verdict.dead(end);
  }

  /** A cron or every: a failed run is tried again until its next slot. */
  private Verdict slot(
      Repeat repeat,
      Run run,
      int attempt,
      @Nullable String error,
      @Nullable String fatal,
      Moment moment) {
    Optional<Run> next = Schedule.next(repeat, run, moment.wall());
    if (error == null) {
      return next.map(later -> Verdict.repeat(later, null)).orElseGet(Verdict::ack);
    }
    String end = fatal == null ? spent(attempt, Duration.ZERO) : fatal;
    if (next.isEmpty()) {
      // There is no other run that could make up for it.
      return end == null ? Verdict.retry(pause(attempt, moment), error) : Verdict.dead(end);
    }
    Duration pause = pause(attempt, moment);
    boolean late = !moment.wall().plus(pause).isBefore(next.get().scheduledAt());
    return end == null && !late
        ? Verdict.retry(pause, error)
        : Verdict.repeat(next.get(), end == null ? error : end);
  }

  private static Verdict adaptive(
      Repeat.Adaptive repeat, Run run, Outcome outcome, @Nullable String error, Moment moment) {
    Answer answer = error == null ? Answer.of(outcome.answer()) : Answer.OTHER;
    return Schedule.nextAdaptive(repeat, run, answer, moment.wall())
        .map(next -> Verdict.repeat(next, error))
        .orElseGet(Verdict::ack);
  }

  private @Nullable String spent(int attempt, Duration age) {
    if (!retry.exhausted(attempt, age)) {
      return null;
    }
    return retry.exhausted(attempt, Duration.ZERO) ? "attempts" : "age";
  }

  /** The policy's pause, or the receiver's where that is longer, within the cap or an hour. */
  private Duration pause(int attempt, Moment moment) {
    Duration own = retry.delay(attempt, moment.random());
    Duration asked = moment.retryAfter();
    if (asked == null) {
      return own;
    }
    Duration bound = longer(retry.cap(), LEAST_BOUND);
    return longer(own, asked.compareTo(bound) < 0 ? asked : bound);
  }

  private static Duration longer(Duration a, Duration b) {
    return a.compareTo(b) >= 0 ? a : b;
  }
}
