package io.posthorn.http;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.ServerSSLOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One listener's share of one event loop: its connections, their idle times, and the way back for
 * replies given on other threads.
 *
 * <p>Such replies are pushed on a stack that the loop empties as a whole (R. K. Treiber, 1986; the
 * exchanges are its nodes). Only the push on an empty stack wakes the loop, so that the replies of
 * a group commit cost one task.
 */
final class EventLoop extends VerticleBase {
  private static final Logger LOG = LoggerFactory.getLogger(EventLoop.class);
  private static final int CHUNK_BYTES = 64 << 10;
  private static final int BACKLOG = 4096;
  private static final int TICKS_PER_TIME = 16;
  private static final long LOOK_MILLIS = 250;

  final ListenerState shared;
  private final int bindPort;
  private final @Nullable ServerSSLOptions ssl;
  private final Map<HttpConnection, ClientConnection> connections = new IdentityHashMap<>();
  private final HttpServerOptions options;
  private final AtomicReference<@Nullable HttpExchange> replied = new AtomicReference<>();
  private final Handler<Void> drain = ignored -> drain();

  /** Of heads that have not come whole, and of requests that wait for the one before. */
  final Kept heads;

  /** Of replies, what clients have not read. */
  final Kept unsent;

  private @Nullable Thread thread;
  private @Nullable Context loop;
  private @Nullable HttpServer server;

  private long lookedAt;

  /** Counts the sweeps: the clock that idle times are measured by. */
  int tick;

  EventLoop(ListenerState shared, int bindPort, @Nullable ServerSSLOptions ssl) {
    this.shared = shared;
    this.bindPort = bindPort;
    this.ssl = ssl;
    this.options = serverOptions();
    this.heads = new Kept(shared.headsPerLoop, ClientConnection::keptOfHeads);
    this.unsent = new Kept(shared.unsentPerLoop, ClientConnection::unsent);
  }

  @Override
  public Future<?> start() {
    thread = Thread.currentThread();
    loop = vertx.getOrCreateContext();
    HttpServer http = vertx.createHttpServer(options);
    server = http;
    Duration shortest = shared.options.times().shortest();
    if (!shortest.isZero()) {
      long period = Math.max(10, Math.min(500, shortest.toMillis() / TICKS_PER_TIME));
      var patience = Patience.of(shared.options.times(), period);
      vertx.setPeriodic(period, id -> sweep(patience));
    }
    lookedAt = System.nanoTime();
    vertx.setPeriodic(LOOK_MILLIS, id -> look());
    return http.connectionHandler(this::opened)
        .requestHandler(this::request)
        .invalidRequestHandler(this::malformed)
        .exceptionHandler(e -> LOG.debug("Connection failed", e))
        .listen(bindPort, shared.options.host());
  }

  private HttpServerOptions serverOptions() {
    ListenerOptions options = shared.options;
    HttpServerOptions server =
        ssl == null ? new HttpServerOptions() : new HttpServerOptions().setSsl(true);
    if (ssl != null) {
      server
          .setUseAlpn(false)
          .setEnabledSecureTransportProtocols(ssl.getEnabledSecureTransportProtocols())
          .setSslHandshakeTimeout(ssl.getSslHandshakeTimeout())
          .setSslHandshakeTimeoutUnit(ssl.getSslHandshakeTimeoutUnit())
          .setKeyCertOptions(ssl.getKeyCertOptions())
          .setTrustOptions(ssl.getTrustOptions())
          .setClientAuth(ssl.getClientAuth());
    }
    return server
        .setHost(options.host())
        .setPort(bindPort)
        .setHttp2ClearTextEnabled(false)
        .setStrictThreadMode(true)
        .setMaxInitialLineLength(options.sizes().target() + 64)
        .setMaxHeaderSize(options.sizes().head())
        .setMaxChunkSize(CHUNK_BYTES)
        .setAcceptBacklog(BACKLOG)
        .setTcpNoDelay(true)
        .setReuseAddress(true);
  }

  int port() {
    return server == null ? 0 : server.actualPort();
  }

  /** Has connections made from now on use {@code options}. */
  Future<Boolean> useTls(ServerSSLOptions options) {
    return server == null ? Future.succeededFuture(false) : server.updateSSLOptions(options);
  }

  /**
   * Stops accepting and closes each connection after its reply; all of them after {@code grace}.
   */
  Future<Void> shutdown(Duration grace) {
    Promise<Void> done = Promise.promise();
    if (loop == null || server == null) {
      return Future.succeededFuture();
    }
    HttpServer http = server;
    loop.runOnContext(
        ignored -> {
          new ArrayList<>(connections.values()).forEach(ClientConnection::closeUnlessBusy);
          http.shutdown(grace.toMillis(), TimeUnit.MILLISECONDS).onComplete(done);
        });
    return done.future();
  }

  private void opened(HttpConnection http) {
    var connection = new ClientConnection(this, http, options);
    connections.put(http, connection);
    http.closeHandler(
        ignored -> {
          connections.remove(http);
          connection.closed();
        });
  }

  private void request(HttpServerRequest request) {
    ClientConnection connection = connections.get(request.connection());
    if (connection != null) {
      connection.begin(request);
    }
  }

  private void malformed(HttpServerRequest request) {
    ClientConnection connection = connections.get(request.connection());
    if (connection != null) {
      connection.malformed(request);
    }
  }

  /** A look that comes late tells how long the loop was busy with something else. */
  private void look() {
    long now = System.nanoTime();
    shared.metrics.lagged(now - lookedAt - LOOK_MILLIS * 1_000_000);
    lookedAt = now;
  }

  private void sweep(Patience patience) {
    tick++;
    unsent.lookAgain();
    for (ClientConnection connection : new ArrayList<>(connections.values())) {
      connection.closeIfLate(patience);
    }
  }

  /** Whether the calling thread is this loop's. */
  boolean isCurrent() {
    return Thread.currentThread() == thread;
  }

  /** Runs {@code task} on this loop. */
  void execute(Runnable task) {
    if (isCurrent()) {
      task.run();
    } else if (loop != null) {
      loop.runOnContext(ignored -> task.run());
    }
  }

  /** Has {@code exchange}, whose reply is set, send it. From any thread. */
  void deliver(HttpExchange exchange) {
    if (isCurrent()) {
      exchange.send();
      return;
    }
    HttpExchange top;
    do {
      top = replied.get();
      exchange.next = top;
    } while (!replied.compareAndSet(top, exchange));
    if (top == null && loop != null) {
      loop.runOnContext(drain);
    }
  }

  private void drain() {
    HttpExchange reversed = null;
    HttpExchange exchange = replied.getAndSet(null);
    while (exchange != null) {
      HttpExchange next = exchange.next;
      exchange.next = reversed;
      reversed = exchange;
      exchange = next;
    }
    while (reversed != null) {
      HttpExchange next = reversed.next;
      reversed.next = null;
      reversed.send();
      reversed = next;
    }
  }
}
