package io.posthorn.http;

import io.posthorn.metrics.HttpMetrics;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.internal.VertxBootstrap;
import io.vertx.core.net.ServerSSLOptions;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/** The event loops, and the way to open listeners that share them. */
public final class HttpTransport implements AutoCloseable {
  static {
    // Read once, when the classes of Vert.x and Netty load. Old clients end lines with a bare LF.
    setDefault("io.netty.handler.codec.http.defaultStrictLineParsing", "false");
    setDefault("io.netty.jfr.enabled", "false");
    setDefault("vertx.disableWebsockets", "true");
    setDefault("vertx.disableMetrics", "true");
    setDefault("vertx.disableContextTimings", "true");
    setDefault("vertx.disableDnsResolver", "true");
    setDefault(
        "vertx.logger-delegate-factory-class-name",
        "io.vertx.core.logging.SLF4JLogDelegateFactory");
  }

  private static final int BIND_SECONDS = 30;

  /** Vert.x shares one random port among servers that ask for the same negative one. */
  private static final AtomicInteger RANDOM_PORT_GROUP = new AtomicInteger();

  private final Vertx vertx;
  private final CountingTransport transport;
  private final int eventLoops;
  private final HttpDate date;
  private final HttpMetrics metrics;

  private HttpTransport(
      VertxOptions options, int eventLoops, InstantSource clock, HttpMetrics metrics) {
    this.transport = new CountingTransport();
    this.vertx = VertxBootstrap.create().options(options).transport(transport).init().vertx();
    this.eventLoops = eventLoops;
    this.date = new HttpDate(clock);
    this.metrics = metrics;
  }

  /**
   * Sets what Netty reads once, when its classes load. To be called before anything else of this
   * process uses Netty; a second call does nothing.
   */
  public static void prepare() {
    // Loading this class did it.
  }

  /** Starts {@code eventLoops} event loops; {@code clock} dates the replies. */
  public static HttpTransport open(int eventLoops, InstantSource clock) {
    return open(eventLoops, clock, HttpMetrics.NOOP);
  }

  /** As the other; {@code metrics} hears what the listeners do. */
  public static HttpTransport open(int eventLoops, InstantSource clock, HttpMetrics metrics) {
    if (eventLoops < 1) {
      throw new IllegalArgumentException("event loops: " + eventLoops + " (expected: at least 1)");
    }
    var files =
        new FileSystemOptions().setFileCachingEnabled(false).setClassPathResolvingEnabled(false);
    var options =
        new VertxOptions()
            .setEventLoopPoolSize(eventLoops)
            .setWorkerPoolSize(1)
            .setInternalBlockingPoolSize(1)
            .setPreferNativeTransport(false)
            .setFileSystemOptions(files);
    return new HttpTransport(options, eventLoops, clock, metrics);
  }

  /**
   * Listens, on every event loop; blocks until it does and has answered {@link Protocol#warmUp}.
   *
   * @throws IOException when the address can't be bound, or a file of TLS not be used; the message
   *     says which
   */
  public HttpListener listen(ListenerOptions options, Protocol protocol) throws IOException {
    int port = options.port() == 0 ? -RANDOM_PORT_GROUP.incrementAndGet() : options.port();
    TlsFiles files = options.tls();
    ServerSSLOptions ssl = files == null ? null : Tls.read(files, vertx);
    var shared = new ListenerState(options, protocol, date, metrics, eventLoops);
    transport.expect(options.host(), port, shared);
    List<EventLoop> loops = Collections.synchronizedList(new ArrayList<>());
    try {
      vertx
          .deployVerticle(
              () -> {
                var loop = new EventLoop(shared, port, ssl);
                loops.add(loop);
                return loop;
              },
              new DeploymentOptions().setInstances(eventLoops))
          .toCompletionStage()
          .toCompletableFuture()
          .get(BIND_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new IOException(
          "cannot listen on " + options.host() + ":" + options.port() + ": " + cause.getMessage(),
          cause);
    } catch (TimeoutException e) {
      throw new IOException(
          "cannot listen on " + options.host() + ":" + options.port() + ": no answer", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(
          "interrupted while binding " + options.host() + ":" + options.port(), e);
    }
    var listener = new HttpListener(shared, List.copyOf(loops), vertx);
    if (ssl == null) {
      WarmUp.run(listener, protocol.warmUp());
    }
    return listener;
  }

  /** Closes every listener at once, and the event loops. */
  @Override
  public void close() {
    try {
      vertx.close().toCompletionStage().toCompletableFuture().get(BIND_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("event loops did not close", e);
    }
  }

  private static void setDefault(String property, String value) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, value);
    }
  }
}
