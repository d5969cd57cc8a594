package io.posthorn.cli;

import io.posthorn.config.ConfigException;
import java.net.URI;

/** The address of a running server, as it is typed. */
final class ServerAddress {
  private ServerAddress() {}

  /** Reads {@code text}. */
  static URI parse(String text) {
    try {
      URI uri = URI.create(text);
      boolean http = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
      if (http && uri.getHost() != null) {
        return uri;
      }
    } catch (IllegalArgumentException e) {
      // Said below.
    }
    throw new ConfigException("--url: '" + text + "' (expected: like http://127.0.0.1:1218)");
  }
}
