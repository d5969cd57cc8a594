package io.posthorn.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.util.AsciiString;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.impl.VertxHttpRequestDecoder;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the requests of a connection as Vert.x does, but one at a time: what a client sends ahead
 * waits as the bytes that it is, for as objects it would be many times as much. Knows what it keeps
 * of a request that has not come whole.
 */
final class RequestDecoder extends VertxHttpRequestDecoder {
  /** Most header fields of a request. */
  static final int MOST_FIELDS = 1000;

  /** About what a header field takes beside its text. */
  private static final int FIELD_BYTES = 200;

  /** When so much was sent ahead, no more is read until it is wanted. */
  private static final int MOST_AHEAD = 64 << 10;

  private final ClientConnection connection;
  private @Nullable ChannelHandlerContext context;

  /** Whether the last request came whole, and nothing of the next was looked at. */
  private boolean between = true;

  /** Whether a request was handed on that is not finished. */
  private boolean handedOn;

  private boolean decoding;
  private boolean reading;
  private boolean stopped;
  private int fields;
  private long parsed;
  private int longestLine;

  RequestDecoder(HttpServerOptions options, ClientConnection connection) {
    super(options);
    this.connection = connection;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext added) throws Exception {
    context = added;
    super.handlerAdded(added);
  }

  @Override
  public void channelRead(ChannelHandlerContext from, Object bytes) throws Exception {
    reading = true;
    connection.bytesArrived();
    decode(from, bytes);
    connection.keeps();
    if (handedOn && between && !stopped && actualReadableBytes() > MOST_AHEAD) {
      stopped = true;
      from.channel().config().setAutoRead(false);
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext from) throws Exception {
    super.channelReadComplete(from);
    reading = false;
    connection.written();
  }

  /** The request handed on is finished: what was sent ahead has its turn. */
  void proceed() {
    handedOn = false;
    ChannelHandlerContext to = context;
    if (decoding || to == null || actualReadableBytes() == 0) {
      return;
    }
    try {
      channelRead(to, Unpooled.EMPTY_BUFFER);
      channelReadComplete(to);
    } catch (Exception e) {
      to.fireExceptionCaught(e);
    }
    if (stopped && actualReadableBytes() <= MOST_AHEAD) {
      stopped = false;
      to.channel().config().setAutoRead(true);
    }
  }

  private void decode(ChannelHandlerContext from, Object bytes) throws Exception {
    decoding = true;
    try {
      super.channelRead(from, bytes);
    } finally {
      decoding = false;
    }
  }

  @Override
  protected void decode(ChannelHandlerContext from, ByteBuf in, List<Object> out) throws Exception {
    if (between && handedOn) {
      return;
    }
    int before = in.readableBytes();
    super.decode(from, in, out);
    if (out.isEmpty()) {
      parsed += before - in.readableBytes();
      return;
    }
    handedOn = handedOn || between;
    between = out.get(out.size() - 1) instanceof LastHttpContent;
    parsed = 0;
    fields = 0;
  }

  @Override
  protected AsciiString splitHeaderName(byte[] line, int start, int length) {
    if (++fields > MOST_FIELDS) {
      throw new TooLongHttpHeaderException("more than " + MOST_FIELDS + " header fields");
    }
    longestLine = Math.max(longestLine, line.length);
    return super.splitHeaderName(line, start, length);
  }

  /** Bytes kept of what has not been handed on, about. */
  long kept() {
    long unread = actualReadableBytes() == 0 ? 0 : internalBuffer().capacity();
    return unread + 2 * parsed + (long) fields * FIELD_BYTES;
  }

  /** Bytes of the room in which lines of heads are put together; it stays as large as it was. */
  int longestLine() {
    return longestLine;
  }

  /** Whether bytes are being read, and what is written is not sent before the end of that. */
  boolean isReading() {
    return reading;
  }
}
