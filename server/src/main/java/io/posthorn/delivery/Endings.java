package io.posthorn.delivery;

import io.posthorn.delivery.call.Outcome;
import io.posthorn.message.AttemptReport;
import io.posthorn.message.Callback;
import io.posthorn.message.Delivery;
import io.posthorn.message.Settlement;
import io.posthorn.metrics.DeliveryMetrics;
import io.posthorn.storage.EngineClock;
import java.time.Duration;
import java.time.Instant;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Settles messages by how their calls ended. Belongs to the loop. */
final class Endings {
  /** The reason of a message that can't be sent as it is. */
  private static final String INVALID = "invalid";

  private static final int MAX_DETAIL = 300;

  /** Policies bound it further. */
  private static final Duration LONGEST_ASKED = Duration.ofDays(3650);

  /** How long a message goes back for whose callback could not be told. */
  private static final long CALLBACK_PAUSE_MILLIS = 30_000;

  private final Settling settling;
  private final Telling telling;
  private final Budget budget;
  private final PushQueues queues;
  private final EngineClock clock;
  private final RandomGenerator random;
  private final DeliveryMetrics metrics;

  Endings(
      Settling settling,
      Telling telling,
      Budget budget,
      PushQueues queues,
      EngineClock clock,
      RandomGenerator random,
      DeliveryMetrics metrics) {
    this.settling = settling;
    this.telling = telling;
    this.budget = budget;
    this.queues = queues;
    this.clock = clock;
    this.random = random;
    this.metrics = metrics;
  }

  /** Ends the lease of {@code flight} as its call demands; {@code gone} runs when it is ended. */
  void end(Flight flight, Outcome outcome, Runnable gone) {
    Instant wall = clock.wallClock().instant();
    var moment =
        new SettlePolicy.Moment(
            clock.instant(), wall, random.nextDouble(), retryAfter(outcome, wall));
    Delivery delivery = flight.delivery;
    Verdict verdict = flight.policy.judge(delivery.message(), delivery.attempt(), outcome, moment);
    String error = flight.policy.error(outcome);
    metrics.attempted(
        verdict.ending().label(), error == null ? "" : error, outcome.duration().toNanos());
    Settlement settlement = settlement(delivery, verdict, outcome, error);
    Callback callback = Callbacks.of(flight, verdict);
    if (callback == null) {
      gone.run();
      settle(flight, settlement, died(flight, outcome));
    } else {
      telling.tell(
          callback, flight, verdict, outcome, told -> told(flight, settlement, told, gone));
    }
  }

  /** A message that can't be sent, whatever is tried. */
  void refused(PushQueue queue, Delivery delivery, String why) {
    var report = new AttemptReport(Duration.ZERO, 0, INVALID, null);
    var settlement =
        new Settlement(
            delivery.receipt(),
            Settlement.Outcome.DEAD_LETTER,
            null,
            null,
            cut(why),
            0,
            null,
            report);
    add(queue, delivery, settlement, null);
  }

  /** Gives a message back, to be handed out again after {@code millis}. */
  void release(PushQueue queue, Delivery delivery, long millis) {
    Duration delay = millis == 0 ? null : Duration.ofMillis(millis);
    var settlement =
        new Settlement(delivery.receipt(), Settlement.Outcome.RELEASE, delay, null, null, 0);
    add(queue, delivery, settlement, null);
  }

  /** Forgets a message whose lease is lost. */
  void lost(Flight flight) {
    metrics.attempted("aborted", "lease", 0);
    flight.queue.leased--;
    budget.use(-1, -flight.bytes());
    queues.consider(flight.queue);
  }

  private void told(Flight flight, Settlement settlement, Callbacks.Told told, Runnable gone) {
    if (flight.lost) {
      return;
    }
    gone.run();
    if (told == Callbacks.Told.YES || told == Callbacks.Told.NEVER) {
      settle(flight, settlement, null);
    } else {
      release(flight.queue, flight.delivery, CALLBACK_PAUSE_MILLIS);
    }
  }

  private Settlement settlement(
      Delivery delivery, Verdict verdict, Outcome outcome, @Nullable String error) {
    var answer = outcome.answer().size() == 0 ? null : outcome.answer();
    var report =
        new AttemptReport(
            outcome.duration(), outcome.status(), error, detail(outcome, error), answer);
    boolean dead = verdict.settlement() == Settlement.Outcome.DEAD_LETTER;
    return new Settlement(
        delivery.receipt(),
        verdict.settlement(),
        verdict.delay(),
        null,
        dead ? verdict.reason() : null,
        0,
        verdict.run(),
        report);
  }

  private static @Nullable String detail(Outcome outcome, @Nullable String error) {
    if (error == null) {
      return null;
    }
    return outcome.detail() == null ? "answered " + outcome.status() : cut(outcome.detail());
  }

  private void settle(Flight flight, Settlement settlement, @Nullable Runnable died) {
    add(flight.queue, flight.delivery, settlement, died, flight.leaseUntil);
  }

  private void add(
      PushQueue queue, Delivery delivery, Settlement settlement, @Nullable Runnable died) {
    add(queue, delivery, settlement, died, delivery.leaseUntil().toEpochMilli());
  }

  private void add(
      PushQueue queue,
      Delivery delivery,
      Settlement settlement,
      @Nullable Runnable died,
      long leaseUntil) {
    long bytes = delivery.message().body().size();
    settling.add(queue, new Settling.Item(settlement, leaseUntil, bytes, died));
  }

  /** The engine may find the tries of a retried message spent, a moment later. */
  private @Nullable Runnable died(Flight flight, Outcome outcome) {
    Verdict dead = Verdict.dead("age");
    Callback callback = Callbacks.of(flight, dead);
    return callback == null
        ? null
        : () -> telling.tell(callback, flight, dead, outcome, told -> {});
  }

  private static @Nullable Duration retryAfter(Outcome outcome, Instant wall) {
    String header = outcome.header("Retry-After");
    return header == null ? null : RetryAfter.parse(header, wall, LONGEST_ASKED).orElse(null);
  }

  private static String cut(String text) {
    return text.length() <= MAX_DETAIL ? text : text.substring(0, MAX_DETAIL) + "...";
  }
}
