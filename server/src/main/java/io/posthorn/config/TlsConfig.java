package io.posthorn.config;

import org.jspecify.annotations.Nullable;

/**
 * The files, in PEM format, that the main listener proves itself with.
 *
 * @param certificate its chain; null = plain HTTP
 * @param key its private key
 * @param clientCa what clients' certificates must be signed by; null = they need none
 */
public record TlsConfig(
    @Nullable String certificate, @Nullable String key, @Nullable String clientCa) {
  /**
   * Whether it is on.
   *
   * @throws ConfigException when only a part is given
   */
  public boolean isServed() {
    if ((certificate == null) != (key == null) || (certificate == null && clientCa != null)) {
      throw new ConfigException(
          (certificate == null ? "tls.certificate" : "tls.key")
              + " is not set (expected: both tls.certificate and tls.key, or neither)");
    }
    return certificate != null;
  }
}
