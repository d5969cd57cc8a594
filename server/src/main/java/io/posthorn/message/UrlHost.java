package io.posthorn.message;

import java.net.IDN;
import java.net.InetAddress;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The host of a URL in its one form: lower case, in ASCII, without a trailing dot, an IPv4 address
 * in any of its spellings as four decimal numbers, an IPv6 address in brackets. The rules for
 * numbers are those of the WHATWG URL standard, so that what a browser or an attacker may take for
 * an address is one for us too.
 */
final class UrlHost {
  private static final int MAX_NAME = 253;
  private static final int MAX_LABEL = 63;

  private UrlHost() {}

  /**
   * The one form of {@code written}.
   *
   * @throws IllegalArgumentException when it is no host; the message names it
   */
  static String normalise(String written) {
    if (written.startsWith("[")) {
      return ipv6(written);
    }
    String ascii = ascii(written);
    String name = ascii.endsWith(".") ? ascii.substring(0, ascii.length() - 1) : ascii;
    checkName(name, written);
    String last = name.substring(name.lastIndexOf('.') + 1);
    return isNumber(last) ? ipv4(name, written) : name;
  }

  private static String ipv6(String written) {
    String inside =
        written.endsWith("]") ? written.substring(1, written.length() - 1) : written.substring(1);
    if (inside.indexOf('%') >= 0) {
      throw refused(written, "an IPv6 address without a zone");
    }
    InetAddress address =
        written.endsWith("]") && inside.indexOf(':') >= 0 ? IpAddresses.parse(inside) : null;
    if (address == null) {
      throw refused(written, "an IPv6 address like [2001:db8::1]");
    }
    String text = IpAddresses.format(address);
    return address.getAddress().length == 4 ? text : '[' + text + ']';
  }

  private static String ascii(String written) {
    if (written.chars().allMatch(c -> c < 0x80)) {
      return written.toLowerCase(Locale.ROOT);
    }
    try {
      return IDN.toASCII(written).toLowerCase(Locale.ROOT);
    } catch (IllegalArgumentException e) {
      throw refused(written, "an internationalised name that can be written in ASCII");
    }
  }

  private static void checkName(String name, String written) {
    if (name.length() > MAX_NAME) {
      throw refused(written, "at most " + MAX_NAME + " characters");
    }
    for (String label : name.split("\\.", -1)) {
      if (label.isEmpty() || label.length() > MAX_LABEL) {
        throw refused(written, "labels of 1 to " + MAX_LABEL + " characters");
      }
    }
    // After the mapping to ASCII, because that makes slashes, dots and percent signs of others.
    if (!name.chars().allMatch(UrlHost::isNameChar)) {
      throw refused(written, "letters, digits, '-', '_' and '.'");
    }
  }

  private static boolean isNameChar(int c) {
    return c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '-' || c == '_' || c == '.';
  }

  private static boolean isNumber(String label) {
    return isDigits(label, 10) || label.startsWith("0x") && isDigits(label.substring(2), 16);
  }

  private static boolean isDigits(String text, int radix) {
    return text.chars().allMatch(c -> Character.digit(c, radix) >= 0);
  }

  /** One to four numbers, the last of which fills all bytes that are left. */
  private static String ipv4(String name, String written) {
    String[] parts = name.split("\\.", -1);
    if (parts.length > 4) {
      throw refused(written, "at most four numbers");
    }
    long address = 0;
    for (int i = 0; i < parts.length; i++) {
      Long number = number(parts[i]);
      boolean last = i == parts.length - 1;
      int bytes = last ? 5 - parts.length : 1;
      if (number == null || number >= 1L << 8 * bytes) {
        throw refused(written, "an IPv4 address like 192.0.2.1");
      }
      address = address << 8 * bytes | number;
    }
    return (address >> 24)
        + "."
        + (address >> 16 & 255)
        + "."
        + (address >> 8 & 255)
        + "."
        + (address & 255);
  }

  private static @Nullable Long number(String part) {
    int radix = 10;
    String digits = part;
    if (part.startsWith("0x")) {
      radix = 16;
      digits = part.substring(2);
    } else if (part.length() > 1 && part.startsWith("0")) {
      radix = 8;
      digits = part.substring(1);
    }
    try {
      // Signs never reach this: they are no digits, and an empty hexadecimal number is 0.
      return !isDigits(digits, radix)
          ? null
          : digits.isEmpty() ? 0L : Long.parseLong(digits, radix);
    } catch (NumberFormatException e) {
      return null;
    }
  }

  private static IllegalArgumentException refused(String written, String expected) {
    return new IllegalArgumentException(
        "url: host '" + TargetUrl.shown(written) + "' (expected: " + expected + ")");
  }
}
