package io.posthorn.delivery.call;

import static java.util.Objects.requireNonNull;

import io.posthorn.message.TargetUrl;
import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * Finds the addresses to connect to for a URL: the checked ones of its host, or those of the proxy.
 * With a proxy the host is checked all the same if it resolves here; if it does not, the proxy may
 * know better. Thread-safe.
 */
final class Resolution {
  private final Resolver targets;
  private final Resolver proxies;
  private final CallerOptions.@Nullable Proxy proxy;

  Resolution(Resolver targets, Resolver proxies, CallerOptions.@Nullable Proxy proxy) {
    this.targets = requireNonNull(targets, "targets");
    this.proxies = requireNonNull(proxies, "proxies");
    this.proxy = proxy;
  }

  /** The addresses; fails with a {@link DeniedException} or because there are none. */
  CompletableFuture<List<InetAddress>> resolve(TargetUrl url) {
    CompletableFuture<List<InetAddress>> checked = targets.resolve(url.lookupHost());
    CallerOptions.Proxy through = proxy;
    if (through == null) {
      return checked;
    }
    return checked
        .handle(
            (found, problem) -> {
              Throwable cause =
                  problem instanceof CompletionException ? problem.getCause() : problem;
              if (cause instanceof DeniedException denied) {
                throw denied;
              }
              return through.host();
            })
        .thenCompose(proxies::resolve);
  }
}
