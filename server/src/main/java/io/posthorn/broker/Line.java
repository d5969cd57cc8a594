package io.posthorn.broker;

import io.posthorn.message.QueueName;
import io.posthorn.storage.HandOut;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * The waiters of one queue, first come, first served. Exists only while somebody waits.
 *
 * <p>One try at a time: the first waiters are claimed, the engine is asked once for what all of
 * them want, and what it answers is dealt out in order. Wake-ups that come meanwhile are counted
 * and make the next try wider. So one arrival wakes one waiter, a burst is served with few
 * commands, and there is no stampede. A try that was filled is followed by one twice as wide; a try
 * that was not tells by {@code nextVisibleAt} when the next one is due.
 */
final class Line {
  /** Most waiters that one try is made for. */
  static final int MAX_WIDTH = 64;

  /**
   * Even with a known due time, and on a shared engine without one, a line asks again this often:
   * the wall clock may step, a hint may be lost.
   */
  private static final Duration LONGEST_NAP = Duration.ofSeconds(10);

  private static final Duration AFTER_FAILURE = Duration.ofMillis(100);
  private static final Duration WHEN_OVERLOADED = Duration.ofMillis(10);
  private static final int MAX_BACKOFF_MILLIS = 64;

  private final Lines lines;
  private final QueueName queue;
  private final LinkedHashSet<Waiter.Place> places = new LinkedHashSet<>();
  private int wakeUps;
  private int width = 1;
  private int backoffMillis = 1;
  private boolean trying;
  private boolean retired;

  /** The earliest moment the line knows to be worth a try; null = none. */
  private @Nullable Instant due;

  private @Nullable Future<?> alarm;

  Line(Lines lines, QueueName queue) {
    this.lines = lines;
    this.queue = queue;
  }

  /** Joins the end of the line; false when the line has just gone out of use. */
  synchronized boolean add(Waiter.Place place) {
    if (retired) {
      return false;
    }
    places.add(place);
    return true;
  }

  void remove(Waiter.Place place) {
    synchronized (this) {
      places.remove(place);
      retireIfUnused();
    }
  }

  /** Something may be handed out from {@code at} on. */
  void hint(Instant at) {
    if (at.isAfter(lines.now())) {
      synchronized (this) {
        sleepUntil(at);
      }
    } else {
      wake();
    }
  }

  /** Something may be handed out. */
  void wake() {
    synchronized (this) {
      wakeUps++;
      if (trying) {
        return;
      }
      trying = true;
    }
    tryOn();
  }

  /** The queue is no more. */
  void queueMissing() {
    for (Waiter.Place place : snapshot()) {
      if (place.waiter.claim(place)) {
        place.waiter.queueMissing(place);
      }
    }
    wake();
  }

  /** Answers everyone: with what a try under way brings, otherwise with nothing. */
  void close() {
    snapshot().forEach(place -> place.waiter.timeUp());
  }

  /**
   * Deals {@code items} out to waiters like {@code like}, the first in line first; answers what is
   * left.
   */
  List<?> pass(Poll<?> like, List<?> items) {
    List<?> left = items;
    for (Waiter.Place place : snapshot()) {
      if (left.isEmpty()) {
        break;
      }
      if (place.waiter.poll.isLike(like) && place.waiter.claim(place)) {
        left = deal(place.waiter, left);
      }
    }
    return left;
  }

  /** Makes tries until there is no reason for another; entered by one thread at a time. */
  private void tryOn() {
    while (true) {
      Try next = nextTry();
      if (next == null) {
        return;
      }
      CompletableFuture<Haul> answer = ask(next);
      if (!answer.isDone()) {
        answer.whenComplete(
            (haul, failure) -> {
              answered(next, haul, failure);
              tryOn();
            });
        return;
      }
      // An engine that answers at once must not make this recurse.
      answer.whenComplete((haul, failure) -> answered(next, haul, failure));
    }
  }

  private CompletableFuture<Haul> ask(Try attempt) {
    lines.gate().begin();
    return Failures.guard(() -> attempt.like().ask(queue, attempt.wanted()));
  }

  /** One question to the engine, for all of {@code claimed}. */
  private record Try(List<Waiter.Place> claimed, int wanted) {
    Poll<?> like() {
      return claimed.get(0).waiter.poll;
    }

    void release() {
      claimed.forEach(place -> place.waiter.release());
    }
  }

  private synchronized @Nullable Try nextTry() {
    Try next = wakeUps == 0 ? null : claim(Math.min(Math.max(wakeUps, width), MAX_WIDTH));
    wakeUps = 0;
    if (next == null) {
      trying = false;
      retireIfUnused();
    } else {
      calm();
    }
    return next;
  }

  private @Nullable Try claim(int atMost) {
    List<Waiter.Place> claimed = new ArrayList<>(Math.min(atMost, places.size()));
    int wanted = 0;
    for (Waiter.Place place : places) {
      Poll<?> poll = place.waiter.poll;
      boolean fits =
          claimed.isEmpty()
              || (poll.isLike(claimed.get(0).waiter.poll)
                  && wanted + poll.limit <= lines.mostItems());
      if (!fits || claimed.size() == atMost) {
        break;
      }
      if (place.waiter.claim(place)) {
        claimed.add(place);
        wanted += poll.limit;
      }
    }
    return claimed.isEmpty() ? null : new Try(claimed, wanted);
  }

