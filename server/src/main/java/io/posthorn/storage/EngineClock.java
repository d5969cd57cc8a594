package io.posthorn.storage;

import java.time.Instant;
import java.time.InstantSource;

/**
 * The two timelines of an engine, both in milliseconds since 1970.
 *
 * <p>Everything runs on the <em>elapsed</em> one: delays, leases, pauses before a retry, lives,
 * windows, retention and every instant that an engine answers. It begins as the wall clock's
 * reading when the clock was made and from there on follows monotonic time only, so that a wall
 * clock that steps, back or forth, neither reorders nor hides a message. The <em>wall</em> clock
 * alone decides about instants that a caller gave absolutely ({@code NewMessage.visibleAt},
 * RESCHEDULE). Safe for use by any thread.
 */
public interface EngineClock extends InstantSource {
  /** Now, on the timeline that never steps. */
  long elapsedNow();

  /** Now, as the wall clock says. */
  long wallNow();

  /** {@link #elapsedNow} as an instant. */
  @Override
  default Instant instant() {
    return Instant.ofEpochMilli(elapsedNow());
  }

  /** {@link #wallNow} as a clock. */
  default InstantSource wallClock() {
    return () -> Instant.ofEpochMilli(wallNow());
  }

  @Override
  default long millis() {
    return elapsedNow();
  }

  /** The computer's clocks, from now on. Logs steps of the wall clock of more than a second. */
  static EngineClock system() {
    return new SystemEngineClock();
  }
}
