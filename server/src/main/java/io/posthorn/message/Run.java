package io.posthorn.message;

import static java.util.Objects.requireNonNull;

import java.time.Instant;

/**
 * Where a repeating task stands.
 *
 * @param number runs finished since the last reset (adaptive) or at all
 * @param scheduledAt the instant, on the wall clock, that the current or next run is for; its
 *     retries keep it
 */
public record Run(long number, Instant scheduledAt) {
  public Run {
    requireNonNull(scheduledAt, "scheduledAt");
  }
}
