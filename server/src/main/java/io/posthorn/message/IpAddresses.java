package io.posthorn.message;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/**
 * IP addresses as text. Only the canonical forms are read here, so that no text means one address
 * to us and another to somebody else; nothing is ever looked up by name.
 */
public final class IpAddresses {
  private static final int GROUPS = 8;

  private IpAddresses() {}

  /**
   * The address that {@code text} spells: four decimal numbers without leading zeros, or an IPv6
   * address without brackets and zone. Null when it is neither. As everywhere in the JDK, an
   * IPv4-mapped IPv6 address becomes the IPv4 address.
   */
  public static @Nullable InetAddress parse(String text) {
    try {
      if (text.indexOf(':') >= 0) {
        return isIpv6Text(text) ? InetAddress.getByName('[' + text + ']') : null;
      }
      byte[] quad = quad(text);
      return quad == null ? null : InetAddress.getByAddress(quad);
    } catch (UnknownHostException e) {
      return null;
    }
  }

  /** The shortest usual form of {@code address}, IPv6 without brackets and zone (RFC 5952). */
  public static String format(InetAddress address) {
    byte[] bytes = address.getAddress();
    if (bytes.length == 4) {
      return address.getHostAddress();
    }
    int[] groups = new int[GROUPS];
    for (int i = 0; i < GROUPS; i++) {
      groups[i] = (bytes[2 * i] & 0xff) << 8 | bytes[2 * i + 1] & 0xff;
    }
    int from = -1;
    int length = 1;
    for (int i = 0; i < GROUPS; i++) {
      int zeros = zeros(groups, i);
      if (zeros > length) {
        from = i;
        length = zeros;
      }
    }
    var text = new StringBuilder(40);
    for (int i = 0; i < GROUPS; i++) {
      if (i == from) {
        text.append("::");
        i += length - 1;
      } else {
        text.append(i == 0 || i == from + length && from >= 0 ? "" : ":");
        text.append(Integer.toHexString(groups[i]));
      }
    }
    return text.toString();
  }

  private static int zeros(int[] groups, int from) {
    int count = 0;
    while (from + count < GROUPS && groups[from + count] == 0) {
      count++;
    }
    return count;
  }

  /** Keeps names and zones away from the JDK, which would look the former up. */
  private static boolean isIpv6Text(String text) {
    return text.length() <= 45
        && text.chars()
            .allMatch(c -> c == ':' || c == '.' || Character.digit(c, 16) >= 0 && c < 128);
  }

  private static byte @Nullable [] quad(String text) {
    String[] parts = text.split("\\.", -1);
    if (parts.length != 4) {
      return null;
    }
    byte[] quad = new byte[4];
    for (int i = 0; i < 4; i++) {
      String part = parts[i];
      boolean canonical =
          !part.isEmpty()
              && part.length() <= 3
              && part.chars().allMatch(c -> c >= '0' && c <= '9')
              && (part.length() == 1 || part.charAt(0) != '0');
      if (!canonical || Integer.parseInt(part) > 255) {
        return null;
      }
      quad[i] = (byte) Integer.parseInt(part);
    }
    return quad;
  }
}
