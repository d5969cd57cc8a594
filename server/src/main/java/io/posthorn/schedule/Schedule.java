package io.posthorn.schedule;

import io.posthorn.message.Durations;
import io.posthorn.message.Repeat;
import io.posthorn.message.Run;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Locale;
import java.util.Optional;

/**
 * Computes the runs of repeating tasks.
 *
 * <p>Cron reads the wall clock of its zone. Where that clock leaves out an hour or shows one twice,
 * an expression that names every hour keeps its rhythm: it runs at whatever the clock shows. Any
 * other runs exactly once for each time it names: a time that is left out runs at the end of the
 * gap, one that is shown twice runs the first time.
 */
public final class Schedule {
  /** Longest pause of an adaptive repeat, whatever it has grown to: 3,650 days. */
  public static final Duration LONGEST_PAUSE = Duration.ofDays(3650);

  private static final String EVERY = "@every";

  private Schedule() {}

  /**
   * Reads a cron expression: five fields (minutes first), six (seconds first), a nickname from
   * {@code @yearly} to {@code @hourly}, or {@code @every 10m}.
   *
   * @param anchor the first run of {@code @every}; the others do not need it
   * @throws IllegalArgumentException with a sentence when it is none; that it never fires is for
   *     {@link #first} to say
   */
  public static Repeat cron(String expression, ZoneId zone, Instant anchor) {
    String trimmed = expression.trim();
    if (trimmed.toLowerCase(Locale.ROOT).startsWith(EVERY)) {
      return new Repeat.Every(interval(expression, trimmed.substring(EVERY.length())), anchor);
    }
    CronExpression.parse(trimmed);
    return new Repeat.Cron(trimmed, zone);
  }

  /**
   * Reads a time zone.
   *
   * @throws IllegalArgumentException with a sentence when there is none of that name
   */
  public static ZoneId zone(String name) {
    try {
      return ZoneId.of(name);
    } catch (DateTimeException e) {
      throw new IllegalArgumentException(
          "repeat.zone: '" + name + "' (expected: a time zone like Europe/Berlin or +08:00)", e);
    }
  }

  /**
   * When a new repeat runs first: cron after {@code now}, every at or after {@code now}, adaptive
   * at {@code now}. Empty when it never does ({@code 0 0 30 2 *}).
   */
  public static Optional<Instant> first(Repeat repeat, Instant now) {
    if (repeat instanceof Repeat.Cron cron) {
      return cronAfter(cron, now);
    }
    if (repeat instanceof Repeat.Every every) {
      return Optional.of(everyAfter(every, now.minusNanos(1)));
    }
    return Optional.of(now);
  }

  /**
   * The run after {@code finished}, of cron and every: at the first slot after {@code now}, so that
   * slots missed meanwhile are made up for by the one run that finished late, and never at or
   * before the slot that has run, wherever the clock was set. Empty when there is no other.
   */
  public static Optional<Run> next(Repeat repeat, Run finished, Instant now) {
    Instant after = now.isAfter(finished.scheduledAt()) ? now : finished.scheduledAt();
    Optional<Instant> slot;
    if (repeat instanceof Repeat.Cron cron) {
      slot = cronAfter(cron, after);
    } else if (repeat instanceof Repeat.Every every) {
      slot = Optional.of(everyAfter(every, after));
    } else {
      throw new IllegalArgumentException("adaptive repeats go by their answer: use nextAdaptive");
    }
    return slot.map(at -> new Run(finished.number() + 1, at));
  }

  /**
   * The run after {@code finished}, of an adaptive repeat: the pause after the n-th run since the
   * last reset is n steps. A failed run counts as one answered {@link Answer#OTHER}. Empty when it
   * is done.
   */
  public static Optional<Run> nextAdaptive(
      Repeat.Adaptive repeat, Run finished, Answer answer, Instant now) {
    return switch (answer) {
      case DONE -> Optional.empty();
      case RESET -> Optional.of(new Run(0, now.plus(pause(repeat, 1))));
      case OTHER -> {
        long number = finished.number() + 1;
        yield Optional.of(new Run(number, now.plus(pause(repeat, number))));
      }
    };
  }

  private static Duration pause(Repeat.Adaptive repeat, long runs) {
    Duration most = repeat.max().isZero() ? LONGEST_PAUSE : least(repeat.max(), LONGEST_PAUSE);
    // By division, because the product may be beyond what a duration holds.
    return runs > most.dividedBy(repeat.step()) ? most : repeat.step().multipliedBy(runs);
  }

  private static Duration least(Duration a, Duration b) {
    return a.compareTo(b) < 0 ? a : b;
  }

  private static Optional<Instant> cronAfter(Repeat.Cron cron, Instant after) {
    return new CronSlots(CronExpression.parse(cron.expression()), cron.zone()).after(after);
  }

  private static Instant everyAfter(Repeat.Every every, Instant after) {
    if (after.isBefore(every.anchor())) {
      return every.anchor();
    }
    long slots = Duration.between(every.anchor(), after).dividedBy(every.interval());
    return every.anchor().plus(every.interval().multipliedBy(slots + 1));
  }

  private static Duration interval(String expression, String text) {
    try {
      Duration interval = Durations.parse(text.trim());
      if (interval.compareTo(Duration.ofSeconds(1)) >= 0) {
        return interval;
      }
    } catch (IllegalArgumentException e) {
      // Said below.
    }
    throw new IllegalArgumentException(
        "repeat.cron: '" + expression + "' (expected: @every and a duration of at least 1s)");
  }
}
