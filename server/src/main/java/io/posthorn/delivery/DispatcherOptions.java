package io.posthorn.delivery;

import java.time.Duration;

/**
 * How much the dispatcher does at once.
 *
 * @param maxInFlight most messages reserved at once, at least 1
 * @param maxInFlightBytes their bytes; a message that is larger than was to be expected may go
 *     beyond
 * @param targetShare the part of {@code maxInFlight} that one target may have, above 0 and at most
 *     1
 * @param batch most messages of a reserve or a settle, 1 to 1000
 * @param grace how long {@link Dispatcher#close} waits for calls under way
 */
public record DispatcherOptions(
    int maxInFlight, long maxInFlightBytes, double targetShare, int batch, Duration grace) {
  /** The options of a server that sets none. */
  public static final DispatcherOptions DEFAULT =
      new DispatcherOptions(1024, 64 << 20, 0.1, 256, Duration.ofSeconds(10));
}
