package io.posthorn.delivery;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signatures of Standard Webhooks, version 1: HMAC-SHA256 over id, time stamp and body, so that
 * none of them can be changed and no request replayed later. Any thread may call.
 */
public final class Signatures {
  /** The header that carries the id of the message. */
  public static final String ID_HEADER = "webhook-id";

  /** The header that carries the second of the attempt. */
  public static final String TIMESTAMP_HEADER = "webhook-timestamp";

  /** The header that carries the signatures. */
  public static final String SIGNATURE_HEADER = "webhook-signature";

  private static final String ALGORITHM = "HmacSHA256";
  private static final String VERSION = "v1,";
  private static final int MAX_DIGITS = 12;

  private Signatures() {}

  /**
   * The value of {@value #SIGNATURE_HEADER}: one signature for each of {@code keys}, the bytes of
   * the secrets, separated by blanks.
   *
   * @param id the value of {@value #ID_HEADER}
   * @param timestamp the value of {@value #TIMESTAMP_HEADER}; cut to seconds
   */
  public static String sign(String id, Instant timestamp, byte[] body, List<byte[]> keys) {
    String seconds = Long.toString(timestamp.getEpochSecond());
    return keys.stream()
        .map(key -> VERSION + Base64.getEncoder().encodeToString(mac(id, seconds, body, key)))
        .collect(Collectors.joining(" "));
  }

  /**
   * Whether one of the signatures in {@code header} was made with one of {@code keys}, and {@code
   * timestamp} is within {@code tolerance} of {@code now}. Takes as long for a wrong signature as
   * for a nearly right one.
   *
   * @param header the value of {@value #SIGNATURE_HEADER}
   * @param id the value of {@value #ID_HEADER}
   * @param timestamp the value of {@value #TIMESTAMP_HEADER}
   */
  public static boolean verify(
      String header,
      String id,
      String timestamp,
      byte[] body,
      List<byte[]> keys,
      Instant now,
      Duration tolerance) {
    if (!isNear(timestamp, now, tolerance)) {
      return false;
    }
    boolean found = false;
    for (byte[] key : keys) {
      String own = VERSION + Base64.getEncoder().encodeToString(mac(id, timestamp, body, key));
      for (String given : header.split(" ", -1)) {
        found |= MessageDigest.isEqual(own.getBytes(US_ASCII), given.getBytes(UTF_8));
      }
    }
    return found;
  }

  private static boolean isNear(String timestamp, Instant now, Duration tolerance) {
    boolean number =
        !timestamp.isEmpty()
            && timestamp.length() <= MAX_DIGITS
            && timestamp.chars().allMatch(c -> c >= '0' && c <= '9');
    if (!number) {
      return false;
    }
    Instant signed = Instant.ofEpochSecond(Long.parseLong(timestamp));
    return Duration.between(signed, now).abs().compareTo(tolerance) <= 0;
  }

  private static byte[] mac(String id, String timestamp, byte[] body, byte[] key) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(key, ALGORITHM));
      mac.update((id + '.' + timestamp + '.').getBytes(UTF_8));
      return mac.doFinal(body);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every JDK has " + ALGORITHM, e);
    }
  }
}
