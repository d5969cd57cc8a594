package io.posthorn.http;

import java.time.Duration;

/**
 * Where a listener listens, and its limits.
 *
 * @param host address to bind
 * @param port port to bind; 0 = any free one
 * @param idle a connection without progress for that long is closed silently; zero = never. Waiting
 *     for the server's own reply is not idling.
 * @param connections most connections; further ones are closed at once
 * @param body largest body of a request, bytes
 * @param receiving most bytes of all large bodies in receipt or in work, and of the room that long
 *     targets leave behind in their connections' decoders (up to 16 KB each are not counted)
 * @param target longest request target, bytes
 * @param head largest header section, bytes
 */
public record ListenerOptions(
    String host,
    int port,
    Duration idle,
    int connections,
    int body,
    long receiving,
    int target,
    int head) {
  /** The limits of a server that sets none. */
  public static ListenerOptions on(String host, int port) {
    return new ListenerOptions(
        host, port, Duration.ofSeconds(60), 100_000, 64 << 20, 256L << 20, 1 << 20, 16 << 10);
  }

  /** The same with another idle time. */
  public ListenerOptions withIdle(Duration idle) {
    return new ListenerOptions(host, port, idle, connections, body, receiving, target, head);
  }

  /** The same with another number of connections. */
  public ListenerOptions withConnections(int connections) {
    return new ListenerOptions(host, port, idle, connections, body, receiving, target, head);
  }

  /** The same with other limits on bodies. */
  public ListenerOptions withBodies(int body, long receiving) {
    return new ListenerOptions(host, port, idle, connections, body, receiving, target, head);
  }
}
