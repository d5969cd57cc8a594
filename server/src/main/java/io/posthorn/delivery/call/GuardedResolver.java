package io.posthorn.delivery.call;

import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Resolves hosts and refuses those whose addresses may not be called. Who connects must connect to
 * the very addresses that are answered: a name asked for again may have others by then (DNS
 * rebinding). For the same reason one denied address refuses the whole host.
 */
public final class GuardedResolver implements Resolver {
  private final Resolver resolver;
  private final AddressPolicy policy;

  /** Asks {@code resolver} and judges by {@code policy}. */
  public GuardedResolver(Resolver resolver, AddressPolicy policy) {
    this.resolver = resolver;
    this.policy = policy;
  }

  @Override
  public CompletableFuture<List<InetAddress>> resolve(String host) {
    return resolver.resolve(host).thenCompose(addresses -> check(host, addresses));
  }

  private CompletableFuture<List<InetAddress>> check(String host, List<InetAddress> addresses) {
    for (InetAddress address : addresses) {
      String denial = policy.denial(address);
      if (denial != null) {
        String rest = addresses.size() == 1 ? "" : "; all addresses of a host must be allowed";
        return CompletableFuture.failedFuture(
            new DeniedException("host '" + host + "': " + denial + rest));
      }
    }
    return CompletableFuture.completedFuture(addresses);
  }
}
