package io.posthorn.http;

import io.posthorn.metrics.HttpMetrics;
import java.net.InetAddress;
import java.util.concurrent.atomic.AtomicInteger;

/** What the event loops of one listener share. */
final class ListenerState {
  final ListenerOptions options;
  final Protocol protocol;
  final HttpDate date;
  final HttpMetrics metrics;
  final AtomicInteger connections = new AtomicInteger();
  private final Addresses addresses;

  /** Most bytes of heads that have not come whole, of one event loop. */
  final long headsPerLoop;

  /** Most bytes written that clients have not read, of one event loop. */
  final long unsentPerLoop;

  private final Budget bodies;
  private final Budget unknownBodies;

  /** Large replies that are being made or sent. */
  final Budget replies;

  /** The room that long lines leave behind in the decoders of their connections. */
  final Budget lines;

  volatile boolean stopping;

  ListenerState(
      ListenerOptions options, Protocol protocol, HttpDate date, HttpMetrics metrics, int loops) {
    this.options = options;
    this.addresses = new Addresses(options.connectionsPerAddress());
    long receiving = options.sizes().receiving();
    this.bodies = new Budget(receiving);
    this.unknownBodies = new Budget(receiving / 4);
    this.headsPerLoop = options.sizes().heads() / loops;
    this.unsentPerLoop = options.sizes().unsent() / loops;
    this.replies = new Budget(options.sizes().replies());
    this.lines = new Budget(options.sizes().heads());
    this.protocol = protocol;
    this.date = date;
    this.metrics = metrics;
  }

  /** Counts a connection from {@code address}; false, and not counted, when there are enough. */
  boolean enter(InetAddress address) {
    if (connections.incrementAndGet() > options.connections()) {
      connections.decrementAndGet();
      return false;
    }
    if (!addresses.enter(address)) {
      connections.decrementAndGet();
      return false;
    }
    metrics.connections(1);
    return true;
  }

  /** One connection less. */
  void leave(InetAddress address) {
    addresses.leave(address);
    metrics.connections(-1);
    connections.decrementAndGet();
  }

  /**
   * Takes {@code bytes} for a body; false, and nothing taken, when there are not that many.
   *
   * @param known whether who sends it has shown who that is: the others share a quarter, so that
   *     they can't keep those who are known from sending
   */
  boolean reserve(long bytes, boolean known) {
    if (known) {
      return bodies.take(bytes);
    }
    if (!unknownBodies.take(bytes)) {
      return false;
    }
    boolean reserved = bodies.take(bytes);
    if (!reserved) {
      unknownBodies.giveBack(bytes);
    }
    return reserved;
  }

  /** Gives back what was reserved. */
  void release(long bytes, boolean known) {
    bodies.giveBack(bytes);
    if (!known) {
      unknownBodies.giveBack(bytes);
    }
  }
}
