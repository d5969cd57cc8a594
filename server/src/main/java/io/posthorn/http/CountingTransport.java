package io.posthorn.http;

import io.netty.bootstrap.ServerBootstrap;
import io.vertx.core.impl.transports.NioTransport;
import io.vertx.core.net.NetServerOptions;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * As the usual one of Vert.x, but each listener has an {@link Acceptance}. A listener is known by
 * the address that its servers are to bind, which no two can share.
 */
final class CountingTransport extends NioTransport {
  private final Map<String, ListenerState> listeners = new ConcurrentHashMap<>();

  /** To be told before a server for {@code host} and {@code port} listens. */
  void expect(String host, int port, ListenerState listener) {
    listeners.put(host + ' ' + port, listener);
  }

  @Override
  public void configure(NetServerOptions options, boolean domainSocket, ServerBootstrap bootstrap) {
    super.configure(options, domainSocket, bootstrap);
    ListenerState listener = listeners.get(options.getHost() + ' ' + options.getPort());
    if (listener != null) {
      bootstrap.handler(new Acceptance(listener));
    }
  }
}
