package io.posthorn.delivery;

import io.posthorn.delivery.call.Call;
import io.posthorn.delivery.call.Caller;
import io.posthorn.delivery.call.Failure;
import io.posthorn.delivery.call.Outcome;
import io.posthorn.delivery.call.PendingCall;
import io.posthorn.message.Delivery;
import io.posthorn.message.TargetUrl;
import io.posthorn.metrics.DeliveryMetrics;
import io.posthorn.storage.EngineClock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The reserved messages in memory: begins their calls as far as their targets have room, and keeps
 * their leases.
 *
 * <p><b>Room.</b> No target has more calls under way than its share of the budget. One that is not
 * known to be quick has a tenth of what is free, so that many slow ones together leave room for the
 * others, and none of the last quarter; in a queue with a bound of its own likewise. What finds no
 * room waits here if its turn is near, and goes back to its queue, for about as long as it would
 * wait, if not. What finds a circuit open goes back until the next probe. Belongs to the loop.
 */
final class Flights {
  private static final Logger LOG = LoggerFactory.getLogger(Flights.class);

  /** Messages in a row to one target after which a queue is believed to have no others. */
  private static final int UNIFORM = 256;

  private static final long TICK_MILLIS = 1_000;
  private static final long LONGEST_RELEASE_MILLIS = 300_000;

  /** A call is old from then on. */
  private static final long OLD_MILLIS = 1_000;

  /** How long a queue waits that may give back only what it reserves: others may be behind it. */
  private static final long PACE_MILLIS = 50;

  /** How long a message waits whose queue lost its url, or whose step failed. */
  private static final long LOST_MILLIS = 30_000;

  /** An engine's clock and the caller's may differ by so much within a lease. */
  private static final long LEASE_GUARD_MILLIS = 500;

  private final Set<Flight> flights = new LinkedHashSet<>();
  private final Targets targets;
  private final Caller caller;
  private final Loop loop;
  private final EngineClock clock;
  private final Budget budget;
  private final Endings endings;
  private final Leases leases;
  private final DeliveryMetrics metrics;
  private final RandomGenerator random;
  private final Dialect.Choice dialects;
  private int calls;

  Flights(
      Caller caller,
      Loop loop,
      EngineClock clock,
      Budget budget,
      Endings endings,
      Leases leases,
      DeliveryMetrics metrics,
      RandomGenerator random,
      Dialect.Choice dialects,
      double targetShare) {
    this.caller = caller;
    this.loop = loop;
    this.clock = clock;
    this.budget = budget;
    this.endings = endings;
    this.leases = leases;
    this.metrics = metrics;
    this.random = random;
    this.dialects = dialects;
    targets = new Targets(Math.max(1, (int) (budget.most() * targetShare)));
  }

  /**
   * Until when {@code queue} is not to be asked, because it would only give messages back; in the
   * past = it is. One whose messages all go to its own target waits for the probe; in another one,
   * somebody else's messages may stand behind those that were met.
   */
  long barredUntil(PushQueue queue) {
    Target target = queue.uniform;
    if (target == null || queue.uniformRun < UNIFORM) {
      return 0;
    }
    long now = loop.now();
    long barred = target.barredUntil(now);
    Route route = queue.route;
    if (barred <= now || (route != null && route.url() != null)) {
      return barred;
    }
    if (!queue.lastFull) {
      return 0;
    }
    if (queue.pacedUntil <= now) {
      queue.pacedUntil = now + PACE_MILLIS;
      return 0;
    }
    return Math.min(barred, queue.pacedUntil);
  }

  /** How many there are. */
  int count() {
    return flights.size();
  }

  /** Takes a reserved message on; answers whether it has to wait here for its target. */
  boolean begin(PushQueue queue, Route route, Delivery delivery) {
    TargetUrl url;
    try {
      if (!route.reaches(delivery.message())) {
        endings.release(queue, delivery, LOST_MILLIS);
        metrics.released(1);
        return false;
      }
      url = route.urlOf(delivery.message());
    } catch (IllegalArgumentException e) {
      endings.refused(queue, delivery, String.valueOf(e.getMessage()));
      return false;
    }
    Target target = targets.of(url);
    queue.went(target);
    Flight flight = new Flight(queue, route, delivery, url, target);
    flights.add(flight);
    leases.begun(flight);
    long now = loop.now();
    long barred = target.barredUntil(now);
    if (barred > now) {
      release(flight, target.turnAfter(barred) - now);
    } else if (target.held.isEmpty() && admits(flight)) {
      call(flight);
    } else if (target.mayHold()) {
      target.hold(flight);
      return true;
    } else {
      release(flight, target.slot(now) - now);
    }
    return false;
  }

  /** Gives back a message that is not to be begun. */
  void giveBack(PushQueue queue, Delivery delivery) {
    endings.release(queue, delivery, 0);
    metrics.released(1);
  }

  /** Looks after leases, and after targets that turn out to be slow, every second from now on. */
  void tick() {
    long now = loop.now();
    loop.at(now + TICK_MILLIS, this::tick);
    for (Flight flight : new ArrayList<>(flights)) {
      if (flight.call != null) {
        ages(flight, now);
      } else if (!flight.target.keeps() && flight.target.unhold(flight)) {
        release(flight, flight.target.slot(now) - now);
        continue;
      }
      if (flight.leaseUntil - now <= LEASE_GUARD_MILLIS) {
        lost(flight);
      } else {
        leases.keep(flight, now, () -> lost(flight));
      }
    }
  }

