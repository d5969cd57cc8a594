package io.posthorn.http;

import io.posthorn.access.Identity;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;

/** Event loops, and a protocol that echoes. */
@Timeout(60)
abstract class HttpListenerFixture {
  static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2026-11-20T23:24:56Z"));

  final HttpTransport transport = HttpTransport.open(2, CLOCK);
  final ExecutorService elsewhere = Executors.newFixedThreadPool(2);
  final AtomicInteger bigReplies = new AtomicInteger();
  final List<Exchange> held = new CopyOnWriteArrayList<>();

  @AfterEach
  void close() {
    transport.close();
    elsewhere.shutdownNow();
  }

  /**
   * Echoes; {@code /hold} waits in {@link #held}, {@code /async} replies on another thread, {@code
   * /throw} throws.
   */
  void serve(Exchange exchange) {
    switch (exchange.path()) {
      case "/hold" -> held.add(exchange);
      case "/async" -> elsewhere.execute(() -> exchange.reply(() -> echo(exchange)));
      case "/throw" -> throw new IllegalStateException("on purpose");
      case "/big" -> bigReplies.incrementAndGet();
      default -> {}
    }
    switch (exchange.path()) {
      case "/hold", "/async" -> {}
      case "/big" ->
          exchange.reply(Reply.of(200, "text/plain", new byte[Integer.parseInt(exchange.query())]));
      default -> exchange.reply(echo(exchange));
    }
  }

  static Reply echo(Exchange exchange) {
    String text = exchange.method() + " " + exchange.path() + " " + exchange.query() + " ";
    byte[] head = text.getBytes(StandardCharsets.ISO_8859_1);
    byte[] all = java.util.Arrays.copyOf(head, head.length + exchange.body().length);
    System.arraycopy(exchange.body(), 0, all, head.length, exchange.body().length);
    return Reply.of(200, "text/plain", all);
  }

  HttpListener listen(ListenerOptions options) throws IOException {
    return transport.listen(
        options,
        new Protocol() {
          @Override
          public void handle(Exchange exchange) {
            serve(exchange);
          }

          @Override
          public Supplier<Reply> admit(Exchange exchange) {
            exchange.identity(Identity.ANYBODY);
            return null;
          }
        });
  }

  HttpListener listen() throws IOException {
    return listen(ListenerOptions.on("127.0.0.1", 0));
  }
}
