package io.posthorn.nodes;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** Is called by nodes; remembers by what, when, and by how many at once. */
final class Receiver implements AutoCloseable {
  /**
   * A call.
   *
   * @param node who called
   * @param scheduledAt of the run that it is of
   * @param nanos when it came
   */
  record Received(String node, String body, String id, String scheduledAt, long nanos) {}

  final Queue<Received> received = new ConcurrentLinkedQueue<>();
  final AtomicInteger mostAtOnce = new AtomicInteger();
  private final AtomicInteger atOnce = new AtomicInteger();
  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();

  /** Needs {@code time} for each call. */
  Receiver(Duration time) {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1024);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(threads);
    server.createContext("/", exchange -> answer(exchange, time));
    server.start();
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/";
  }

  List<String> bodies() {
    return received.stream().map(Received::body).toList();
  }

  private void answer(HttpExchange exchange, Duration time) throws IOException {
    mostAtOnce.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
    var headers = exchange.getRequestHeaders();
    received.add(
        new Received(
            headers.getFirst("User-Agent"),
            new String(exchange.getRequestBody().readAllBytes(), UTF_8),
            headers.getFirst("webhook-id"),
            headers.getFirst("Posthorn-Scheduled-At"),
            System.nanoTime()));
    LockSupport.parkNanos(time.toNanos());
    atOnce.decrementAndGet();
    exchange.sendResponseHeaders(204, -1);
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
