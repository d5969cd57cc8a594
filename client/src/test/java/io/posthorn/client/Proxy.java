package io.posthorn.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Predicate;

/** Stands between a client and a server, remembers requests, and fails as it is told. */
final class Proxy implements AutoCloseable {
  /** What becomes of a request. */
  enum Fate {
    /** It is passed on, and its answer back. */
    PASS,
    /** It is answered 503, asking to come back in a second. */
    REFUSE,
    /** It is answered 502, as a proxy does whose server is away. */
    BAD_GATEWAY,
    /** Its connection is cut before anybody else sees it. */
    CUT_BEFORE,
    /** It is passed on, and its connection is cut instead of an answer. */
    CUT_AFTER
  }

  private static final Set<String> HOP = Set.of("host", "connection", "content-length");

  private final HttpClient client = HttpClient.newHttpClient();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final ConcurrentLinkedQueue<String> seen = new ConcurrentLinkedQueue<>();
  private final HttpServer front;
  private final String server;
  private volatile Predicate<String> chosen = line -> false;
  private volatile Fate fate = Fate.PASS;
  private volatile int left;

  Proxy(String server) throws IOException {
    this.server = server;
    front = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    front.setExecutor(threads);
    front.createContext("/", this::handle);
    front.start();
  }

  String address() {
    return "http://127.0.0.1:" + front.getAddress().getPort();
  }

  /** Gives the next {@code times} requests another fate that contain {@code text}. */
  void next(int times, String text, Fate other) {
    chosen = line -> line.contains(text);
    left = times;
    fate = other;
  }

  /** Everything passes again. */
  void pass() {
    left = 0;
  }

  /** Requests so far that contain {@code text}: method, target, a blank, body. */
  List<String> seen(String text) {
    return seen.stream().filter(line -> line.contains(text)).toList();
  }

  private void handle(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
    String line = exchange.getRequestMethod() + " " + exchange.getRequestURI() + " " + body;
    Fate its = fate(line);
    seen.add(line);
    if (its == Fate.REFUSE) {
      byte[] problem =
          "{\"code\":\"overloaded\",\"detail\":\"Too much is waiting.\"}".getBytes(UTF_8);
      exchange.getResponseHeaders().add("Retry-After", "1");
      exchange.sendResponseHeaders(503, problem.length);
      exchange.getResponseBody().write(problem);
    } else if (its == Fate.BAD_GATEWAY) {
      byte[] page = "<h1>Bad Gateway</h1>".getBytes(UTF_8);
      exchange.sendResponseHeaders(502, page.length);
      exchange.getResponseBody().write(page);
    } else if (its != Fate.CUT_BEFORE) {
      HttpResponse<byte[]> answer = forward(exchange, body);
      if (its == Fate.PASS) {
        answer
            .headers()
            .map()
            .forEach(
                (name, values) -> {
                  if (!HOP.contains(name)) {
                    exchange.getResponseHeaders().put(name, values);
                  }
                });
        int length = answer.body().length;
        exchange.sendResponseHeaders(answer.statusCode(), length == 0 ? -1 : length);
        exchange.getResponseBody().write(answer.body());
      }
    }
    exchange.close();
  }

  private synchronized Fate fate(String line) {
    if (left == 0 || !chosen.test(line)) {
      return Fate.PASS;
    }
    left--;
    return fate;
  }

  private HttpResponse<byte[]> forward(HttpExchange exchange, String body) throws IOException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(server + exchange.getRequestURI()))
            .method(exchange.getRequestMethod(), BodyPublishers.ofString(body));
    exchange
        .getRequestHeaders()
        .forEach(
            (name, values) -> {
              if (!HOP.contains(name.toLowerCase(java.util.Locale.ROOT))) {
                request.header(name, values.get(0));
              }
            });
    try {
      return client.send(request.build(), BodyHandlers.ofByteArray());
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  @Override
  public void close() {
    front.stop(0);
    threads.shutdownNow();
  }
}
