package io.posthorn.delivery.call;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;

/**
 * The IPv4 addresses that an IPv6 address carries. A packet for it may come out at the IPv4 address
 * behind some translator or tunnel, so both must be allowed.
 */
final class EmbeddedAddresses {
  /** Networks whose addresses mean nothing but the IPv4 address in their last four bytes. */
  private static final List<Network> LAST_FOUR =
      networks("::ffff:0:0:0/96", "64:ff9b::/96", "::/96");

  private static final Network LOCAL_NAT64 = Network.parse("64:ff9b:1::/48");
  private static final Network SIX_TO_FOUR = Network.parse("2002::/16");
  private static final Network TEREDO = Network.parse("2001::/32");

  private EmbeddedAddresses() {}

  /** Those of {@code address}; none for an IPv4 address and for {@code ::} and {@code ::1}. */
  static List<InetAddress> of(InetAddress address) {
    byte[] bytes = address.getAddress();
    if (bytes.length == 4 || address.isAnyLocalAddress() || address.isLoopbackAddress()) {
      return List.of();
    }
    if (isTranslation(bytes)) {
      return List.of(ipv4(bytes, 12, 0));
    }
    if (LOCAL_NAT64.contains(bytes)) {
      return localNat64(bytes);
    }
    if (SIX_TO_FOUR.contains(bytes)) {
      return List.of(ipv4(bytes, 2, 0));
    }
    if (TEREDO.contains(bytes)) {
      return List.of(ipv4(bytes, 4, 0), ipv4(bytes, 12, 0xff));
    }
    return isIsatap(bytes) ? List.of(ipv4(bytes, 12, 0)) : List.of();
  }

  /** Whether the IPv4 address is all that counts, wherever the IPv6 address itself lies. */
  static boolean isTranslation(byte[] address) {
    return isMapped(address) || LAST_FOUR.stream().anyMatch(network -> network.contains(address));
  }

  /** Most JDK methods make an IPv4 address of it, but not all. */
  private static boolean isMapped(byte[] bytes) {
    return bytes.length == 16
        && bytes[10] == -1
        && bytes[11] == -1
        && Arrays.mismatch(bytes, new byte[10]) == 10;
  }

  /** By RFC 6052 a prefix of 48 bits and one of 96 have different places for the address. */
  private static List<InetAddress> localNat64(byte[] bytes) {
    InetAddress after48 = ipv4(new byte[] {bytes[6], bytes[7], bytes[9], bytes[10]}, 0, 0);
    InetAddress after96 = ipv4(bytes, 12, 0);
    if (after48.isAnyLocalAddress()) {
      return List.of(after96);
    }
    return after96.isAnyLocalAddress() ? List.of(after48) : List.of(after48, after96);
  }

  /** RFC 5214: the interface part is 0000:5efe or 0200:5efe and the IPv4 address. */
  private static boolean isIsatap(byte[] bytes) {
    return (bytes[8] & 0xfd) == 0
        && bytes[9] == 0
        && bytes[10] == 0x5e
        && (bytes[11] & 0xff) == 0xfe;
  }

  private static InetAddress ipv4(byte[] bytes, int from, int flip) {
    byte[] ipv4 = new byte[4];
    for (int i = 0; i < 4; i++) {
      ipv4[i] = (byte) (bytes[from + i] ^ flip);
    }
    try {
      return InetAddress.getByAddress(ipv4);
    } catch (UnknownHostException e) {
      throw new AssertionError("four bytes are an address", e);
    }
  }

  private static List<Network> networks(String... texts) {
    return List.of(texts).stream().map(Network::parse).toList();
  }
}
