package io.posthorn;

import io.posthorn.config.ServerConfig;
import java.util.ArrayDeque;
import java.util.Deque;

/** A running Posthorn: the one class that knows all parts, and the order in which they start and stop. */
public final class Server implements AutoCloseable {
  /** What the main listener serves. */
  public enum Front {
    /** Everything. */
    ALL,
    /** HTTPSQS on every path, as the original did. */
    HTTPSQS
  }

  private final Deque<AutoCloseable> parts = new ArrayDeque<>();
  private final ServerConfig config;
  private int port;

  private Server(ServerConfig config) {
    this.config = config;
  }

  /**
   * Starts all parts; returns when requests are accepted.
   *
   * @throws StartException naming what is in the way; nothing is left running then
   */
  public static Server start(ServerConfig config, Front front) {
    Server server = new Server(config);
    try {
      server.open(front);
      return server;
    } catch (RuntimeException | Error e) {
      server.close();
      throw e;
    }
  }

  private void open(Front front) {
    DataDirectory data = started(DataDirectory.open(config.data()));
    port = config.listen().port();
  }

  /** Where it listens, as in {@code http://127.0.0.1:1218}. */
  public String address() {
    String host = config.listen().host();
    return "http://" + (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
  }

  /** Stops all parts, last started first: accepts no more, finishes what it began, makes it durable. */
  @Override
  public void close() {
    while (!parts.isEmpty()) {
      try {
        parts.pop().close();
      } catch (Exception e) {
        throw new IllegalStateException("a part did not stop: " + e.getMessage(), e);
      }
    }
  }

  private <T extends AutoCloseable> T started(T part) {
    parts.push(part);
    return part;
  }
}
