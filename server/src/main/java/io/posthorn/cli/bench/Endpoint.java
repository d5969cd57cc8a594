package io.posthorn.cli.bench;

import java.net.URI;

/**
 * Where the load goes.
 *
 * @param host name or address
 * @param port TCP port
 * @param base path before every native path, without a slash at its end; usually empty
 */
public record Endpoint(String host, int port, String base) {
  /**
   * Reads {@code http://host[:port][/base]}.
   *
   * @throws IllegalArgumentException when it is no such URL
   */
  public static Endpoint parse(String url) {
    URI uri = URI.create(url);
    String host = uri.getHost();
    if (!"http".equals(uri.getScheme()) || host == null) {
      throw new IllegalArgumentException("url: " + url + " (expected: http://host:port)");
    }
    String path = uri.getRawPath() == null ? "" : uri.getRawPath();
    String base = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    return new Endpoint(host, uri.getPort() < 0 ? 80 : uri.getPort(), base);
  }

  /** As a {@code Host} header says it. */
  public String authority() {
    return host + ':' + port;
  }
}
