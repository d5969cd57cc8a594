package io.posthorn.storage.memory;

import io.posthorn.message.Attempt;
import io.posthorn.message.AttemptReport;
import io.posthorn.message.Body;
import io.posthorn.message.MessageId;
import io.posthorn.message.MessageState;
import io.posthorn.message.Run;
import io.posthorn.message.Task;
import io.posthorn.message.TraceContext;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** One stored message and where it stands. Instants are milliseconds. */
final class Entry {
  /** Where a message stands, as far as no clock decides it. */
  enum Place {
    /** SCHEDULED or READY. */
    WAITING,
    /** Under a lease, or under one that expired and that nobody took over. */
    LEASED,
    CONSUMED,
    DEAD
  }

  final MessageId id;
  final long enqueuedAt;
  Body body;
  @Nullable String contentType;
  @Nullable Task task;
  @Nullable TraceContext trace;

  /** Where it stands, if it repeats; else null. */
  @Nullable Run run;

  /** Its whole life; null = no end, as that of one that repeats. */
  @Nullable Long ttl;

  /** Belongs to it while it is unfinished. */
  final @Nullable String key;

  final @Nullable String deduplicationId;

  Place place = Place.WAITING;

  /** WAITING: ready whatever the clock says. */
  boolean readyByState;

  /** WAITING: the instants below are on the wall clock. */
  boolean onWall;

  /** What it waits on, or became ready at; LEASED: when the lease ends. */
  long visibleAt;

  /** Where ttl and age count from. */
  long firstVisibleAt;

  /** Its place in an ordered queue, whatever it waits on meanwhile. */
  long placeAt;

  /** LEASED: the instant, on the wall clock, that it starts over at when the lease ends. */
  @Nullable Long startsOverAt;

  /**
   * WAITING: when its life ends; LEASED: what was left of it when the lease began. Null = no end.
   */
  @Nullable Long life;

  int attempt;
  long deliveries;
  long leasedAt;
  @Nullable Long finishedAt;
  @Nullable String reason;
  final Deque<Attempt> attempts = new ArrayDeque<>();

  Entry(
      MessageId id,
      Body body,
      @Nullable String contentType,
      @Nullable Task task,
      long enqueuedAt,
      @Nullable Duration ttl,
      @Nullable String key,
      @Nullable String deduplicationId) {
    this.id = id;
    this.body = body;
    this.contentType = contentType;
    this.task = task;
    this.enqueuedAt = enqueuedAt;
    this.ttl = ttl == null || repeats() ? null : (Long) ttl.toMillis();
    this.key = key;
    this.deduplicationId = deduplicationId;
  }

  long sequence() {
    return id.sequence();
  }

  boolean repeats() {
    return task != null && task.repeat() != null;
  }

  boolean unfinished() {
    return place == Place.WAITING || place == Place.LEASED;
  }

  /** Now, on the timeline that it waits on. */
  long now(Turn turn) {
    return onWall ? turn.wall : turn.elapsed;
  }

  boolean leaseExpired(Turn turn) {
    return place == Place.LEASED && turn.elapsed >= visibleAt;
  }

  MessageState state(Turn turn) {
    return switch (place) {
      case WAITING ->
          readyByState || now(turn) >= visibleAt ? MessageState.READY : MessageState.SCHEDULED;
      case LEASED -> leaseExpired(turn) ? MessageState.READY : MessageState.LEASED;
      case CONSUMED -> MessageState.CONSUMED;
      case DEAD -> MessageState.DEAD;
    };
  }

  /** When it becomes, or became, ready, on the elapsed timeline. */
  long readyAt(Turn turn) {
    if (state(turn) == MessageState.READY) {
      return Math.min(visibleAt, turn.elapsed);
    }
    return onWall ? visibleAt - turn.wall + turn.elapsed : visibleAt;
  }

  /**
   * When its life ends, on the timeline it waits on; null = never, not while leased, or finished.
   */
  @Nullable Long expiresAt(Turn turn) {
    if (life == null || !unfinished()) {
      return null;
    }
    if (place == Place.WAITING) {
      return life;
    }
    return leaseExpired(turn) ? (Long) (visibleAt + life) : null;
  }

  boolean lifeOver(Turn turn) {
    Long end = expiresAt(turn);
    return end != null && now(turn) >= end;
  }

  /** Its first {@code visibleAt} is {@code at}: ttl and age count from there. */
  void beginLife(long at) {
    firstVisibleAt = at;
    life = ttl == null ? null : (Long) (at + ttl);
  }

  /** It repeats: the next run, of the same number, is for {@code at}, on the wall clock. */
  void nextRun(long at) {
    if (repeats()) {
      run = new Run(run == null ? 0 : run.number(), Instant.ofEpochMilli(at));
    }
  }

  /** It waits for {@code at}, on the wall clock, as if it had just been enqueued. */
  void startOver(long at) {
    place = Place.WAITING;
    readyByState = false;
    onWall = true;
    visibleAt = at;
    placeAt = at;
    startsOverAt = null;
    attempt = 0;
    beginLife(at);
    run = null;
    nextRun(at);
  }

  /** What the first {@code visibleAt} is on the wall clock. */
  long firstOnWall(Turn turn) {
    return onWall ? firstVisibleAt : firstVisibleAt - turn.elapsed + turn.wall;
  }

  /** From here on it waits on the wall clock ({@code wall}), or on the elapsed timeline. */
  void changeTimeline(boolean wall, Turn turn) {
    if (wall == onWall) {
      return;
    }
    long shift = wall ? turn.wall - turn.elapsed : turn.elapsed - turn.wall;
    visibleAt += shift;
    firstVisibleAt += shift;
    life = life == null ? null : (Long) (life + shift);
    onWall = wall;
  }

  void lease(Turn turn, long until) {
    changeTimeline(false, turn);
    life = life == null ? null : (Long) (life - turn.elapsed);
    place = Place.LEASED;
    readyByState = false;
    visibleAt = until;
    leasedAt = turn.elapsed;
    attempt++;
    deliveries++;
  }

  /** Ends the lease, now or when it expired; the rest of its life goes on from there. */
  void endLease(Turn turn) {
    life = life == null ? null : (Long) (Math.min(turn.elapsed, visibleAt) + life);
    place = Place.WAITING;
  }

  /** Keeps how this attempt ended, and {@code history} attempts in all. */
  void record(
      long endedAt,
      String outcome,
      @Nullable String detail,
      @Nullable AttemptReport report,
      int history) {
    attempts.addLast(
        new Attempt(
            attempt,
            Instant.ofEpochMilli(leasedAt),
            Duration.ofMillis(endedAt - leasedAt),
            outcome,
            detail,
            report));
    while (attempts.size() > history) {
      attempts.removeFirst();
    }
  }
}