  private void answered(Try attempt, @Nullable Haul haul, @Nullable Throwable failure) {
    try {
      if (haul == null) {
        failed(attempt, failure);
      } else {
        switch (haul.handOut()) {
          case OK -> dealOut(attempt, haul);
          case PAUSED -> {
            attempt.release();
            napIfShared();
          }
          case QUEUE_MISSING -> missing(attempt);
          case WRONG_MODE -> fail(attempt, Failures.notPull(queue));
        }
      }
    } finally {
      lines.gate().end();
    }
  }

  private void dealOut(Try attempt, Haul haul) {
    planNext(haul, attempt.wanted());
    List<?> left = haul.items();
    for (Waiter.Place place : attempt.claimed()) {
      if (left.isEmpty()) {
        place.waiter.release();
      } else {
        left = deal(place.waiter, left);
      }
    }
    if (!left.isEmpty()) {
      left = pass(attempt.like(), left);
    }
    if (!left.isEmpty()) {
      attempt.like().giveBack(queue, left);
    }
  }

  /**
   * Gives a claimed waiter its share; answers what is left, which is all when its caller has gone.
   */
  private List<?> deal(Waiter waiter, List<?> items) {
    int share = Math.min(waiter.poll.limit, items.size());
    // A copy, not a view: the waiters must not keep each other's messages in memory.
    List<?> given = share == items.size() ? items : List.copyOf(items.subList(0, share));
    if (!waiter.poll.give(queue, HandOut.OK, given)) {
      return items;
    }
    return items.subList(share, items.size());
  }

  private synchronized void planNext(Haul haul, int wanted) {
    boolean filled = haul.items().size() >= wanted;
    width = filled ? Math.min(width * 2, MAX_WIDTH) : 1;
    Instant next = haul.nextVisibleAt();
    boolean more = next != null && !next.isAfter(lines.now());
    if (!haul.items().isEmpty()) {
      backoffMillis = 1;
      if (more || filled) {
        wakeUps = Math.max(wakeUps, 1);
      }
    }
    if (next == null) {
      napIfShared();
      return;
    }
    if (!more) {
      sleepUntil(next);
    } else if (haul.items().isEmpty()) {
      // Due by the clock, yet not handed out: let the engine catch up instead of asking in a
      // circle.
      sleepUntil(lines.now().plusMillis(backoffMillis));
      backoffMillis = Math.min(backoffMillis * 2, MAX_BACKOFF_MILLIS);
    }
  }

  /** Where other nodes enqueue, too, no hint is no proof that there is nothing. */
  private synchronized void napIfShared() {
    if (lines.shared() && !places.isEmpty()) {
      sleepUntil(lines.now().plus(LONGEST_NAP));
    }
  }

  private void missing(Try attempt) {
    attempt.claimed().forEach(place -> place.waiter.queueMissing(place));
    for (Waiter.Place place : snapshot()) {
      if (place.waiter.claim(place)) {
        place.waiter.queueMissing(place);
      }
    }
  }

  private void failed(Try attempt, @Nullable Throwable failure) {
    boolean waitOn = failure != null && Failures.isOverload(failure) && !lines.gate().isShut();
    if (waitOn) {
      tryAgainAfter(WHEN_OVERLOADED);
      attempt.release();
    } else {
      fail(attempt, Failures.mapOrMissing(failure));
    }
  }

  private void fail(Try attempt, BrokerException failure) {
    attempt.claimed().forEach(place -> place.waiter.poll.refuse(failure));
    tryAgainAfter(AFTER_FAILURE);
  }

  private synchronized void tryAgainAfter(Duration pause) {
    // Should it go on failing, then a long line must not hear of it one by one.
    width = Math.min(width * 2, MAX_WIDTH);
    if (!places.isEmpty()) {
      sleepUntil(lines.now().plus(pause));
    }
  }

  private synchronized List<Waiter.Place> snapshot() {
    return List.copyOf(places);
  }

  /** Sees to it that the line wakes up at {@code at}, or earlier. Needs the lock. */
  private void sleepUntil(Instant at) {
    if (retired || (due != null && !at.isBefore(due))) {
      return;
    }
    calm();
    due = at;
    Duration nap = Duration.between(lines.now(), at);
    alarm = lines.timer().after(nap.compareTo(LONGEST_NAP) > 0 ? LONGEST_NAP : nap, () -> ring(at));
  }

  private void ring(Instant at) {
    synchronized (this) {
      if (!at.equals(due)) {
        return;
      }
      due = null;
      alarm = null;
    }
    wake();
  }

  private void calm() {
    due = null;
    if (alarm != null) {
      alarm.cancel(false);
      alarm = null;
    }
  }

  private void retireIfUnused() {
    if (places.isEmpty() && !trying && !retired) {
      retired = true;
      calm();
      lines.forget(queue, this);
    }
  }
}
