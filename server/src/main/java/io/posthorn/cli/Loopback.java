package io.posthorn.cli;

import io.posthorn.StartException;
import io.posthorn.access.KeyFile;
import io.posthorn.config.ConfigException;
import io.posthorn.config.ServerConfig;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;

/** Keeps a server without keys to its own machine, unless told otherwise. */
final class Loopback {
  private Loopback() {}

  /**
   * Refuses an address that other machines can reach where no keys are asked.
   *
   * @throws ConfigException saying how to allow it
   */
  static void require(ServerConfig config) {
    String host = config.listen().host();
    if (!config.listen().insecure() && !hasKeys(config) && !isLoopback(host)) {
      throw new ConfigException(
          "refusing to listen on "
              + host
              + " without credentials: whoever reaches it can read and delete every message"
              + " (expected: a key, as 'posthorn key create' makes, a loopback address such as"
              + " 127.0.0.1, or --insecure)");
    }
  }

  /** Whether requests will need a key. */
  static boolean hasKeys(ServerConfig config) {
    return !config.access().keys().isEmpty() || Files.exists(new KeyFile(config.data()).path());
  }

  /** Whether only this machine reaches {@code host}. */
  static boolean isLoopback(String host) {
    try {
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException e) {
      throw new StartException(
          StartException.Part.LISTENER, "cannot listen on '" + host + "': no such host", e);
    }
  }
}
