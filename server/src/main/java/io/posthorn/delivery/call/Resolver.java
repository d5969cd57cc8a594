package io.posthorn.delivery.call;

import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Finds the addresses of hosts. Any thread may ask; nothing blocks. */
public interface Resolver {
  /**
   * The addresses of {@code host}, at least one, in the order in which they should be tried. Fails
   * with an {@link UnresolvedException} when there are none, or with a {@link DeniedException} when
   * they may not be called; on a thread of the resolver's, or at once on the caller's.
   *
   * @param host a name, or an address without brackets, as {@code TargetUrl.lookupHost} gives it
   */
  CompletableFuture<List<InetAddress>> resolve(String host);
}
