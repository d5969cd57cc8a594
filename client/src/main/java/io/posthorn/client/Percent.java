package io.posthorn.client;

import static java.nio.charset.StandardCharsets.UTF_8;

/** Percent-encoding (RFC 3986) of names and values. */
final class Percent {
  private static final String HEX = "0123456789ABCDEF";
  private static final String UNRESERVED = "-_~";

  private Percent() {}

  /**
   * The bytes of {@code text} in UTF-8, all encoded but ASCII letters, digits and {@code -_~}. A
   * dot is encoded, too, so that no proxy takes a name for a way up.
   */
  static String encode(String text) {
    var out = new StringBuilder(text.length() + 8);
    for (byte b : text.getBytes(UTF_8)) {
      char c = (char) (b & 0xFF);
      if (c < 0x80 && (Character.isLetterOrDigit(c) || UNRESERVED.indexOf(c) >= 0)) {
        out.append(c);
      } else {
        out.append('%').append(HEX.charAt(c >> 4)).append(HEX.charAt(c & 15));
      }
    }
    return out.toString();
  }
}
