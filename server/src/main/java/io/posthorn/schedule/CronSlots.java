package io.posthorn.schedule;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The instants at which a cron expression fires in a time zone. {@link Schedule} says what happens
 * in gaps and overlaps of its clock.
 */
final class CronSlots {
  private final CronExpression expression;
  private final ZoneRules rules;

  CronSlots(CronExpression expression, ZoneId zone) {
    this.expression = expression;
    this.rules = zone.getRules();
  }

  /** The first slot after {@code after}; empty when there is none. */
  Optional<Instant> after(Instant after) {
    return Optional.ofNullable(
        expression.namesEveryHour() ? inRhythm(after) : onceForEachTime(after));
  }

  /** Each named time once; those that a gap leaves out are one slot at its end. */
  private @Nullable Instant onceForEachTime(Instant after) {
    LocalDateTime local = LocalDateTime.ofInstant(after, rules.getOffset(after));
    while (true) {
      LocalDateTime next = expression.next(local);
      if (next == null) {
        return null;
      }
      Instant slot = firstShown(next);
      if (slot.isAfter(after)) {
        return slot;
      }
      // The clock shows this time again: it had its run.
      local = next;
    }
  }

  private Instant firstShown(LocalDateTime local) {
    List<ZoneOffset> offsets = rules.getValidOffsets(local);
    return offsets.isEmpty()
        ? rules.getTransition(local).getInstant()
        : local.toInstant(offsets.get(0));
  }

  /** Whatever the clock shows, piece by piece from one change of its offset to the next. */
  private @Nullable Instant inRhythm(Instant after) {
    Instant begin = after;
    ZoneOffset offset = rules.getOffset(after);
    LocalDateTime local = LocalDateTime.ofInstant(after, offset);
    while (true) {
      LocalDateTime next = expression.next(local);
      if (next == null) {
        return null;
      }
      Instant slot = next.toInstant(offset);
      ZoneOffsetTransition change = rules.nextTransition(begin);
      if (change == null || slot.isBefore(change.getInstant())) {
        return slot;
      }
      begin = change.getInstant();
      offset = change.getOffsetAfter();
      // The time shown at the change itself may be a slot.
      local = change.getDateTimeAfter().minusNanos(1);
    }
  }
}
