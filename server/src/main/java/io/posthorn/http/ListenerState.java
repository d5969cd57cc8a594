package io.posthorn.http;

import io.posthorn.metrics.HttpMetrics;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** What the event loops of one listener share. */
final class ListenerState {
  final ListenerOptions options;
  final Protocol protocol;
  final HttpDate date;
  final HttpMetrics metrics;
  final AtomicInteger connections = new AtomicInteger();
  final Addresses addresses;
  private final AtomicLong receiving = new AtomicLong();
  volatile boolean stopping;

  ListenerState(ListenerOptions options, Protocol protocol, HttpDate date, HttpMetrics metrics) {
    this.options = options;
    this.addresses = new Addresses(options.connectionsPerAddress());
    this.protocol = protocol;
    this.date = date;
    this.metrics = metrics;
  }

  /**
   * Takes {@code bytes} from the budget for bodies; false, and nothing taken, when there are not
   * that many.
   */
  boolean reserve(long bytes) {
    if (receiving.addAndGet(bytes) <= options.sizes().receiving()) {
      return true;
    }
    receiving.addAndGet(-bytes);
    return false;
  }

  void release(long bytes) {
    receiving.addAndGet(-bytes);
  }
}
