package io.posthorn.http;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.ServerSSLOptions;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An address that is listened on, until it is stopped. */
public final class HttpListener implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(HttpListener.class);
  private static final Duration CLOSING = Duration.ofSeconds(5);

  private final ListenerState shared;
  private final List<EventLoop> loops;
  private final Vertx vertx;

  HttpListener(ListenerState shared, List<EventLoop> loops, Vertx vertx) {
    this.shared = shared;
    this.loops = loops;
    this.vertx = vertx;
  }

  /**
   * Reads the files of its TLS again, for connections made from now on. Blocks until they are used.
   *
   * @throws IOException naming the file that can't be used; what was before stays then
   */
  public void reloadTls() throws IOException {
    TlsFiles files = shared.options.tls();
    if (files == null) {
      return;
    }
    ServerSSLOptions options = Tls.read(files, vertx);
    try {
      Future.all(loops.stream().map(loop -> loop.useTls(options)).toList())
          .toCompletionStage()
          .toCompletableFuture()
          .get(CLOSING.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      throw new IOException("the certificate could not be changed: " + e, e);
    }
  }

  /** The port bound. */
  public int port() {
    return loops.get(0).port();
  }

  /** The address bound, as it was given. */
  public String host() {
    return shared.options.host();
  }

  /** Open connections. */
  public int connections() {
    return shared.connections.get();
  }

  /**
   * Stops accepting, closes idle connections, lets begun requests finish for up to {@code grace}
   * (their replies say {@code Connection: close}), then closes what is left. Blocks until done; a
   * second call does nothing.
   */
  public void stop(Duration grace) {
    if (shared.stopping) {
      return;
    }
    shared.stopping = true;
    var stops = loops.stream().map(loop -> loop.shutdown(grace)).toList();
    try {
      Future.join(stops)
          .toCompletionStage()
          .toCompletableFuture()
          .get(grace.plus(CLOSING).toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      LOG.warn("Listener {}:{} did not stop cleanly", host(), port(), e);
    }
  }

  /** Stops without grace. */
  @Override
  public void close() {
    stop(Duration.ZERO);
  }
}
