package io.posthorn.delivery.call;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What an {@link AddressPolicy} denies by itself. */
public enum AddressPreset {
  /**
   * The default: a target may be on this computer or in the private network, but not where clouds
   * keep credentials, nor where no server can be.
   */
  LOCAL,
  /** Only addresses that the whole Internet can reach, by IANA's special-purpose registries. */
  PUBLIC_ONLY;

  private static final Network GLOBAL_IPV6 = Network.parse("2000::/3");

  private static final List<Entry> NEVER =
      entries(
          "169.254.0.0/16 link-local, cloud metadata",
          "fe80::/10 link-local",
          "100.100.100.200/32 cloud metadata",
          "168.63.129.16/32 cloud metadata",
          "192.0.0.192/32 cloud metadata",
          "fd00:ec2::254/128 cloud metadata",
          "fd20:ce::254/128 cloud metadata",
          "fd00:42::42/128 cloud metadata",
          "0.0.0.0/8 unspecified",
          "::/128 unspecified",
          "255.255.255.255/32 broadcast",
          "224.0.0.0/4 multicast",
          "ff00::/8 multicast");

  private static final List<Entry> NOT_PUBLIC =
      entries(
          "127.0.0.0/8 loopback",
          "10.0.0.0/8 private",
          "172.16.0.0/12 private",
          "192.168.0.0/16 private",
          "100.64.0.0/10 shared by carriers",
          "192.0.0.0/24 protocol assignments",
          "192.0.2.0/24 documentation",
          "198.51.100.0/24 documentation",
          "203.0.113.0/24 documentation",
          "192.88.99.0/24 6to4 relays",
          "198.18.0.0/15 benchmarking",
          "240.0.0.0/4 reserved",
          "::1/128 loopback",
          "fc00::/7 private",
          "fec0::/10 site-local",
          "64:ff9b:1::/48 local translation",
          "100::/64 discard",
          "2001:2::/48 benchmarking",
          "2001:10::/28 identifiers",
          "2001:20::/28 identifiers",
          "2001:30::/28 identifiers",
          "2001:db8::/32 documentation",
          "3fff::/20 documentation",
          "5f00::/16 segment routing");

  /** As configuration names it: {@code local}, {@code public-only}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * The preset of that label.
   *
   * @throws IllegalArgumentException when there is none; the message names it
   */
  public static AddressPreset parse(String label) {
    for (AddressPreset preset : values()) {
      if (preset.label().equals(label)) {
        return preset;
      }
    }
    throw new IllegalArgumentException("'" + label + "' (expected: local or public-only)");
  }

  /** The network, with its use, that makes {@code address} denied; null when it is not. */
  @Nullable String denies(InetAddress address) {
    byte[] bytes = address.getAddress();
    String never = find(NEVER, bytes);
    if (never != null || this == LOCAL) {
      return never;
    }
    String special = find(NOT_PUBLIC, bytes);
    if (special != null) {
      return special;
    }
    boolean global =
        bytes.length == 4 || GLOBAL_IPV6.contains(bytes) || EmbeddedAddresses.isTranslation(bytes);
    return global ? null : "outside " + GLOBAL_IPV6 + " (global unicast)";
  }

  private static @Nullable String find(List<Entry> entries, byte[] address) {
    for (Entry entry : entries) {
      if (entry.network.contains(address)) {
        return entry.network + " (" + entry.use + ")";
      }
    }
    return null;
  }

  private static List<Entry> entries(String... lines) {
    List<Entry> entries = new ArrayList<>();
    for (String line : lines) {
      int blank = line.indexOf(' ');
      entries.add(new Entry(Network.parse(line.substring(0, blank)), line.substring(blank + 1)));
    }
    return List.copyOf(entries);
  }

  private record Entry(Network network, String use) {}
}
