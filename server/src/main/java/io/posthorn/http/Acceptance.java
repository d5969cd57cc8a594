package io.posthorn.http;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * Counts a listener's connections where they are accepted, so that those whose TLS handshake goes
 * on, or never begins, count as well; closes those that are too many.
 */
final class Acceptance extends ChannelInboundHandlerAdapter {
  private final ListenerState listener;

  Acceptance(ListenerState listener) {
    this.listener = listener;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object accepted) {
    Channel connection = (Channel) accepted;
    InetAddress from = from(connection);
    if (listener.enter(from)) {
      connection.closeFuture().addListener(closed -> listener.leave(from));
      context.fireChannelRead(accepted);
    } else {
      connection.unsafe().closeForcibly();
    }
  }

  /** Where {@code connection} comes from. */
  static InetAddress from(Channel connection) {
    return connection.remoteAddress() instanceof InetSocketAddress address
            && address.getAddress() != null
        ? address.getAddress()
        : InetAddress.getLoopbackAddress();
  }
}
