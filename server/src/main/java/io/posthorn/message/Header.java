package io.posthorn.message;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * One header of a request to a target.
 *
 * @param name an RFC 9110 token; case does not matter, but is kept
 * @param value text without line breaks and other control characters; may be empty
 */
public record Header(String name, String value) {
  /** Longest name, in characters. */
  public static final int MAX_NAME = 256;

  /** Longest value, in bytes of UTF-8. */
  public static final int MAX_VALUE_BYTES = 8 * 1024;

  private static final String TOKEN_MARKS = "!#$%&'*+-.^_`|~";

  /** What frames a request, or ends at the next hop: the client that sends it decides. */
  private static final Set<String> RESERVED =
      Set.of(
          "host",
          "content-length",
          "transfer-encoding",
          "connection",
          "keep-alive",
          "upgrade",
          "expect",
          "te",
          "trailer",
          "http2-settings");

  /** What the names of secrets have in them. */
  private static final List<String> CREDENTIALS =
      List.of(
          "auth", "cookie", "credential", "key", "pass", "secret", "session", "signature", "token");

  /**
   * Checks both.
   *
   * @throws IllegalArgumentException when one of them can't be sent; the message names it, but
   *     never the value
   */
  public Header {
    if (name.isEmpty() || name.length() > MAX_NAME || !name.chars().allMatch(Header::isTokenChar)) {
      throw new IllegalArgumentException(
          "header '"
              + TargetUrl.shown(name)
              + "' (expected: a name of letters, digits and "
              + TOKEN_MARKS
              + ")");
    }
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c < 0x20 && c != '\t' || c == 0x7f) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "header '%s': character U+%04X at index %d of its value"
                    + " (expected: no line breaks or control characters)",
                name,
                (int) c,
                i));
      }
    }
    int bytes = value.getBytes(StandardCharsets.UTF_8).length;
    if (bytes > MAX_VALUE_BYTES) {
      throw new IllegalArgumentException(
          "header '"
              + name
              + "': a value of "
              + bytes
              + " bytes (expected: at most "
              + MAX_VALUE_BYTES
              + ")");
    }
  }

  /**
   * Refuses the headers that a producer may not set, because they frame the request or concern one
   * connection only.
   *
   * @return this
   * @throws IllegalArgumentException when it is one of them; the message names it
   */
  public Header requireSettable() {
    String lower = name.toLowerCase(Locale.ROOT);
    if (RESERVED.contains(lower) || lower.startsWith("proxy-")) {
      throw new IllegalArgumentException(
          "header '" + name + "' (expected: none that frames the request or ends at the next hop)");
    }
    return this;
  }

  /** Whether this is the header called {@code other}. */
  public boolean is(String other) {
    return name.equalsIgnoreCase(other);
  }

  /** Whether the value is a secret, to be masked wherever it is shown. */
  public boolean isCredential() {
    String lower = name.toLowerCase(Locale.ROOT);
    return CREDENTIALS.stream().anyMatch(lower::contains);
  }

  /** The value as HTTP/1.1 carries it: its UTF-8 bytes, one char each. */
  public String wireValue() {
    return value.chars().allMatch(c -> c < 0x80)
        ? value
        : new String(value.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
  }

  private static boolean isTokenChar(int c) {
    return c >= 'a' && c <= 'z'
        || c >= 'A' && c <= 'Z'
        || c >= '0' && c <= '9'
        || TOKEN_MARKS.indexOf(c) >= 0;
  }

  /** Masked when it {@link #isCredential is a credential}. */
  @Override
  public String toString() {
    return name + ": " + (isCredential() ? "***" : value);
  }
}
