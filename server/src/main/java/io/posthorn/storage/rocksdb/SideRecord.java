package io.posthorn.storage.rocksdb;

import io.posthorn.message.Run;
import org.jspecify.annotations.Nullable;

/**
 * What changes about a message that is not simply waiting in the log. {@link SideCodec} has its
 * bytes.
 *
 * @param status where it stands
 * @param held whether its {@link MessageRecord} is in {@link Column#HELD} (otherwise in the log)
 * @param lane WAITING, LEASED: the time-index lane of {@code at}
 * @param at WAITING: when it becomes ready; LEASED: when the lease ends; DEAD, CONSUMED: when it
 *     did
 * @param life how old it is and gets, on the timeline of {@code lane}
 * @param tries how often it was tried
 * @param reason DEAD: why
 * @param course what else was decided about it
 * @param traits what it repeats of its message
 */
record SideRecord(
    Status status,
    boolean held,
    Lane lane,
    long at,
    Life life,
    Tries tries,
    @Nullable String reason,
    Course course,
    Traits traits) {

  /** Where a message stands; ready or not is decided by the clock. */
  enum Status {
    WAITING,
    LEASED,
    DEAD,
    CONSUMED;

    boolean inTimeIndex() {
      return this == WAITING || this == LEASED;
    }
  }

  /** A message that begins to wait, its body apart from the log. */
  static SideRecord waiting(MessageRecord message) {
    return waiting(message, true, message.wall() ? Lane.WALL : Lane.ELAPSED);
  }

  /** A ready message of the log, as the side record that it never needed so far. */
  static SideRecord inLog(MessageRecord message) {
    return waiting(message, false, Lane.ELAPSED);
  }

  private static SideRecord waiting(MessageRecord message, boolean held, Lane lane) {
    return new SideRecord(
        Status.WAITING,
        held,
        lane,
        message.visibleAt(),
        new Life(message.visibleAt(), message.life()),
        Tries.NONE,
        null,
        Course.NONE,
        Traits.of(message));
  }

  /** In another state since, or until, {@code newAt}; age, tries and course go on. */
  SideRecord as(Status to, Lane newLane, long newAt, @Nullable Long end) {
    return new SideRecord(to, held, newLane, newAt, life.until(end), tries, null, course, traits);
  }

  /** Its instants moved by {@code shift}, onto the timeline of {@code to}. */
  SideRecord shifted(Lane to, long shift) {
    Life there = life.shifted(shift, status == Status.LEASED);
    return new SideRecord(status, held, to, at + shift, there, tries, reason, course, traits);
  }

  SideRecord leased(long until, long now) {
    Long left = life.end() == null ? null : (Long) (life.end() - now);
    return as(Status.LEASED, Lane.LEASE, until, left).with(tries.begun(now));
  }

  SideRecord dead(long now, String why) {
    return new SideRecord(
        Status.DEAD, held, Lane.DEAD, now, life.until(null), tries, why, course, traits);
  }

  /** Waits at {@code newAt} as if it were new there; its deliveries and their records stay. */
  SideRecord beginning(Lane newLane, long newAt, @Nullable Long end) {
    return new SideRecord(
        Status.WAITING,
        held,
        newLane,
        newAt,
        new Life(newAt, end),
        tries.withAttempt(0),
        null,
        course.withAfterLease(null),
        traits);
  }

  SideRecord movedToHeld() {
    return new SideRecord(status, true, lane, at, life, tries, reason, course, traits);
  }

  SideRecord with(Life other) {
    return new SideRecord(status, held, lane, at, other, tries, reason, course, traits);
  }

  SideRecord with(Tries other) {
    return new SideRecord(status, held, lane, at, life, other, reason, course, traits);
  }

  SideRecord with(Course other) {
    return new SideRecord(status, held, lane, at, life, tries, reason, other, traits);
  }

  SideRecord with(Traits other) {
    return new SideRecord(status, held, lane, at, life, tries, reason, course, other);
  }

  /** Where {@code message} stands; null where it does not repeat. */
  @Nullable Run run(MessageRecord message) {
    return course.run() == null || !traits.repeats() ? message.firstRun() : course.run();
  }

  /** What this run of {@code message} is for. */
  long scheduledAt(MessageRecord message) {
    Run run = run(message);
    return run == null ? life.from() : run.scheduledAt().toEpochMilli();
  }

  byte[] encode() {
    return SideCodec.encode(this);
  }

  static SideRecord decode(byte[] bytes) {
    return SideCodec.decode(bytes);
  }
}
