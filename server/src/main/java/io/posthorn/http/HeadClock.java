package io.posthorn.http;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/** Stands before the decoder of a connection and notices when bytes arrive. */
final class HeadClock extends ChannelInboundHandlerAdapter {
  private final ClientConnection connection;

  HeadClock(ClientConnection connection) {
    this.connection = connection;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object bytes) {
    connection.bytesArrived();
    context.fireChannelRead(bytes);
  }
}
