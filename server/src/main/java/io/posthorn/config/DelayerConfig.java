package io.posthorn.config;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The mover that stands in for Delayer, which runs when it has a Redis.
 *
 * @param redis its address; null = no mover. May have a password
 * @param interval most time between two looks for due jobs
 * @param keyPrefix in front of its keys
 * @param oldKeys whether they are spelt as up to Delayer 1.0.2
 */
public record DelayerConfig(
    @Nullable String redis, Duration interval, String keyPrefix, boolean oldKeys) {
  /** Leaves the address out. */
  @Override
  public String toString() {
    return "DelayerConfig[redis="
        + (redis == null ? "none" : "***")
        + ", interval="
        + interval
        + ", keyPrefix="
        + keyPrefix
        + ", oldKeys="
        + oldKeys
        + "]";
  }
}