  /** Gives back all whose calls did not begin. */
  void releaseHeld() {
    for (Flight flight : new ArrayList<>(flights)) {
      if (flight.target.unhold(flight)) {
        release(flight, 0);
      }
    }
  }

  private static void ages(Flight flight, long now) {
    long millis = now - flight.begunAt;
    flight.target.takes(millis);
    if (!flight.old && millis >= OLD_MILLIS) {
      flight.old = true;
      flight.target.host.aged();
    }
  }

  /** Ends all calls; their messages are given back. */
  void abort() {
    for (Flight flight : List.copyOf(flights)) {
      if (flight.call != null) {
        flight.call.abort();
      }
    }
  }

  private boolean admits(Flight flight) {
    return flight.queue.admits(flight.target.host)
        && flight.target.admits(loop.now(), budget.most() - calls, budget.most());
  }

  private void call(Flight flight) {
    Target target = flight.target;
    Call request;
    try {
      Instant wall = clock.wallClock().instant();
      request = request(flight, wall);
    } catch (IllegalArgumentException e) {
      flights.remove(flight);
      endings.refused(flight.queue, flight.delivery, String.valueOf(e.getMessage()));
      return;
    }
    flight.begunAt = loop.now();
    target.begun(flight.begunAt);
    calls++;
    flight.queue.begun(target.host);
    metrics.inFlight(1);
    PendingCall call = caller.call(request);
    flight.call = call;
    flight.request = request;
    call.outcome().thenAccept(outcome -> loop.execute(() -> ended(flight, outcome)));
  }

  private Call request(Flight flight, Instant wall) {
    Call usual = DeliveryCall.of(flight.route, flight.url, flight.delivery, wall);
    Dialect dialect = dialects.of(flight.route.info());
    flight.dialect = dialect;
    return dialect == null ? usual : dialect.call(usual, flight.delivery.message());
  }

  private void ended(Flight flight, Outcome outcome) {
    Target target = flight.target;
    flight.call = null;
    calls--;
    flight.queue.ended(target.host);
    metrics.inFlight(-1);
    boolean opened =
        target.ended(
            outcome,
            flight.old,
            flight.begunAt,
            flight.policy.error(outcome) != null,
            flight.policy.retry().cap().toMillis(),
            loop.now(),
            random);
    if (opened) {
      metrics.breakerOpened();
    }
    answered(flight, outcome);
    if (flight.lost && outcome.failure() == Failure.ABORTED) {
      flights.remove(flight);
      endings.lost(flight);
    } else if (outcome.failure() == Failure.ABORTED) {
      release(flight, 0);
    } else if (outcome.failure() == Failure.OVERLOADED) {
      release(flight, target.slot(loop.now()) - loop.now());
    } else {
      // A whole outcome counts, even if the lease was given up meanwhile: a late settle does no
      // harm.
      flight.lost = false;
      tell(flight, outcome);
      end(flight, outcome);
    }
    next(target);
  }

  private void answered(Flight flight, Outcome outcome) {
    if (outcome.failure() == Failure.ABORTED || outcome.failure() == Failure.OVERLOADED) {
      return;
    }
    long now = loop.now();
    String error = flight.policy.error(outcome);
    metrics.answered(
        flight.target.name,
        flight.queue.name,
        error == null ? "" : error,
        outcome.status(),
        flight.target.open(),
        flight.target.barredUntil(now) - now);
  }

  private static void tell(Flight flight, Outcome outcome) {
    Dialect dialect = flight.dialect;
    Call request = flight.request;
    if (dialect != null && request != null) {
      boolean delivered = flight.policy.error(outcome) == null;
      dialect.ended(request, flight.delivery.message(), outcome, delivered);
    }
  }

  private void end(Flight flight, Outcome outcome) {
    try {
      endings.end(flight, outcome, () -> flights.remove(flight));
    } catch (RuntimeException e) {
      LOG.error("A delivery of {} could not be settled and is made again", flight.queue.name, e);
      if (flights.contains(flight)) {
        release(flight, LOST_MILLIS);
      }
    }
  }

  /** Begins what waited for a call to {@code target} to end. */
  private void next(Target target) {
    long now = loop.now();
    long barred = target.barredUntil(now);
    while (!target.held.isEmpty()) {
      if (barred > now) {
        release(target.unhold(), target.turnAfter(barred) - now);
      } else if (admits(target.held.element())) {
        call(target.unhold());
        barred = target.barredUntil(now);
      } else {
        return;
      }
    }
  }

  private void release(Flight flight, long millis) {
    flights.remove(flight);
    metrics.released(1);
    endings.release(
        flight.queue, flight.delivery, Math.max(0, Math.min(millis, LONGEST_RELEASE_MILLIS)));
  }

  /** Its lease is over, or can't be held: somebody else may have the message. */
  private void lost(Flight flight) {
    if (!flights.contains(flight)) {
      return;
    }
    flight.lost = true;
    if (flight.call != null) {
      flight.call.abort();
    } else {
      flight.target.unhold(flight);
      flights.remove(flight);
      endings.lost(flight);
    }
  }
}
