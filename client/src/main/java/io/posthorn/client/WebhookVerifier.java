package io.posthorn.client;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.function.Function;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Tells requests that Posthorn made from others: Standard Webhooks, version 1, an HMAC-SHA256 over
 * id, time stamp and body. Takes as long for a wrong signature as for a nearly right one.
 * Immutable; any thread may call.
 *
 * <pre>{@code
 * WebhookVerifier verifier = WebhookVerifier.of("whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIz");
 * if (!verifier.isValid(request::header, request.body())) {
 *   return 401;
 * }
 * }</pre>
 */
public final class WebhookVerifier {
  /** The header with what to deduplicate by. */
  public static final String ID = "webhook-id";

  /** The header with the second of the attempt. */
  public static final String TIMESTAMP = "webhook-timestamp";

  /** The header with the signatures. */
  public static final String SIGNATURE = "webhook-signature";

  private static final String ALGORITHM = "HmacSHA256";
  private static final String VERSION = "v1,";
  private static final String PREFIX = "whsec_";
  private static final int MAX_DIGITS = 12;
  private static final Duration TOLERANCE = Duration.ofMinutes(5);

  private final List<byte[]> keys;
  private final Duration tolerance;
  private final InstantSource clock;

  private WebhookVerifier(List<byte[]> keys, Duration tolerance, InstantSource clock) {
    this.keys = keys;
    this.tolerance = tolerance;
    this.clock = clock;
  }

  /**
   * Knows these secrets, of which one must have signed; time stamps may be five minutes off this
   * computer's clock.
   *
   * @param secrets {@code whsec_} and the key in base64, as the queue's {@code target.secrets} has
   *     them
   * @throws IllegalArgumentException when one is no secret; the message shows nothing of it
   */
  public static WebhookVerifier of(String... secrets) {
    if (secrets.length == 0) {
      throw new IllegalArgumentException("secrets: none (expected: at least one)");
    }
    List<byte[]> keys = new ArrayList<>();
    for (String secret : secrets) {
      keys.add(key(secret));
    }
    return new WebhookVerifier(List.copyOf(keys), TOLERANCE, Clock.systemUTC());
  }

  /** The same with another tolerance of time stamps. */
  public WebhookVerifier tolerance(Duration most) {
    return new WebhookVerifier(keys, most, clock);
  }

  /** The same by another clock. */
  public WebhookVerifier clock(InstantSource other) {
    return new WebhookVerifier(keys, tolerance, other);
  }

  /**
   * Whether the request is Posthorn's.
   *
   * @param header the value of a header by its name, which no case distinguishes; null = none
   * @param body as it came, before anything parsed it
   */
  public boolean isValid(Function<String, @Nullable String> header, byte[] body) {
    String id = header.apply(ID);
    String timestamp = header.apply(TIMESTAMP);
    String signatures = header.apply(SIGNATURE);
    return id != null
        && timestamp != null
        && signatures != null
        && isNear(timestamp)
        && isSigned(id, timestamp, signatures, body);
  }

  private boolean isNear(String timestamp) {
    boolean number =
        !timestamp.isEmpty()
            && timestamp.length() <= MAX_DIGITS
            && timestamp.chars().allMatch(c -> c >= '0' && c <= '9');
    if (!number) {
      return false;
    }
    Instant signed = Instant.ofEpochSecond(Long.parseLong(timestamp));
    return Duration.between(signed, clock.instant()).abs().compareTo(tolerance) <= 0;
  }

  private boolean isSigned(String id, String timestamp, String signatures, byte[] body) {
    boolean found = false;
    for (byte[] key : keys) {
      byte[] own = sign(id, timestamp, body, key).getBytes(US_ASCII);
      for (String given : signatures.split(" ", -1)) {
        found |= MessageDigest.isEqual(own, given.getBytes(UTF_8));
      }
    }
    return found;
  }

  private static String sign(String id, String timestamp, byte[] body, byte[] key) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(key, ALGORITHM));
      mac.update((id + '.' + timestamp + '.').getBytes(UTF_8));
      return VERSION + Base64.getEncoder().encodeToString(mac.doFinal(body));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every JDK has " + ALGORITHM, e);
    }
  }

  private static byte[] key(String secret) {
    String expected = " (expected: " + PREFIX + " and a key in base64)";
    if (!secret.startsWith(PREFIX) || secret.length() == PREFIX.length()) {
      throw new IllegalArgumentException("secret: another prefix, or no key" + expected);
    }
    try {
      return Base64.getDecoder().decode(secret.substring(PREFIX.length()));
    } catch (IllegalArgumentException e) {
      // Without its cause, which quotes a character of the secret.
      throw new IllegalArgumentException("secret: no base64" + expected);
    }
  }
}
