package io.posthorn.storage.memory;

import io.posthorn.message.Attempt;
import io.posthorn.message.Body;
import io.posthorn.message.Message;
import io.posthorn.message.MessageId;
import io.posthorn.message.MessageState;
import io.posthorn.message.MessageView;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
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
  final Body body;
  final @Nullable String contentType;
  final long enqueuedAt;

  /** Its whole life; null = no end. */
  final @Nullable Long ttl;

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
      long enqueuedAt,
      @Nullable Duration ttl,
      @Nullable String key,
      @Nullable String deduplicationId) {
    this.id = id;
    this.body = body;
    this.contentType = contentType;
    this.enqueuedAt = enqueuedAt;
    this.ttl = ttl == null ? null : ttl.toMillis();
    this.key = key;
    this.deduplicationId = deduplicationId;
  }

  long sequence() {
    return id.sequence();
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

  void record(long endedAt, String outcome, @Nullable String detail) {
    if (attempts.size() == Attempt.KEPT) {
      attempts.removeFirst();
    }
    attempts.addLast(
        new Attempt(
            attempt,
            Instant.ofEpochMilli(leasedAt),
            Duration.ofMillis(endedAt - leasedAt),
            outcome,
            detail));
  }

  /**
   * As it is handed out; {@code readyAt} = when it became ready, {@code left} = what is left of its
   * life.
   */
  Message message(long position, long readyAt, @Nullable Long left) {
    return new Message(
        id,
        position,
        body,
        contentType,
        key,
        Instant.ofEpochMilli(enqueuedAt),
        Instant.ofEpochMilli(readyAt),
        left == null ? null : Duration.ofMillis(left),
        attempt,
        deliveries);
  }

  MessageView view(Turn turn, long position, boolean headersOnly) {
    MessageState state = state(turn);
    return new MessageView(
        id,
        position,
        state,
        headersOnly ? null : body,
        body.size(),
        contentType,
        key,
        Instant.ofEpochMilli(enqueuedAt),
        unfinished() ? Instant.ofEpochMilli(visibleAt) : null,
        state == MessageState.LEASED ? Instant.ofEpochMilli(visibleAt) : null,
        instant(expiresAt(turn)),
        attempt,
        deliveries,
        instant(finishedAt),
        reason,
        List.copyOf(attempts),
        null,
        null);
  }

  private static @Nullable Instant instant(@Nullable Long millis) {
    return millis == null ? null : Instant.ofEpochMilli(millis);
  }
}
