package io.posthorn.source;

import java.time.Duration;

/**
 * How often things are looked at.
 *
 * @param block longest time that Redis keeps a connection waiting for an item
 * @param beat time between two heartbeats, and between two looks for dead instances
 * @param life of a heartbeat that is not followed by another
 * @param memory how long an instance is remembered after its last heartbeat
 * @param command how long Redis may take to answer, beyond {@code block} where it waits
 * @param firstPause pause after Redis or storage failed; doubles up to {@code lastPause}
 * @param lastPause longest pause
 */
public record RelayTiming(
    Duration block,
    Duration beat,
    Duration life,
    Duration memory,
    Duration command,
    Duration firstPause,
    Duration lastPause) {
  /** In earnest. */
  public static final RelayTiming USUAL =
      new RelayTiming(
          Duration.ofSeconds(5),
          Duration.ofSeconds(5),
          Duration.ofSeconds(30),
          Duration.ofHours(1),
          Duration.ofSeconds(10),
          Duration.ofMillis(100),
          Duration.ofSeconds(1));
}
