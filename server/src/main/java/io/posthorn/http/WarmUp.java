package io.posthorn.http;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has a new listener answer a few requests of its own. The first request of a process loads several
 * hundred classes, and there are clients that give up after a second.
 */
final class WarmUp {
  private static final Logger LOG = LoggerFactory.getLogger(WarmUp.class);
  private static final int PATIENCE_MILLIS = 2_000;
  private static final long CLOSING_NANOS = 100_000_000;

  private WarmUp() {}

  static void run(HttpListener listener, List<String> targets) {
    try {
      for (String target : targets) {
        request(address(listener), target);
      }
      awaitClosed(listener);
    } catch (IOException e) {
      LOG.debug("Warming up {}:{} did not work", listener.host(), listener.port(), e);
    }
  }

  /** So that these connections do not count against the limit any more. */
  private static void awaitClosed(HttpListener listener) {
    long start = System.nanoTime();
    while (listener.connections() > 0 && System.nanoTime() - start < CLOSING_NANOS) {
      LockSupport.parkNanos(CLOSING_NANOS / 1000);
    }
  }

  private static InetSocketAddress address(HttpListener listener) throws IOException {
    InetAddress bound = InetAddress.getByName(listener.host());
    return new InetSocketAddress(
        bound.isAnyLocalAddress() ? InetAddress.getLoopbackAddress() : bound, listener.port());
  }

  private static void request(InetSocketAddress address, String target) throws IOException {
    try (var socket = new Socket(Proxy.NO_PROXY)) {
      socket.connect(address, PATIENCE_MILLIS);
      socket.setSoTimeout(PATIENCE_MILLIS);
      String request = "GET " + target + " HTTP/1.1\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      socket.getInputStream().readAllBytes();
    }
  }
}
