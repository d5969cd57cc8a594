package io.posthorn;

import java.net.InetAddress;
import java.net.UnknownHostException;

/**
 * Under which name a node is shown: where it listens, or, if that is everywhere, its computer's.
 */
final class NodeName {
  private NodeName() {}

  static String of(String host, int port) {
    return shown(host) + ":" + port;
  }

  private static String shown(String host) {
    try {
      return InetAddress.getByName(host).isAnyLocalAddress()
          ? InetAddress.getLocalHost().getHostName()
          : host;
    } catch (UnknownHostException e) {
      return host;
    }
  }
}
