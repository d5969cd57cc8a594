package io.posthorn.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.HexFormat;

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
    return encode(text, false);
  }

  /**
   * A name of a queue or topic as the server shows it, in which {@code %} and two hexadecimal
   * digits stand for a byte; the rest as above.
   */
  static String encodeName(String name) {
    return encode(name, true);
  }

  private static String encode(String text, boolean shown) {
    var out = new StringBuilder(text.length() + 8);
    byte[] bytes = text.getBytes(UTF_8);
    for (int i = 0; i < bytes.length; i++) {
      char c = (char) (bytes[i] & 0xFF);
      boolean isByte =
          shown && c == '%' && i + 2 < bytes.length && isHex(bytes[i + 1]) && isHex(bytes[i + 2]);
      if (isByte || c < 0x80 && (Character.isLetterOrDigit(c) || UNRESERVED.indexOf(c) >= 0)) {
        out.append(c);
      } else {
        out.append('%').append(HEX.charAt(c >> 4)).append(HEX.charAt(c & 15));
      }
    }
    return out.toString();
  }

  private static boolean isHex(byte digit) {
    return HexFormat.isHexDigit(digit);
  }
}
