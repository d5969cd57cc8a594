package io.posthorn.broker;

import io.posthorn.storage.HandOut;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * A poll that waits, with a place in the line of each queue it asks.
 *
 * <p>At most one try is under way for a waiter, whichever line makes it: a line must {@link #claim}
 * it first and {@link #release} it when the try brought nothing. A line that finds it claimed
 * leaves a note on the place and is woken again on release, so that no wake-up is lost.
 *
 * <p>Lock order: a line's before a waiter's; neither is held while the engine is called or a poll
 * is completed.
 */
final class Waiter {
  private enum State {
    WAITING,
    CLAIMED,
    DONE
  }

  /** A waiter's place in one line. */
  static final class Place {
    final Waiter waiter;
    final Line line;
    private boolean missedWakeUp;
    private boolean queueMissing;

    private Place(Waiter waiter, Line line) {
      this.waiter = waiter;
      this.line = line;
    }
  }

  final Poll<?> poll;
  private final List<Place> places;
  private State state = State.WAITING;
  private boolean timeUp;
  private @Nullable Future<?> alarm;

  Waiter(Poll<?> poll) {
    this.poll = poll;
    places = new ArrayList<>(poll.queues().size());
  }

  /** Takes a place at the end of {@code line}; false when that line has just gone out of use. */
  boolean join(Line line) {
    var place = new Place(this, line);
    // Known to the waiter first: it may be served, and leave all its lines, as soon as it stands in
    // one.
    synchronized (this) {
      places.add(place);
    }
    if (line.add(place)) {
      return true;
    }
    synchronized (this) {
      places.remove(place);
    }
    return false;
  }

  /** Calls {@code ring} off when the waiter leaves. */
  synchronized void alarm(Future<?> ring) {
    alarm = ring;
    if (state == State.DONE) {
      ring.cancel(false);
    }
  }

  /** Reserves the waiter for a try of the place's line. */
  synchronized boolean claim(Place place) {
    if (state == State.CLAIMED) {
      place.missedWakeUp = true;
    }
    if (state != State.WAITING) {
      return false;
    }
    state = State.CLAIMED;
    place.queueMissing = false;
    return true;
  }

  /** Ends a try that brought nothing for this waiter. */
  void release() {
    List<Line> missed = List.of();
    boolean over;
    synchronized (this) {
      if (state != State.CLAIMED) {
        return;
      }
      over = timeUp;
      state = over ? State.DONE : State.WAITING;
      if (!over) {
        missed = takeMissed();
      }
    }
    if (over) {
      answerNothing(HandOut.OK);
    }
    missed.forEach(Line::wake);
  }

  /** Ends the wait without a message; a try that is under way may still bring one. */
  void timeUp() {
    synchronized (this) {
      timeUp = true;
      if (state != State.WAITING) {
        return;
      }
      state = State.DONE;
    }
    answerNothing(HandOut.OK);
  }

  /**
   * Ends the wait of a claimed waiter when none of its queues exists any more, otherwise lets it
   * wait on the others.
   */
  void queueMissing(Place place) {
    boolean all;
    synchronized (this) {
      place.queueMissing = true;
      all = places.stream().allMatch(p -> p.queueMissing);
      if (all) {
        state = State.DONE;
      }
    }
    if (all) {
      answerNothing(HandOut.QUEUE_MISSING);
    } else {
      release();
    }
  }

  /** Leaves all lines; called once the poll is complete, by whomever. */
  void leave() {
    List<Place> left;
    Future<?> ring;
    synchronized (this) {
      state = State.DONE;
      left = List.copyOf(places);
      ring = alarm;
    }
    if (ring != null) {
      ring.cancel(false);
    }
    left.forEach(place -> place.line.remove(place));
  }

  /**
   * Has every line make a try, the most wanted queue first: a message may have come before the
   * waiter stood in line.
   */
  void wakeLines() {
    List<Place> all;
    synchronized (this) {
      all = List.copyOf(places);
    }
    all.forEach(place -> place.line.wake());
  }

  private List<Line> takeMissed() {
    List<Line> missed = new ArrayList<>(0);
    for (Place place : places) {
      if (place.missedWakeUp) {
        place.missedWakeUp = false;
        missed.add(place.line);
      }
    }
    return missed;
  }

  private void answerNothing(HandOut handOut) {
    poll.give(poll.queues().get(0), handOut, List.of());
  }
}
