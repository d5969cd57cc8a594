package io.posthorn.delivery.call;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.proxy.HttpProxyHandler;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.SslHandler;
import io.netty.resolver.NoopAddressResolverGroup;
import io.posthorn.message.IpAddresses;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Opens connections, to one checked address after the other. Confined to its event loop. */
final class Connector {
  private static final long MILLI = 1_000_000;

  private final EventLoop executor;
  private final CallerOptions options;
  private final TlsClient tls;

  Connector(EventLoop executor, CallerOptions options, TlsClient tls) {
    this.executor = executor;
    this.options = options;
    this.tls = tls;
  }

  /** Opens one for {@code asker}, within the time it has left, and tells {@code pool}. */
  void connect(Pool pool, HttpCall asker) {
    var attempt = new Attempt(pool, asker);
    if (pool.origin().secure()) {
      tls.whenReady(executor, attempt::next, attempt::over);
    } else {
      attempt.next();
    }
  }

  private final class Attempt {
    private final Pool pool;
    private final HttpCall asker;
    private final List<InetAddress> addresses;
    private final long deadline;
    private int tried;

    Attempt(Pool pool, HttpCall asker) {
      this.pool = pool;
      this.asker = asker;
      this.addresses = asker.addresses();
      this.deadline = asker.connectDeadline();
    }

    /** Tries the next address, which gets its share of the time that is left. */
    void next() {
      InetAddress address = addresses.get(tried);
      long left = (deadline - System.nanoTime()) / MILLI;
      long share = Math.max(1, left / (addresses.size() - tried));
      tried++;
      int port = options.proxy() == null ? pool.origin().port() : options.proxy().port();
      var remote = new InetSocketAddress(address, port);
      HttpProxyHandler tunnel = pool.origin().secure() ? tunnel(remote) : null;
      SslHandler ssl = pool.origin().secure() ? tls.handler(pool.origin()) : null;
      String where = (options.proxy() == null ? "" : "proxy ") + shown(address, port);
      new Bootstrap()
          .group(executor)
          .channel(NioSocketChannel.class)
          .resolver(NoopAddressResolverGroup.INSTANCE)
          .option(ChannelOption.TCP_NODELAY, true)
          .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) Math.min(share, Integer.MAX_VALUE))
          .handler(
              new ChannelInitializer<Channel>() {
                @Override
                protected void initChannel(Channel channel) {
                  if (tunnel != null) {
                    tunnel.setConnectTimeoutMillis(share);
                    channel.pipeline().addLast(tunnel);
                  }
                  if (ssl != null) {
                    ssl.setHandshakeTimeoutMillis(share);
                    channel.pipeline().addLast(ssl, new Quiet());
                  }
                }
              })
          .connect(tunnel == null ? remote : destination())
          .addListener(
              (io.netty.channel.ChannelFuture connecting) -> {
                if (!connecting.isSuccess()) {
                  failed(connecting.channel(), Failed.connecting(where, connecting.cause()));
                } else if (ssl == null) {
                  stands(new Http1Connection(pool, connecting.channel(), address).install());
                } else if (tunnel == null) {
                  shakeHands(connecting.channel(), ssl, address, where);
                } else {
                  awaitTunnel(connecting.channel(), tunnel, ssl, address, where);
                }
              });
    }

    private SocketAddress destination() {
      return InetSocketAddress.createUnresolved(pool.origin().host(), pool.origin().port());
    }

    private @Nullable HttpProxyHandler tunnel(InetSocketAddress proxyAddress) {
      CallerOptions.Proxy proxy = options.proxy();
      if (proxy == null) {
        return null;
      }
      var headers = new DefaultHttpHeaders();
      if (proxy.authorization() != null) {
        headers.set(HttpHeaderNames.PROXY_AUTHORIZATION, proxy.authorization());
      }
      return new HttpProxyHandler(proxyAddress, headers);
    }

    private void awaitTunnel(
        Channel channel, HttpProxyHandler tunnel, SslHandler ssl, InetAddress address, String at) {
      tunnel
          .connectFuture()
          .addListener(
              dug -> {
                if (dug.isSuccess()) {
                  shakeHands(channel, ssl, address, pool.origin().toString());
                } else {
                  failed(channel, Failed.connecting(at, dug.cause()));
                }
              });
    }

    private void shakeHands(Channel channel, SslHandler ssl, InetAddress address, String where) {
      ssl.handshakeFuture()
          .addListener(
              shaken -> {
                if (!shaken.isSuccess()) {
                  failed(channel, Failed.shakingHands(where, shaken.cause()));
                  return;
                }
                channel.pipeline().remove(Quiet.class);
                if (ApplicationProtocolNames.HTTP_2.equals(ssl.applicationProtocol())) {
                  awaitSettings(channel, address, where);
                } else {
                  stands(new Http1Connection(pool, channel, address).install());
                }
              });
    }

    /** Until the settings came, a connection that ends is one that never stood. */
    private void awaitSettings(Channel channel, InetAddress address, String where) {
      new Http2Connection(pool, channel, address, this::stands, why -> failed(channel, why))
          .install(where, deadline);
    }

    private void stands(Connection connection) {
      pool.opened(connection);
    }

    private void failed(Channel channel, Failed why) {
      channel.close();
      if (tried < addresses.size() && deadline - System.nanoTime() > 0) {
        next();
      } else {
        over(why);
      }
    }

    void over(Failed why) {
      pool.notOpened(asker, why);
    }
  }

  /** Keeps to itself what the handshake's future tells as well. */
  private static final class Quiet extends ChannelInboundHandlerAdapter {
    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      ctx.close();
    }
  }

  private static String shown(InetAddress address, int port) {
    String text = IpAddresses.format(address);
    return (text.indexOf(':') < 0 ? text : '[' + text + ']') + ':' + port;
  }
}
