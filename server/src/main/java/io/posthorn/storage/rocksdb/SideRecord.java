package io.posthorn.storage.rocksdb;

import io.posthorn.message.Attempt;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What changes about a message that is not simply waiting in the log. Format 1: version byte, then
 * the fields in order.
 *
 * @param status where it stands
 * @param held whether its {@link MessageRecord} is in {@link Column#HELD} (otherwise in the log)
 * @param lane WAITING, LEASED: the time-index lane of {@code at}
 * @param at WAITING: when it becomes ready; LEASED: when the lease ends; DEAD, CONSUMED: when it
 *     did
 * @param firstVisibleAt where its age and life count from, on the timeline of {@code lane}
 * @param life WAITING: end of life, on the timeline of {@code lane}; LEASED: what is left of it,
 *     ms; null = no end
 * @param attempt attempts begun since it was enqueued or redriven
 * @param deliveries attempts ever begun
 * @param startedAt LEASED: when it was handed out
 * @param reason DEAD: why
 * @param attempts the last finished ones, oldest first
 */
record SideRecord(
    Status status,
    boolean held,
    Lane lane,
    long at,
    long firstVisibleAt,
    @Nullable Long life,
    int attempt,
    long deliveries,
    long startedAt,
    @Nullable String reason,
    List<Attempt> attempts) {
  static final int VERSION = 1;

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
    return new SideRecord(
        Status.WAITING,
        true,
        message.wall() ? Lane.WALL : Lane.ELAPSED,
        message.visibleAt(),
        message.visibleAt(),
        message.life(),
        0,
        0,
        0,
        null,
        List.of());
  }

  /** A ready message of the log, as the side record that it never needed so far. */
  static SideRecord inLog(MessageRecord message) {
    SideRecord waiting = waiting(message);
    return new SideRecord(
        Status.WAITING,
        false,
        Lane.ELAPSED,
        waiting.at,
        waiting.firstVisibleAt,
        waiting.life,
        0,
        0,
        0,
        null,
        List.of());
  }

  /** Its instants moved by {@code shift}, onto the timeline of {@code to}. */
  SideRecord shifted(Lane to, long shift) {
    return new SideRecord(
        status,
        held,
        to,
        at + shift,
        firstVisibleAt + shift,
        life == null || status == Status.LEASED ? life : (Long) (life + shift),
        attempt,
        deliveries,
        startedAt,
        reason,
        attempts);
  }

  SideRecord as(Status to, Lane newLane, long newAt, @Nullable Long newLife) {
    return new SideRecord(
        to,
        held,
        newLane,
        newAt,
        firstVisibleAt,
        newLife,
        attempt,
        deliveries,
        startedAt,
        null,
        attempts);
  }

  SideRecord leased(long until, long now) {
    Long left = life == null ? null : life - now;
    return new SideRecord(
        Status.LEASED,
        held,
        Lane.ELAPSED,
        until,
        firstVisibleAt,
        left,
        attempt + 1,
        deliveries + 1,
        now,
        null,
        attempts);
  }

  /** Handed out for good. */
  SideRecord delivered() {
    return new SideRecord(
        status,
        held,
        lane,
        at,
        firstVisibleAt,
        life,
        attempt,
        deliveries + 1,
        startedAt,
        reason,
        attempts);
  }

  /** Its age and life count from {@code from}. */
  SideRecord beginning(long from, @Nullable Long ttl) {
    Long end = ttl == null ? null : (Long) (from + ttl);
    return new SideRecord(
        status, held, lane, at, from, end, attempt, deliveries, startedAt, reason, attempts);
  }

  SideRecord withAttempt(int newAttempt) {
    return new SideRecord(
        status,
        held,
        lane,
        at,
        firstVisibleAt,
        life,
        newAttempt,
        deliveries,
        startedAt,
        reason,
        attempts);
  }

  SideRecord dead(long now, String why) {
    return new SideRecord(
        Status.DEAD,
        held,
        Lane.DEAD,
        now,
        firstVisibleAt,
        null,
        attempt,
        deliveries,
        startedAt,
        why,
        attempts);
  }

  SideRecord movedToHeld() {
    return new SideRecord(
        status,
        true,
        lane,
        at,
        firstVisibleAt,
        life,
        attempt,
        deliveries,
        startedAt,
        reason,
        attempts);
  }

  SideRecord redriven(long now, @Nullable Long newLife) {
    return new SideRecord(
        Status.WAITING,
        held,
        Lane.ELAPSED,
        now,
        now,
        newLife,
        0,
        deliveries,
        startedAt,
        null,
        attempts);
  }

  /** With the attempt under way ended as {@code outcome}. */
  SideRecord attempted(long now, String outcome, @Nullable String detail) {
    var list = new ArrayList<Attempt>(Math.min(attempts.size() + 1, Attempt.KEPT));
    int from = Math.max(0, attempts.size() + 1 - Attempt.KEPT);
    list.addAll(attempts.subList(from, attempts.size()));
    list.add(
        new Attempt(
            attempt,
            Instant.ofEpochMilli(startedAt),
            Duration.ofMillis(Math.max(0, now - startedAt)),
            outcome,
            detail));
    return new SideRecord(
        status,
        held,
        lane,
        at,
        firstVisibleAt,
        life,
        attempt,
        deliveries,
        startedAt,
        reason,
        List.copyOf(list));
  }

  byte[] encode() {
    var out = new ByteWriter(48);
    out.u8(VERSION).u8(status.ordinal()).u8(held ? 1 : 0).u8(lane.code());
    out.number(at).number(firstVisibleAt).optional(life);
    out.number(attempt).number(deliveries).number(startedAt).text(reason).number(attempts.size());
    for (Attempt each : attempts) {
      out.number(each.number())
          .number(each.startedAt().toEpochMilli())
          .number(each.duration().toMillis());
      out.text(each.outcome()).text(each.detail());
    }
    return out.toBytes();
  }

  static SideRecord decode(byte[] bytes) {
    var in = new ByteReader(bytes);
    Versions.expect("side", in.u8(), VERSION);
    Status status = Status.values()[in.u8()];
    boolean held = in.u8() == 1;
    Lane lane = Lane.of(in.u8());
    long at = in.number();
    long firstVisibleAt = in.number();
    Long life = in.optional();
    int attempt = in.integer();
    long deliveries = in.number();
    long startedAt = in.number();
    String reason = in.text();
    int count = in.integer();
    var attempts = new ArrayList<Attempt>(count);
    for (int i = 0; i < count; i++) {
      int number = in.integer();
      Instant started = Instant.ofEpochMilli(in.number());
      Duration duration = Duration.ofMillis(in.number());
      String outcome = in.text();
      attempts.add(
          new Attempt(number, started, duration, outcome == null ? "" : outcome, in.text()));
    }
    return new SideRecord(
        status,
        held,
        lane,
        at,
        firstVisibleAt,
        life,
        attempt,
        deliveries,
        startedAt,
        reason,
        List.copyOf(attempts));
  }
}
