package io.posthorn.cli;

import io.posthorn.StartException;
import io.posthorn.config.ConfigException;
import io.posthorn.config.ListenConfig;
import java.net.InetAddress;
import java.net.UnknownHostException;

/** Keeps a server without credentials to its own machine, unless told otherwise. */
final class Loopback {
  private Loopback() {}

  /**
   * Refuses an address that other machines can reach.
   *
   * @throws ConfigException saying how to allow it
   */
  static void require(ListenConfig listen) {
    if (!listen.insecure() && !isLoopback(listen.host())) {
      throw new ConfigException(
          "refusing to listen on "
              + listen.host()
              + " without credentials: whoever reaches it can read and delete every message"
              + " (expected: a loopback address such as 127.0.0.1, or --insecure)");
    }
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
