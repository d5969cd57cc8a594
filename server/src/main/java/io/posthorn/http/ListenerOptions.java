package io.posthorn.http;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Where a listener listens, and its limits.
 *
 * @param host address to bind
 * @param port port to bind; 0 = any free one
 * @param times how long clients may take
 * @param sizes how much they may send
 * @param connections most connections; further ones are closed at once
 * @param connectionsPerAddress most of them from one address (from IPv6, the first 64 bits)
 * @param tls what it proves itself with; null = plain HTTP
 */
public record ListenerOptions(
    String host,
    int port,
    Times times,
    Sizes sizes,
    int connections,
    int connectionsPerAddress,
    @Nullable TlsFiles tls) {
  /**
   * How long clients may take before their connection is closed silently; zero = for ever. Waiting
   * for the server's own reply counts nowhere.
   *
   * @param idle without progress
   * @param head from a request's first byte to the end of its header fields
   * @param body from there to the end of its body
   */
  public record Times(Duration idle, Duration head, Duration body) {
    /** The shortest of those there are; zero = there are none. */
    Duration shortest() {
      Duration shortest = Duration.ZERO;
      for (Duration one : new Duration[] {idle, head, body}) {
        if (!one.isZero() && (shortest.isZero() || one.compareTo(shortest) < 0)) {
          shortest = one;
        }
      }
      return shortest;
    }
  }

  /**
   * How much clients may send, in bytes.
   *
   * @param body largest body of a request
   * @param receiving most of all large bodies in receipt or in work (up to 4 KB each are not
   *     counted); a quarter of them from those who are not known yet
   * @param target longest request target
   * @param head largest header section
   * @param heads most of all heads that have not come whole, and again of the room that long lines
   *     leave behind in their connections' decoders (up to 2 KB each are not counted)
   * @param unsent most of all that was written and clients have not read
   * @param replies most of all large replies that are being made or sent
   */
  public record Sizes(
      int body, long receiving, int target, int head, long heads, long unsent, long replies) {}

  /** The limits of a server that sets none. */
  public static ListenerOptions on(String host, int port) {
    return new ListenerOptions(
        host,
        port,
        new Times(Duration.ofSeconds(60), Duration.ofSeconds(20), Duration.ofMinutes(5)),
        new Sizes(64 << 20, 256L << 20, 1 << 20, 16 << 10, 32 << 20, 64 << 20, 256L << 20),
        100_000,
        100_000,
        null);
  }

  /** The same with another idle time. */
  public ListenerOptions withIdle(Duration idle) {
    return withTimes(new Times(idle, times.head(), times.body()));
  }

  /** The same with other times. */
  public ListenerOptions withTimes(Times other) {
    return new ListenerOptions(host, port, other, sizes, connections, connectionsPerAddress, tls);
  }

  /** The same with another number of connections. */
  public ListenerOptions withConnections(int all, int perAddress) {
    return new ListenerOptions(host, port, times, sizes, all, perAddress, tls);
  }

  /** The same with another number of connections, from wherever. */
  public ListenerOptions withConnections(int all) {
    return withConnections(all, all);
  }

  /** The same with other limits on bodies. */
  public ListenerOptions withBodies(int body, long receiving) {
    return withSizes(
        new Sizes(
            body,
            receiving,
            sizes.target(),
            sizes.head(),
            sizes.heads(),
            sizes.unsent(),
            sizes.replies()));
  }

  /** The same with other limits on heads and on what clients do not read. */
  public ListenerOptions withKept(long heads, long unsent) {
    return withSizes(
        new Sizes(
            sizes.body(),
            sizes.receiving(),
            sizes.target(),
            sizes.head(),
            heads,
            unsent,
            sizes.replies()));
  }

  /** The same with other sizes. */
  public ListenerOptions withSizes(Sizes other) {
    return new ListenerOptions(host, port, times, other, connections, connectionsPerAddress, tls);
  }

  /** The same with TLS. */
  public ListenerOptions withTls(@Nullable TlsFiles other) {
    return new ListenerOptions(host, port, times, sizes, connections, connectionsPerAddress, other);
  }
}
