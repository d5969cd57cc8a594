package io.posthorn.message;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * A secret that requests are signed with (Standard Webhooks). Never part of an answer or a log.
 *
 * @param secret {@code whsec_} and the key in base64
 * @param until signs until then, so that a receiver can change over; null = for ever
 */
public record SigningSecret(String secret, @Nullable Instant until) {
  private static final String PREFIX = "whsec_";
  private static final int MIN_BYTES = 24;
  private static final int MAX_BYTES = 64;
  private static final String EXPECTED =
      String.format("(expected: %s and %d to %d bytes in base64)", PREFIX, MIN_BYTES, MAX_BYTES);

  /**
   * Checks the secret.
   *
   * @throws IllegalArgumentException when it is none; the message says what one looks like and
   *     shows nothing of this one
   */
  public SigningSecret {
    requireNonNull(secret, "secret");
    int bytes = decode(secret).length;
    if (bytes < MIN_BYTES || bytes > MAX_BYTES) {
      throw new IllegalArgumentException("secret: " + bytes + " bytes " + EXPECTED);
    }
  }

  /** The bytes that sign; a copy. */
  public byte[] key() {
    return decode(secret);
  }

  /** Whether it signs at {@code now}. */
  public boolean isValidAt(Instant now) {
    return until == null || now.isBefore(until);
  }

  private static byte[] decode(String secret) {
    if (!secret.startsWith(PREFIX)) {
      throw new IllegalArgumentException("secret: another prefix " + EXPECTED);
    }
    try {
      return Base64.getDecoder().decode(secret.substring(PREFIX.length()));
    } catch (IllegalArgumentException e) {
      // Without its cause, which quotes a character of the secret.
      throw new IllegalArgumentException("secret: no base64 " + EXPECTED);
    }
  }

  @Override
  public String toString() {
    return "SigningSecret[***, until=" + until + ']';
  }
}
