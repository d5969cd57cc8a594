package io.posthorn.delivery;

import io.posthorn.broker.Broker;
import io.posthorn.message.Settlement;
import io.posthorn.storage.SettleResult;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Extends the leases of calls that take more than half of them. Belongs to the loop. */
final class Leases {
  private final Broker broker;
  private final Loop loop;
  private final Complaints complaints;

  Leases(Broker broker, Loop loop, Complaints complaints) {
    this.broker = broker;
    this.loop = loop;
    this.complaints = complaints;
  }

  /** A flight begins under its first lease. */
  void begun(Flight flight) {
    flight.extendAt = halfway(flight, loop.now());
  }

  /** Extends the lease if it is time to; {@code lost} runs when it is gone. */
  void keep(Flight flight, long now, Runnable lost) {
    if (flight.extending || now < flight.extendAt) {
      return;
    }
    flight.extending = true;
    Duration lease = flight.route.leaseOf(flight.delivery.message());
    var extend =
        new Settlement(flight.delivery.receipt(), Settlement.Outcome.EXTEND, null, lease, null, 0);
    broker
        .settle(flight.queue.name, List.of(extend))
        .whenComplete(
            (results, failure) ->
                loop.execute(
                    () ->
                        extended(flight, results == null ? null : results.get(0), failure, lost)));
  }

  private void extended(
      Flight flight, @Nullable SettleResult result, @Nullable Throwable failure, Runnable lost) {
    flight.extending = false;
    if (result == null) {
      // The lease goes on for a while; it is tried again until then.
      complaints.tell(
          "Leases could not be extended",
          failure == null ? new IllegalStateException("no answer") : failure);
    } else if (result.status() == SettleResult.Status.STALE) {
      lost.run();
    } else if (result.until() != null) {
      flight.leaseUntil = result.until().toEpochMilli();
      flight.extendAt = halfway(flight, loop.now());
    }
  }

  private static long halfway(Flight flight, long now) {
    return now + (flight.leaseUntil - now) / 2;
  }
}
