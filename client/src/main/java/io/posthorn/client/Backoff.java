package io.posthorn.client;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Pauses between tries: each is drawn from the upper half of a bound that doubles, so that clients
 * which failed together do not come back together. Belongs to one thread at a time.
 */
final class Backoff {
  private final Duration first;
  private final Duration cap;
  private final DoubleSupplier random;
  private Duration bound;

  Backoff(Duration first, Duration cap) {
    this(first, cap, () -> ThreadLocalRandom.current().nextDouble());
  }

  /**
   * Draws from {@code random}.
   *
   * @param random gives 0 to below 1
   */
  Backoff(Duration first, Duration cap, DoubleSupplier random) {
    this.first = first;
    this.cap = cap;
    this.random = random;
    this.bound = first;
  }

  /** The next pause; not shorter than {@code asked}, if the server asked for one, up to the cap. */
  Duration next(@Nullable Duration asked) {
    long half = bound.toNanos() / 2;
    Duration drawn = Duration.ofNanos(half + (long) (half * random.getAsDouble()));
    Duration doubled = bound.multipliedBy(2);
    bound = doubled.compareTo(cap) < 0 ? doubled : cap;
    Duration least = asked == null ? Duration.ZERO : asked.compareTo(cap) < 0 ? asked : cap;
    return drawn.compareTo(least) < 0 ? least : drawn;
  }

  /** It went well: the next pause is a first one. */
  void reset() {
    bound = first;
  }
}
