package io.posthorn.benchmarks.delivery;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.posthorn.access.Identity;
import io.posthorn.http.Exchange;
import io.posthorn.http.HttpListener;
import io.posthorn.http.HttpTransport;
import io.posthorn.http.ListenerOptions;
import io.posthorn.http.Protocol;
import io.posthorn.http.Reply;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A receiver within this process, so that one clock dates the sending and the arrival. It has one
 * event loop, which all its protocol runs on.
 */
public final class Receiver implements AutoCloseable {
  /** The usual answer. */
  static final Reply OK = Reply.text(200, "ok");

  private final ScheduledThreadPoolExecutor scheduler = new ScheduledThreadPoolExecutor(1);
  private final HttpTransport transport = HttpTransport.open(1, InstantSource.system());
  private final HttpListener listener;

  /** Listens on a free port of {@code host}. */
  public Receiver(String host, Handler handler) throws IOException {
    scheduler.setRemoveOnCancelPolicy(true);
    listener =
        transport.listen(
            ListenerOptions.on(host, 0).withIdle(Duration.ZERO),
            new Protocol() {
              @Override
              public void handle(Exchange exchange) {
                handler.handle(Receiver.this, exchange);
              }

              @Override
              public @Nullable Supplier<Reply> admit(Exchange exchange) {
                exchange.identity(Identity.ANYBODY);
                return null;
              }

              @Override
              public List<String> warmUp() {
                return List.of();
              }
            });
  }

  /** What is done with a request. On the event loop. */
  public interface Handler {
    /** Takes note, and replies to {@code exchange}. */
    void handle(Receiver receiver, Exchange exchange);
  }

  /** The port that it listens on. */
  public int port() {
    return listener.port();
  }

  /** Replies {@code delay} later. */
  void later(Exchange exchange, Reply reply, Duration delay) {
    later(exchange, () -> reply, delay, () -> {});
  }

  /**
   * Replies {@code delay} later, with what {@code reply} makes then; {@code gone} runs instead when
   * the connection closes before. Both on the event loop.
   */
  public void later(Exchange exchange, Supplier<Reply> reply, Duration delay, Runnable gone) {
    var waiting =
        scheduler.schedule(() -> exchange.reply(reply), delay.toMillis(), TimeUnit.MILLISECONDS);
    exchange.onGone(
        () -> {
          waiting.cancel(false);
          gone.run();
        });
  }

  /** The number that is the body of {@code exchange}. */
  static long number(Exchange exchange) {
    return Long.parseLong(new String(exchange.body(), US_ASCII));
  }

  @Override
  public void close() {
    scheduler.shutdownNow();
    listener.close();
    transport.close();
  }
}
