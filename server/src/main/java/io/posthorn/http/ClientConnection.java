package io.posthorn.http;

import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.impl.ConnectionBase;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** One client's connection, and the exchange that it is at. Confined to its event loop. */
final class ClientConnection {
  /**
   * Netty keeps, per connection, room for the longest line it has met; up to here that is not worth
   * counting.
   */
  private static final int UNCOUNTED_LINE = 16 << 10;

  final EventLoop loop;
  private final HttpConnection http;
  private final InetAddress remote;
  private @Nullable HttpExchange current;
  private int lastProgress;
  private int longestLine = UNCOUNTED_LINE;
  private boolean closed;

  ClientConnection(EventLoop loop, HttpConnection http) {
    this.loop = loop;
    this.http = http;
    this.remote = remoteOf(http);
    this.lastProgress = loop.tick;
  }

  /** Serves a request; Vert.x begins none before the one before has been replied to. */
  void begin(HttpServerRequest request) {
    progress();
    var exchange = new HttpExchange(this, request);
    current = exchange;
    if (!holdsLine(exchange.target().length())) {
      exchange.closeAfterwards();
    }
    if (request.response().writeQueueFull()) {
      // This client does not read what it was sent: leave its next request alone until it does.
      request.pause();
      request
          .response()
          .drainHandler(
              ignored -> {
                request.response().drainHandler(null);
                receive(exchange, request);
                request.resume();
              });
    } else {
      receive(exchange, request);
    }
  }

  /**
   * Counts the room that a long line leaves behind; false when there is no more, and the connection
   * had better end.
   */
  private boolean holdsLine(int length) {
    if (length > longestLine) {
      if (!loop.shared.reserve(length - longestLine)) {
        return false;
      }
      longestLine = length;
    }
    return true;
  }

  private static void receive(HttpExchange exchange, HttpServerRequest request) {
    new BodyReceiver(exchange, request).receive();
  }

  /** Refuses what was no request. Vert.x closes the connection afterwards. */
  void malformed(HttpServerRequest request) {
    var exchange = new HttpExchange(this, request);
    current = exchange;
    Throwable cause = request.decoderResult().cause();
    if (cause instanceof TooLongHttpLineException) {
      exchange.refuse(Refusal.TARGET_TOO_LONG);
    } else if (cause instanceof TooLongHttpHeaderException
        || cause instanceof TooLongFrameException) {
      exchange.refuse(Refusal.HEAD_TOO_LARGE);
    } else {
      exchange.refuse(Refusal.MALFORMED);
    }
  }

  /** Something moved. */
  void progress() {
    lastProgress = loop.tick;
  }

  /** {@code exchange} has been replied to whole. */
  void finished(HttpExchange exchange) {
    progress();
    if (current == exchange) {
      current = null;
    }
  }

  /** Where the client is. */
  InetAddress remote() {
    return remote;
  }

  private static InetAddress remoteOf(HttpConnection http) {
    return http instanceof ConnectionBase connection
            && connection.channelHandlerContext().channel().remoteAddress()
                instanceof InetSocketAddress address
            && address.getAddress() != null
        ? address.getAddress()
        : InetAddress.getLoopbackAddress();
  }

  boolean isClosed() {
    return closed;
  }

  /** Closes once everything written has been sent. */
  void close() {
    http.close();
  }

  void closed() {
    closed = true;
    loop.shared.release(longestLine - UNCOUNTED_LINE);
    HttpExchange exchange = current;
    current = null;
    if (exchange != null) {
      exchange.connectionClosed();
    }
  }

  void closeUnlessBusy() {
    if (current == null) {
      close();
    }
  }

  void closeIfIdle(int idleTicks) {
    boolean waiting = current != null && current.isWaiting();
    if (!waiting && loop.tick - lastProgress > idleTicks) {
      closeNow();
    }
  }

  /**
   * Closes without waiting for a client that does not read; {@link HttpConnection} has only the
   * patient way.
   */
  void closeNow() {
    if (http instanceof ConnectionBase connection) {
      connection.channelHandlerContext().close();
    } else {
      http.close();
    }
  }
}
