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

  /** What Vert.x calls the handler that reads requests. */
  private static final String DECODER = "httpDecoder";

  private static final int NONE = -1;

  final EventLoop loop;
  private final HttpConnection http;
  private final InetAddress remote;
  private @Nullable HttpExchange current;
  private int lastProgress;
  private int longestLine = UNCOUNTED_LINE;
  private boolean closed;

  /** When the head that is coming began to; {@link #NONE} while none is. */
  private int headSince = NONE;

  /** When the body that is coming began to. */
  private int bodySince;

  ClientConnection(EventLoop loop, HttpConnection http) {
    this.loop = loop;
    this.http = http;
    this.remote = remoteOf(http);
    this.lastProgress = loop.tick;
    if (http instanceof ConnectionBase connection) {
      connection.channelHandlerContext().pipeline().addBefore(DECODER, null, new HeadClock(this));
    }
  }

  /** Serves a request; Vert.x begins none before the one before has been replied to. */
  void begin(HttpServerRequest request) {
    progress();
    headSince = NONE;
    bodySince = loop.tick;
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

  /** Bytes came: the beginning of a head, where nothing else is due. */
  void bytesArrived() {
    if (current == null && headSince == NONE) {
      headSince = loop.tick;
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

  /** Closes when the client takes longer than {@code patience} lasts. */
  void closeIfLate(Patience patience) {
    HttpExchange exchange = current;
    boolean waiting = exchange != null && exchange.isWaiting();
    boolean idle = !waiting && loop.tick - lastProgress > patience.idle();
    boolean head = exchange == null && headSince != NONE && loop.tick - headSince > patience.head();
    boolean body =
        exchange != null && exchange.isReceiving() && loop.tick - bodySince > patience.body();
    if (idle || head || body) {
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
