package io.posthorn.http;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Connections by the address they come from; holds addresses only while they have some.
 * Thread-safe.
 */
final class Addresses {
  private static final int PREFIX_BYTES = 8;

  private final ConcurrentHashMap<InetAddress, Integer> open = new ConcurrentHashMap<>();
  private final int most;

  Addresses(int most) {
    this.most = most;
  }

  /** Counts a connection from {@code address}; false, and not counted, when it has enough. */
  boolean enter(InetAddress address) {
    boolean[] entered = {false};
    open.compute(
        network(address),
        (key, count) -> {
          int now = count == null ? 0 : count;
          entered[0] = now < most;
          return entered[0] ? Integer.valueOf(now + 1) : count;
        });
    return entered[0];
  }

  /** One connection less. */
  void leave(InetAddress address) {
    open.computeIfPresent(network(address), (key, count) -> count > 1 ? count - 1 : null);
  }

  /** Of IPv6 what one customer has. */
  private static InetAddress network(InetAddress address) {
    if (!(address instanceof Inet6Address)) {
      return address;
    }
    byte[] prefix = Arrays.copyOf(Arrays.copyOf(address.getAddress(), PREFIX_BYTES), 16);
    try {
      return InetAddress.getByAddress(prefix);
    } catch (UnknownHostException e) {
      return address;
    }
  }
}
