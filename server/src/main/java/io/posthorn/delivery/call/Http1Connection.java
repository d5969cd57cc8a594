package io.posthorn.delivery.call;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.util.ReferenceCountUtil;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * A connection that speaks HTTP/1.1: one exchange at a time. It returns to its pool only when all
 * that arrived with the answer's end was looked at, so that bytes beyond that end never become the
 * next answer.
 */
final class Http1Connection extends ChannelInboundHandlerAdapter implements Connection {
  /** Longest status line of an answer, bytes. */
  static final int MAX_LINE = 8 << 10;

  /** Largest header section of an answer, bytes. */
  static final int MAX_HEADERS = 64 << 10;

  private static final int MAX_CHUNK = 64 << 10;
  private static final int FIRST_BUFFER = 256;

  private final Pool pool;
  private final Channel channel;
  private final InetAddress address;
  private @Nullable Exchange current;
  private @Nullable ChannelFuture writing;
  private boolean fresh = true;
  private boolean keptAlive;
  private boolean closes;
  private long keepNanos;
  private long expiresAt;

  Http1Connection(Pool pool, Channel channel, InetAddress address) {
    this.pool = pool;
    this.channel = channel;
    this.address = address;
    this.keepNanos = pool.idleNanos();
    this.expiresAt = System.nanoTime() + keepNanos;
  }

  /** Adds the codec and this to its channel, which is connected. */
  Http1Connection install() {
    var config =
        new HttpDecoderConfig()
            .setMaxInitialLineLength(MAX_LINE)
            .setMaxHeaderSize(MAX_HEADERS)
            .setMaxChunkSize(MAX_CHUNK)
            .setInitialBufferSize(FIRST_BUFFER)
            // Odd headers and line ends of a receiver are no reason to lose its answer.
            .setHeadersFactory(DefaultHttpHeadersFactory.headersFactory().withValidation(false))
            .setStrictLineParsing(false);
    channel.pipeline().addLast(new HttpClientCodec(config, false, false), this);
    return this;
  }

  @Override
  public InetAddress address() {
    return address;
  }

  @Override
  public boolean usable() {
    return current == null && channel.isActive() && (fresh || !expired());
  }

  @Override
  public boolean expired() {
    return System.nanoTime() - expiresAt >= 0;
  }

  @Override
  public boolean multiplexed() {
    return false;
  }

  @Override
  public int exchanges() {
    return current == null ? 0 : 1;
  }

  @Override
  public void begin(Exchange exchange) {
    current = exchange;
    fresh = false;
    keptAlive = false;
    if (!channel.isActive()) {
      exchange.unprocessed(new Failed(Failure.RESET, "the connection was closed before its use"));
      return;
    }
    FullHttpRequest request = exchange.written(channel::close);
    closes = !HttpUtil.isKeepAlive(request);
    writing =
        channel
            .writeAndFlush(request)
            .addListener(
                written -> {
                  if (!written.isSuccess()) {
                    exchange.broke(written.cause());
                  }
                });
  }

  @Override
  public void close() {
    channel.close();
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    try {
      Exchange exchange = current;
      if (exchange == null || exchange.ended() || !(message instanceof HttpObject part)) {
        // Nobody asked: a notice before closing, or more than the answer's announced length.
        keptAlive = false;
        ctx.close();
        return;
      }
      if (message instanceof HttpResponse response) {
        note(response);
      }
      exchange.read(part);
    } finally {
      ReferenceCountUtil.release(message);
    }
  }

  private void note(HttpResponse response) {
    keptAlive = HttpUtil.isKeepAlive(response);
    String hint = response.headers().get("Keep-Alive");
    keepNanos = hint == null ? pool.idleNanos() : KeepAlive.nanos(hint, pool.idleNanos());
    if (response.headers().contains(HttpHeaderNames.UPGRADE) && response.status().code() == 101) {
      keptAlive = false;
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    Exchange exchange = current;
    if (exchange != null && exchange.ended()) {
      current = null;
      ChannelFuture written = writing;
      writing = null;
      boolean reusable =
          keptAlive
              && !closes
              && exchange.whole()
              && written != null
              && written.isSuccess()
              && keepNanos > 0;
      if (reusable && channel.isActive()) {
        expiresAt = System.nanoTime() + keepNanos;
        pool.freed(this);
      } else {
        ctx.close();
      }
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    Exchange exchange = current;
    current = null;
    if (exchange != null) {
      exchange.closed();
    }
    pool.closed(this);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    Exchange exchange = current;
    if (exchange != null) {
      exchange.broke(cause);
    }
    ctx.close();
  }
}
