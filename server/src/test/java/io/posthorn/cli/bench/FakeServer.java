package io.posthorn.cli.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** As much of Posthorn as a load generator can see, over queues of strings. */
final class FakeServer implements AutoCloseable {
  static {
    // Or its answers wait 40 ms for the client's delayed acknowledgement.
    System.setProperty("sun.net.httpserver.nodelay", "true");
  }

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Map<String, BlockingQueue<String>> queues = new ConcurrentHashMap<>();

  /** Requests that came. */
  final AtomicInteger requests = new AtomicInteger();

  /** Whether a queue was made. */
  final AtomicBoolean known = new AtomicBoolean();

  /** The keys that requests came with; "none" of those without. */
  final Set<String> keys = ConcurrentHashMap.newKeySet();

  /** Settled receipts. */
  final AtomicInteger settled = new AtomicInteger();

  /** Answer this status to everything; 0 = as usual. */
  volatile int status;

  /** Hold the request of this number back for {@link #stallMillis}. */
  volatile int stallAt = -1;

  volatile int stallMillis;

  FakeServer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1000);
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  Endpoint endpoint() {
    return Endpoint.parse(url());
  }

  BlockingQueue<String> queue(String name) {
    return queues.computeIfAbsent(name, n -> new LinkedBlockingQueue<>());
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      int number = requests.getAndIncrement();
      String body = new String(exchange.getRequestBody().readAllBytes(), ISO_8859_1);
      String key = exchange.getRequestHeaders().getFirst("Authorization");
      keys.add(key == null ? "none" : key);
      if (number == stallAt) {
        TimeUnit.MILLISECONDS.sleep(stallMillis);
      }
      if (exchange.getRequestURI().getPath().matches("/v1/queues/[^/]+")) {
        requests.decrementAndGet();
        boolean made = exchange.getRequestMethod().equals("PUT");
        known.compareAndSet(false, made);
        answer(exchange, made ? 201 : known.get() ? 200 : 404, "{}");
      } else if (status != 0) {
        answer(exchange, status, "refused");
      } else if (exchange.getRequestURI().getPath().equals("/")) {
        httpsqs(exchange, body);
      } else {
        answerNative(exchange, exchange.getRequestURI().getPath().split("/"), body);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void httpsqs(HttpExchange exchange, String body) throws IOException {
    String query = exchange.getRequestURI().getQuery();
    BlockingQueue<String> queue = queue(query.replaceAll(".*name=([^&]*).*", "$1"));
    if (query.contains("opt=put")) {
      queue.add(body);
      answer(exchange, 200, "HTTPSQS_PUT_OK");
    } else {
      String message = queue.poll();
      answer(exchange, 200, message == null ? "HTTPSQS_GET_END" : message);
    }
  }

  private void answerNative(HttpExchange exchange, String[] path, String body)
      throws IOException, InterruptedException {
    BlockingQueue<String> queue = queue(path[3]);
    String verb = path[path.length - 1];
    switch (verb) {
      case "messages" -> {
        queue.add(body);
        answer(exchange, 201, "{}");
      }
      case "batch" -> {
        body.lines().forEach(queue::add);
        answer(exchange, 201, "{}");
      }
      case "take" -> {
        boolean wait = exchange.getRequestURI().getQuery() != null;
        String message = wait ? queue.poll(10, TimeUnit.SECONDS) : queue.poll();
        answer(exchange, message == null ? 204 : 200, message);
      }
      case "reserve" -> {
        String message = queue.poll();
        String item = "{\"receipt\":\"1-" + requests.get() + "-1\",\"body\":\"b\"}";
        answer(exchange, 200, "{\"messages\":[" + (message == null ? "" : item) + "]}");
      }
      case "settle" -> {
        settled.addAndGet(body.split("\"receipt\"", -1).length - 1);
        answer(exchange, 200, "{\"results\":[{\"result\":\"settled\"}]}");
      }
      default -> answer(exchange, 404, "no such path");
    }
  }

  private static void answer(HttpExchange exchange, int code, @Nullable String body)
      throws IOException {
    byte[] bytes = body == null ? new byte[0] : body.getBytes(ISO_8859_1);
    exchange.sendResponseHeaders(code, bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
