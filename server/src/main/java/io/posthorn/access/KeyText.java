package io.posthorn.access;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * Keys as their holders have them: {@code ph_}, the id, {@code _}, and 256 random bits in 43
 * characters of base64url. Found by the id, proved by the whole.
 */
public final class KeyText {
  private static final String PREFIX = "ph_";
  private static final int SECRET_BYTES = 32;
  private static final int SECRET_CHARS = 43;
  private static final int MAX_ID = 32;
  private static final String BASIC = "basic ";
  private static final String BEARER = "bearer ";

  /** Longer headers hold no key. */
  private static final int MAX_HEADER = 512;

  private KeyText() {}

  /** Makes the text of a new key of that id. */
  public static String create(String id, SecureRandom random) {
    byte[] secret = new byte[SECRET_BYTES];
    random.nextBytes(secret);
    return PREFIX + id + "_" + Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
  }

  /** What {@link AccessKey#hash} keeps of {@code key}. */
  public static String hash(String key) {
    return "sha256:" + HexFormat.of().formatHex(digest(key));
  }

  /** The SHA-256 of {@code key}. */
  static byte[] digest(String key) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(key.getBytes(ISO_8859_1));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /** The id within {@code key}; null when it has not the shape of a key. */
  static @Nullable String id(String key) {
    int end = key.length() - SECRET_CHARS - 1;
    int start = PREFIX.length();
    if (end <= start || end - start > MAX_ID || key.charAt(end) != '_' || !key.startsWith(PREFIX)) {
      return null;
    }
    return key.substring(start, end);
  }

  /**
   * The key in an {@code Authorization} header: after {@code Bearer}, or as the password of {@code
   * Basic}, whoever the user is; null when there is none.
   */
  public static @Nullable String fromHeader(@Nullable String header) {
    if (header == null || header.length() > MAX_HEADER) {
      return null;
    }
    if (header.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
      return header.substring(BEARER.length()).trim();
    }
    if (header.regionMatches(true, 0, BASIC, 0, BASIC.length())) {
      return password(header.substring(BASIC.length()).trim());
    }
    return null;
  }

  private static @Nullable String password(String encoded) {
    try {
      String pair = new String(Base64.getDecoder().decode(encoded.getBytes(US_ASCII)), ISO_8859_1);
      int colon = pair.indexOf(':');
      return colon < 0 ? null : pair.substring(colon + 1);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }
}
