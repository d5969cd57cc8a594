package io.posthorn.delivery.call;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2GoAwayFrame;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2ResetFrame;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2SettingsFrame;
import io.netty.handler.codec.http2.Http2StreamChannel;
import io.netty.handler.codec.http2.Http2StreamChannelBootstrap;
import io.netty.handler.codec.http2.Http2StreamFrameToHttpObjectCodec;
import io.netty.util.ReferenceCountUtil;
import java.net.InetAddress;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A connection that speaks HTTP/2: many exchanges at a time, a stream each. */
final class Http2Connection extends ChannelInboundHandlerAdapter implements Connection {
  /** Most streams at a time, whatever the receiver allows. */
  private static final int MAX_STREAMS = 100;

  private static final ChannelHandler NO_PUSH =
      new ChannelInitializer<Channel>() {
        @Override
        protected void initChannel(Channel pushed) {
          pushed.close();
        }
      };

  private final Pool pool;
  private final Channel channel;
  private final InetAddress address;
  private final Consumer<Connection> opened;
  private final Consumer<Failed> notOpened;
  private int streams;
  private int maxStreams;
  private boolean settled;
  private boolean given;
  private boolean leaving;
  private boolean fresh = true;
  private long expiresAt;

  /**
   * Either {@code opened} hears when the receiver has said what it allows, or the other why not.
   */
  Http2Connection(
      Pool pool,
      Channel channel,
      InetAddress address,
      Consumer<Connection> opened,
      Consumer<Failed> notOpened) {
    this.pool = pool;
    this.channel = channel;
    this.address = address;
    this.opened = opened;
    this.notOpened = notOpened;
    this.expiresAt = System.nanoTime() + pool.idleNanos();
  }

  /** Adds the codec and this to its channel, which is connected to {@code where}. */
  void install(String where, long deadline) {
    var settings =
        Http2Settings.defaultSettings()
            .pushEnabled(false)
            .maxHeaderListSize(Http1Connection.MAX_HEADERS);
    var codec = Http2FrameCodecBuilder.forClient().initialSettings(settings).build();
    channel.pipeline().addLast(codec, new Http2MultiplexHandler(NO_PUSH), this);
    channel.flush();
    long left = Math.max(0, deadline - System.nanoTime());
    channel
        .eventLoop()
        .schedule(
            () -> giveUp(new Failed(Failure.CONNECT, where + ": no HTTP/2 settings in time")),
            left,
            TimeUnit.NANOSECONDS);
  }

  private void giveUp(Failed why) {
    if (!given) {
      given = true;
      leaving = true;
      notOpened.accept(why);
    }
  }

  @Override
  public InetAddress address() {
    return address;
  }

  @Override
  public boolean usable() {
    return !leaving && streams < maxStreams && channel.isActive() && (fresh || !expired());
  }

  @Override
  public boolean expired() {
    return streams == 0 && System.nanoTime() - expiresAt >= 0;
  }

  @Override
  public boolean multiplexed() {
    return true;
  }

  @Override
  public int exchanges() {
    return streams;
  }

  @Override
  public void begin(Exchange exchange) {
    streams++;
    fresh = false;
    var stream = new Stream(exchange);
    new Http2StreamChannelBootstrap(channel)
        .handler(stream)
        .open()
        .addListener(
            (io.netty.util.concurrent.Future<Http2StreamChannel> opening) -> {
              if (opening.isSuccess()) {
                stream.write(opening.getNow());
              } else {
                stream.over();
                exchange.unprocessed(Failed.talking(opening.cause(), false));
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
      if (message instanceof Http2SettingsFrame frame) {
        Long allowed = frame.settings().maxConcurrentStreams();
        if (allowed != null || !settled) {
          maxStreams = allowed == null ? MAX_STREAMS : (int) Math.min(MAX_STREAMS, allowed);
        }
        if (!settled && !given) {
          settled = true;
          given = true;
          opened.accept(this);
        }
      } else if (message instanceof Http2GoAwayFrame) {
        leaving = true;
        if (streams == 0) {
          ctx.close();
        }
      }
    } finally {
      ReferenceCountUtil.release(message);
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    leaving = true;
    if (settled) {
      pool.closed(this);
    } else {
      giveUp(new Failed(Failure.CONNECT, "closed before the first HTTP/2 settings"));
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    ctx.close();
  }

  private void streamEnded() {
    streams--;
    expiresAt = System.nanoTime() + pool.idleNanos();
    if (leaving && streams == 0) {
      channel.close();
    } else if (channel.isActive()) {
      pool.freed(this);
    }
  }

  /** One exchange's stream. */
  private final class Stream extends ChannelInboundHandlerAdapter {
    private final Exchange exchange;
    private boolean over;

    Stream(Exchange exchange) {
      this.exchange = exchange;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
      ctx.pipeline()
          .addBefore(ctx.name(), null, new Http2StreamFrameToHttpObjectCodec(false, false));
    }

    void write(Http2StreamChannel stream) {
      if (exchange.ended()) {
        stream.close();
        return;
      }
      stream
          .writeAndFlush(exchange.written(stream::close))
          .addListener(
              written -> {
                if (!written.isSuccess()) {
                  exchange.broke(written.cause());
                }
              });
    }

    void over() {
      if (!over) {
        over = true;
        streamEnded();
      }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      try {
        if (message instanceof HttpObject part) {
          exchange.read(part);
        }
      } finally {
        ReferenceCountUtil.release(message);
      }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
      if (exchange.ended()) {
        ctx.close();
      }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
      try {
        if (event instanceof Http2ResetFrame reset) {
          reset(reset.errorCode());
        } else if (event instanceof Http2GoAwayFrame) {
          exchange.unprocessed(
              new Failed(Failure.RESET, "the receiver is going away and did not process it"));
        }
      } finally {
        ReferenceCountUtil.release(event);
      }
    }

    private void reset(long code) {
      Http2Error error = Http2Error.valueOf(code);
      if (error == Http2Error.REFUSED_STREAM) {
        exchange.unprocessed(new Failed(Failure.RESET, "the receiver refused the stream"));
      } else {
        String name = error == null ? Long.toString(code) : error.name();
        exchange.fail(new Failed(Failure.RESET, "the receiver reset the stream: " + name));
      }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
      over();
      exchange.closed();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      exchange.broke(cause);
      ctx.close();
    }
  }
}
