package io.posthorn.protocol.htq;

import static java.util.Objects.requireNonNull;

import java.time.InstantSource;
import java.time.ZoneId;
import java.util.random.RandomGenerator;

/**
 * What an HTQ front needs to know.
 *
 * @param appKey what {@code app_key} must be
 * @param appToken what {@code app_token} must be
 * @param zone whose wall clock {@code execute_time} means
 * @param clock now
 * @param random draws boundaries; used by many threads
 */
public record HtqOptions(
    String appKey, String appToken, ZoneId zone, InstantSource clock, RandomGenerator random) {
  public HtqOptions {
    requireNonNull(appKey, "appKey");
    requireNonNull(appToken, "appToken");
    requireNonNull(zone, "zone");
  }

  /** Leaves the secrets out. */
  @Override
  public String toString() {
    return "HtqOptions[zone=" + zone + "]";
  }
}
