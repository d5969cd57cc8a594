package io.posthorn.delivery.call;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How calls are made.
 *
 * @param eventLoops threads that carry the calls
 * @param tls whom https trusts, and as whom it presents itself
 * @param proxy through which all calls go; null = none
 * @param http2 whether https offers HTTP/2
 * @param maxAnswer most bytes of an answer's body that are read for the connection's sake; a longer
 *     answer counts by its status and ends its connection
 * @param connections how many there may be, and for how long
 * @param userAgent sent where a call brings none
 */
public record CallerOptions(
    int eventLoops,
    Tls tls,
    @Nullable Proxy proxy,
    boolean http2,
    int maxAnswer,
    Connections connections,
    String userAgent) {
  /**
   * Files in PEM format.
   *
   * @param authorities certificates that are trusted besides those of the system; null = none
   * @param certificate chain that is shown to receivers that ask for one; null = none
   * @param key its private key, PKCS#8 without a password; null if {@code certificate} is
   */
  public record Tls(@Nullable Path authorities, @Nullable Path certificate, @Nullable Path key) {
    /** Only the system's trust. */
    public static final Tls SYSTEM = new Tls(null, null, null);

    public Tls {
      if ((certificate == null) != (key == null)) {
        throw new IllegalArgumentException("a client certificate needs its key, and the reverse");
      }
    }
  }

  /**
   * A forward proxy that is spoken to in plain HTTP. It connects by name, so that the addresses
   * checked here are not pinned: names that resolve here are checked, and the proxy has the last
   * word.
   *
   * @param authorization value of {@code Proxy-Authorization}; null = none
   */
  public record Proxy(String host, int port, @Nullable String authorization) {
    @Override
    public String toString() {
      return "Proxy[" + host + ":" + port + (authorization == null ? "]" : ", authorization=***]");
    }
  }

  /**
   * Bounds on connections.
   *
   * @param perTarget most to one scheme, host and port
   * @param all most altogether
   * @param idle how long an unused one is kept, unless the receiver says a shorter time; below what
   *     servers usually keep, so that they do not close it just as it is used
   */
  public record Connections(int perTarget, int all, Duration idle) {
    public Connections {
      checkPositive("connections per target", perTarget);
      checkPositive("connections", all);
      if (idle.isNegative()) {
        throw new IllegalArgumentException("idle: " + idle + " (expected: zero or more)");
      }
    }
  }

  public CallerOptions {
    requireNonNull(tls, "tls");
    requireNonNull(connections, "connections");
    requireNonNull(userAgent, "userAgent");
    checkPositive("event loops", eventLoops);
    checkPositive("bytes of an answer", maxAnswer);
  }

  /** The options of a server that sets none. */
  public static CallerOptions of(int eventLoops, String userAgent) {
    var connections = new Connections(256, 8192, Duration.ofSeconds(4));
    return new CallerOptions(eventLoops, Tls.SYSTEM, null, true, 1 << 20, connections, userAgent);
  }

  /** The same with other files. */
  public CallerOptions withTls(Tls tls) {
    return new CallerOptions(eventLoops, tls, proxy, http2, maxAnswer, connections, userAgent);
  }

  /** The same through a proxy, or none. */
  public CallerOptions withProxy(@Nullable Proxy proxy) {
    return new CallerOptions(eventLoops, tls, proxy, http2, maxAnswer, connections, userAgent);
  }

  /** The same with HTTP/2 or without. */
  public CallerOptions withHttp2(boolean http2) {
    return new CallerOptions(eventLoops, tls, proxy, http2, maxAnswer, connections, userAgent);
  }

  /** The same with another bound on answers. */
  public CallerOptions withMaxAnswer(int maxAnswer) {
    return new CallerOptions(eventLoops, tls, proxy, http2, maxAnswer, connections, userAgent);
  }

  /** The same with other bounds on connections. */
  public CallerOptions withConnections(int perTarget, int all, Duration idle) {
    var connections = new Connections(perTarget, all, idle);
    return new CallerOptions(eventLoops, tls, proxy, http2, maxAnswer, connections, userAgent);
  }

  private static void checkPositive(String name, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + ": " + value + " (expected: at least 1)");
    }
  }
}
