package io.posthorn.http;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.impl.ConnectionBase;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/** One client's connection, and the exchange that it is at. Confined to its event loop. */
final class ClientConnection {
  /**
   * Netty keeps, per connection, room for the longest line it has met; up to here that is not worth
   * counting.
   */
  private static final int UNCOUNTED_LINE = 2 << 10;

  /** What Vert.x calls the handler that reads requests. */
  private static final String DECODER = "httpDecoder";

  private static final int NONE = -1;

  final EventLoop loop;
  private final HttpConnection http;

  /** Vert.x's own place in the pipeline: what is closed from here does not wait to be sent. */
  private final ChannelHandlerContext context;

  private final InetAddress remote;
  private final RequestDecoder decoder;
  private @Nullable HttpExchange current;
  private int lastProgress;
  private int longestLine = UNCOUNTED_LINE;
  private boolean closed;

  /** When the head that is coming began to; {@link #NONE} while none is. */
  private int headSince = NONE;

  /** When the body that is coming began to. */
  private int bodySince;

  ClientConnection(EventLoop loop, HttpConnection http, HttpServerOptions options) {
    this.loop = loop;
    this.http = http;
    this.context = ((ConnectionBase) http).channelHandlerContext();
    this.remote = Acceptance.from(context.channel());
    this.lastProgress = loop.tick;
    this.decoder = new RequestDecoder(options, this);
    context.pipeline().replace(DECODER, DECODER, decoder);
  }

  /** Serves a request; Vert.x begins none before the one before has been replied to. */
  void begin(HttpServerRequest request) {
    progress();
    headSince = NONE;
    bodySince = loop.tick;
    var exchange = new HttpExchange(this, request);
    current = exchange;
    if (!holdsLine(Math.max(exchange.target().length(), decoder.longestLine()))) {
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
      if (!loop.shared.lines.take(length - longestLine)) {
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

  /** Takes note of what is kept of heads. */
  void keeps() {
    loop.heads.look(this);
  }

  /** What is kept of heads, in bytes. */
  long keptOfHeads() {
    return decoder.kept();
  }

  /** Takes note of what was written and not sent. */
  void written() {
    if (!decoder.isReading()) {
      loop.unsent.look(this);
    }
  }

  /** Bytes written and not sent. */
  long unsent() {
    ChannelOutboundBuffer unsent = context.channel().unsafe().outboundBuffer();
    return unsent == null ? 0 : unsent.totalPendingWriteBytes();
  }

  /** Something moved. */
  void progress() {
    lastProgress = loop.tick;
  }

  /** {@code exchange} has been replied to whole. */
  void finished(HttpExchange exchange) {
    progress();
    written();
    if (current == exchange) {
      current = null;
      decoder.proceed();
    }
  }

  /** Where the client is. */
  InetAddress remote() {
    return remote;
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
    loop.heads.forget(this);
    loop.unsent.forget(this);
    loop.shared.lines.giveBack(longestLine - UNCOUNTED_LINE);
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
    context.close();
  }
}
