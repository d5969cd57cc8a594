package io.posthorn.config;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How push queues are delivered.
 *
 * @param enabled whether they are
 * @param maxInFlight most messages reserved for delivery at once
 * @param maxInFlightBytes their bodies
 * @param targetShare the per cent of {@code maxInFlight} that one target may have
 * @param addresses which addresses may be called
 * @param tls whom https trusts, and as whom it presents itself
 * @param proxy a forward proxy, {@code http://[user:password@]host:port}; null = none
 * @param http2 whether https offers HTTP/2
 * @param maxAnswer most bytes that are read of an answer
 */
public record DeliveryConfig(
    boolean enabled,
    int maxInFlight,
    long maxInFlightBytes,
    int targetShare,
    Addresses addresses,
    Tls tls,
    @Nullable String proxy,
    boolean http2,
    int maxAnswer) {
  /**
   * Which addresses may be called.
   *
   * @param preset {@code local} or {@code public-only}
   * @param allow networks that may be called although the preset denies them
   * @param deny networks that may not
   */
  public record Addresses(String preset, List<String> allow, List<String> deny) {}

  /**
   * Files in PEM format.
   *
   * @param ca certificates trusted besides those of the system; null = none
   * @param certificate chain shown to receivers that ask; null = none
   * @param key its private key; null if {@code certificate} is
   */
  public record Tls(@Nullable String ca, @Nullable String certificate, @Nullable String key) {}

  /** Leaves the proxy's password out. */
  @Override
  public String toString() {
    return "DeliveryConfig[enabled="
        + enabled
        + ", maxInFlight="
        + maxInFlight
        + ", proxy="
        + (proxy == null ? "none" : "***")
        + "]";
  }
}
