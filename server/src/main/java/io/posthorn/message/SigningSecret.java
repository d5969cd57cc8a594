package io.posthorn.message;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A secret that requests are signed with (Standard Webhooks). Never part of an answer or a log.
 *
 * @param secret {@code whsec_} and the key in base64
 * @param until signs until then, so that a receiver can change over; null = for ever
 */
public record SigningSecret(String secret, @Nullable Instant until) {
  public SigningSecret {
    requireNonNull(secret, "secret");
  }

  @Override
  public String toString() {
    return "SigningSecret[***, until=" + until + ']';
  }
}
