package io.posthorn.cli.sink;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Verifies signatures of Standard Webhooks: one of those in {@code webhook-signature} must be
 * {@code v1,} and the HMAC-SHA256 of {@code id.timestamp.body}, and the timestamp must be of now.
 */
final class WebhookVerifier {
  private static final String PREFIX = "whsec_";
  private static final String ALGORITHM = "HmacSHA256";
  private static final Duration TOLERANCE = Duration.ofMinutes(5);

  private final SecretKeySpec key;

  /**
   * @throws IllegalArgumentException when {@code secret} is none; the message does not repeat it
   */
  WebhookVerifier(String secret) {
    if (!secret.startsWith(PREFIX) || secret.length() == PREFIX.length()) {
      throw malformed(null);
    }
    try {
      key =
          new SecretKeySpec(
              Base64.getDecoder().decode(secret.substring(PREFIX.length())), ALGORITHM);
    } catch (IllegalArgumentException e) {
      throw malformed(e);
    }
  }

  private static IllegalArgumentException malformed(@Nullable Exception cause) {
    return new IllegalArgumentException(
        "verify-secret: not a secret of Standard Webhooks (expected: whsec_ and base64)", cause);
  }

  /**
   * What is wrong with the signature of a request; null when it is valid at {@code now}.
   *
   * @param id its {@code webhook-id}; null when it has none, as for the others
   * @param timestamp its {@code webhook-timestamp}
   * @param signatures its {@code webhook-signature}
   */
  @Nullable String problem(
      @Nullable String id,
      @Nullable String timestamp,
      @Nullable String signatures,
      byte[] body,
      Instant now) {
    if (id == null || timestamp == null || signatures == null) {
      return "not signed";
    }
    if (!isNear(timestamp, now)) {
      return "signed at another time";
    }
    String hash = Base64.getEncoder().encodeToString(sign(id, timestamp, body));
    byte[] expected = ("v1," + hash).getBytes(StandardCharsets.US_ASCII);
    for (String signature : signatures.split(" ")) {
      if (MessageDigest.isEqual(expected, signature.getBytes(StandardCharsets.ISO_8859_1))) {
        return null;
      }
    }
    return "signed with another secret, or changed since";
  }

  private static boolean isNear(String timestamp, Instant now) {
    try {
      long away = Math.abs(Math.subtractExact(Long.parseLong(timestamp), now.getEpochSecond()));
      return away <= TOLERANCE.toSeconds();
    } catch (NumberFormatException | ArithmeticException e) {
      return false;
    }
  }

  private byte[] sign(String id, String timestamp, byte[] body) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      mac.update((id + '.' + timestamp + '.').getBytes(StandardCharsets.ISO_8859_1));
      return mac.doFinal(body);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
