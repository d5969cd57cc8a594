package io.posthorn.delivery.call;

import static java.util.Objects.requireNonNull;

import io.posthorn.message.IpAddresses;
import java.net.InetAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which addresses may be called. A configured network that allows beats one that denies, which
 * beats the preset. An IPv6 address that carries an IPv4 address (mapped, compatible, NAT64, 6to4,
 * Teredo, ISATAP) is denied when either of them is. Immutable.
 *
 * @param preset what is denied unless the networks say otherwise
 * @param allow networks that may be called in any case
 * @param deny networks that may not
 */
public record AddressPolicy(AddressPreset preset, List<Network> allow, List<Network> deny) {
  /** The policy of a server that configures none. */
  public static final AddressPolicy DEFAULT =
      new AddressPolicy(AddressPreset.LOCAL, List.of(), List.of());

  public AddressPolicy {
    requireNonNull(preset, "preset");
    allow = List.copyOf(allow);
    deny = List.copyOf(deny);
  }

  /**
   * Why {@code address} may not be called: a sentence that names it and the network; null when it
   * may.
   */
  public @Nullable String denial(InetAddress address) {
    if (find(allow, address) != null) {
      return null;
    }
    String why = check(address);
    if (why != null) {
      return "address " + IpAddresses.format(address) + " is denied: " + why;
    }
    for (InetAddress embedded : EmbeddedAddresses.of(address)) {
      why = check(embedded);
      if (why != null) {
        return String.format(
            "address %s, which carries %s, is denied: %s",
            IpAddresses.format(address), IpAddresses.format(embedded), why);
      }
    }
    return null;
  }

  private @Nullable String check(InetAddress address) {
    if (find(allow, address) != null) {
      return null;
    }
    Network denied = find(deny, address);
    return denied != null ? denied + " (configured)" : preset.denies(address);
  }

  private static @Nullable Network find(List<Network> networks, InetAddress address) {
    for (Network network : networks) {
      if (network.contains(address)) {
        return network;
      }
    }
    return null;
  }
}
