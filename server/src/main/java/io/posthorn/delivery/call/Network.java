package io.posthorn.delivery.call;

import io.posthorn.message.IpAddresses;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/**
 * A range of IP addresses as CIDR writes it: {@code 10.0.0.0/8}, {@code fd00::/8}, or one address.
 * A range of IPv4-mapped IPv6 addresses is the range of the IPv4 addresses. Immutable.
 */
public final class Network {
  private static final int MAPPED_BITS = 96;

  private final byte[] base;
  private final int prefix;

  private Network(byte[] base, int prefix) {
    this.base = base;
    this.prefix = prefix;
  }

  /**
   * Reads {@code text}.
   *
   * @throws IllegalArgumentException when it is no network, or its address has bits beyond the
   *     prefix; the message names it
   */
  public static Network parse(String text) {
    int slash = text.indexOf('/');
    InetAddress address = IpAddresses.parse(slash < 0 ? text : text.substring(0, slash));
    if (address == null) {
      throw refused(text, "", "like 10.0.0.0/8, fd00::/8 or 192.0.2.1");
    }
    byte[] base = address.getAddress();
    int bits = base.length * 8;
    int offset = base.length == 4 && text.indexOf(':') >= 0 ? MAPPED_BITS : 0;
    int prefix = slash < 0 ? bits : prefix(text.substring(slash + 1)) - offset;
    if (prefix < 0 || prefix > bits) {
      throw refused(text, "", "a prefix of " + offset + " to " + (offset + bits) + " bits");
    }
    byte[] masked = masked(base, prefix);
    if (!Arrays.equals(base, masked)) {
      var meant = new Network(masked, prefix);
      throw refused(text, " has bits beyond its prefix", meant.toString());
    }
    return new Network(base, prefix);
  }

  /** Whether {@code address} lies in it; never, when it is of the other family. */
  public boolean contains(InetAddress address) {
    return contains(address.getAddress());
  }

  boolean contains(byte[] address) {
    if (address.length != base.length) {
      return false;
    }
    int whole = prefix / 8;
    if (!Arrays.equals(address, 0, whole, base, 0, whole)) {
      return false;
    }
    int mask = 0xff00 >> prefix % 8 & 0xff;
    return mask == 0 || ((address[whole] ^ base[whole]) & mask) == 0;
  }

  /** Up to three digits; -1 when it is something else. */
  private static int prefix(String text) {
    boolean number =
        !text.isEmpty() && text.length() <= 3 && text.chars().allMatch(c -> c >= '0' && c <= '9');
    return number ? Integer.parseInt(text) : -1;
  }

  private static byte[] masked(byte[] address, int prefix) {
    byte[] masked = new byte[address.length];
    for (int i = 0; i < masked.length; i++) {
      int bits = Math.max(0, Math.min(8, prefix - 8 * i));
      masked[i] = (byte) (address[i] & 0xff00 >> bits);
    }
    return masked;
  }

  private static IllegalArgumentException refused(String text, String why, String expected) {
    return new IllegalArgumentException(
        "network: '" + text + "'" + why + " (expected: " + expected + ")");
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Network that && prefix == that.prefix && Arrays.equals(base, that.base);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(base) + prefix;
  }

  @Override
  public String toString() {
    try {
      return IpAddresses.format(InetAddress.getByAddress(base)) + '/' + prefix;
    } catch (UnknownHostException e) {
      throw new AssertionError("4 and 16 bytes are an address", e);
    }
  }
}
