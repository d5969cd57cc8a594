package io.posthorn.config;

import org.jspecify.annotations.Nullable;

/**
 * The HTTPSQS front.
 *
 * @param auth the password; null = none asked, empty = an empty one must be sent
 * @param decodeOnce decode {@code data=} once, not twice as the original does
 */
public record HttpsqsConfig(@Nullable String auth, boolean decodeOnce) {
  /** Leaves the password out. */
  @Override
  public String toString() {
    return "HttpsqsConfig[auth="
        + (auth == null ? "none" : "***")
        + ", decodeOnce="
        + decodeOnce
        + "]";
  }
}
