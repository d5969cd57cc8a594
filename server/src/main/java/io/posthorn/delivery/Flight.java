package io.posthorn.delivery;

import io.posthorn.delivery.call.Call;
import io.posthorn.delivery.call.PendingCall;
import io.posthorn.message.Delivery;
import io.posthorn.message.TargetUrl;
import org.jspecify.annotations.Nullable;

/** A reserved message on its way to its target. Belongs to the loop. */
final class Flight {
  final PushQueue queue;
  final Route route;
  final Delivery delivery;
  final TargetUrl url;
  final Target target;
  final SettlePolicy policy;

  /** The call; null = not begun. */
  @Nullable PendingCall call;

  /** What was called; null = not begun. */
  @Nullable Call request;

  /** How its request differs from the usual one; null = not at all, or not begun. */
  @Nullable Dialect dialect;

  /** When the call began, on the engine's clock. */
  long begunAt;

  /** Whether its call takes longer than a quick one does, and its origin knows. */
  boolean old;

  /** When its lease ends, on the engine's clock. */
  long leaseUntil;

  /** When its lease is to be extended. */
  long extendAt;

  /** Whether an extension is under way. */
  boolean extending;

  /** Whether its lease is lost: nobody settles it. */
  boolean lost;

  Flight(PushQueue queue, Route route, Delivery delivery, TargetUrl url, Target target) {
    this.queue = queue;
    this.route = route;
    this.delivery = delivery;
    this.url = url;
    this.target = target;
    policy = route.policyOf(delivery.message());
    leaseUntil = delivery.leaseUntil().toEpochMilli();
  }

  /** Bytes of memory that it holds. */
  long bytes() {
    return delivery.message().body().size();
  }
}
