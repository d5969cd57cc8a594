package io.posthorn.browser;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;

/** An application that Posthorn calls, which fails until it is repaired. */
final class Receiver implements AutoCloseable {
  private final HttpServer server;
  private volatile boolean works;

  Receiver() throws IOException {
    server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    server.createContext("/", this::answer);
    server.start();
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/hook";
  }

  void repair() {
    works = true;
  }

  private void answer(HttpExchange call) throws IOException {
    byte[] text = (works ? "ok" : "{\"error\":\"the database is away\"}").getBytes(UTF_8);
    try (call) {
      call.getRequestBody().readAllBytes();
      call.getResponseHeaders().add("Content-Type", "application/json");
      call.sendResponseHeaders(works ? 200 : 500, text.length);
      call.getResponseBody().write(text);
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
