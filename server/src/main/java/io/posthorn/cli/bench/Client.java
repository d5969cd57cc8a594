package io.posthorn.cli.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/** One connection, one request at a time. */
final class Client {
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  final Dialogue dialogue;
  final ResponseReader reader = new ResponseReader();

  /** Whether the timetable says when it sends; otherwise it sends as soon as it is answered. */
  final boolean paced;

  private final InetSocketAddress address;
  private @Nullable SocketChannel channel;
  private @Nullable SelectionKey key;
  private ByteBuffer request = NOTHING;
  private boolean inFlight;
  private long intended;
  private long sentAt;

  Client(InetSocketAddress address, Dialogue dialogue, boolean paced) {
    this.address = address;
    this.dialogue = dialogue;
    this.paced = paced;
  }

  /** Connects, and waits for it. */
  void connect(Selector selector) throws IOException {
    register(SocketChannel.open(address), selector, SelectionKey.OP_READ);
  }

  /** Begins to send the next request. */
  void send(Selector selector, long intendedAt, long now) throws IOException {
    intended = intendedAt;
    sentAt = now;
    inFlight = true;
    request = dialogue.next(intendedAt);
    if (channel == null) {
      SocketChannel opened = SocketChannel.open();
      opened.configureBlocking(false);
      boolean connected = opened.connect(address);
      register(opened, selector, connected ? SelectionKey.OP_READ : SelectionKey.OP_CONNECT);
      if (!connected) {
        return;
      }
    }
    write();
  }

  private void register(SocketChannel opened, Selector selector, int ops) throws IOException {
    channel = opened;
    opened.configureBlocking(false);
    opened.setOption(StandardSocketOptions.TCP_NODELAY, true);
    key = opened.register(selector, ops, this);
    reader.clear();
  }

  /** Goes on after the connection was made or has room again. */
  void proceed() throws IOException {
    if (key().isConnectable() && channel().finishConnect()) {
      key().interestOps(SelectionKey.OP_READ);
    }
    write();
  }

  private void write() throws IOException {
    channel().write(request);
    if (request.hasRemaining()) {
      key().interestOps(SelectionKey.OP_READ | SelectionKey.OP_WRITE);
    } else if (key().interestOps() != SelectionKey.OP_READ) {
      key().interestOps(SelectionKey.OP_READ);
    }
  }

  /** Receives into {@code buffer} and on into the reader; false when the server has closed. */
  boolean receive(ByteBuffer buffer) throws IOException {
    int n;
    do {
      buffer.clear();
      n = channel().read(buffer);
      if (n > 0) {
        reader.append(buffer.flip());
      }
    } while (n == buffer.capacity());
    return n >= 0;
  }

  /** The request in flight was answered. */
  void answered() {
    inFlight = false;
  }

  /** Gives the connection up; the next send opens another. */
  void close() {
    inFlight = false;
    SocketChannel open = channel;
    channel = null;
    if (open != null) {
      try {
        open.close();
      } catch (IOException e) {
        // Nothing can be done about it, and nothing depends on it.
      }
    }
  }

  boolean inFlight() {
    return inFlight;
  }

  long intended() {
    return intended;
  }

  long sentAt() {
    return sentAt;
  }

  boolean isOpen() {
    return channel != null;
  }

  private SocketChannel channel() throws IOException {
    if (channel == null) {
      throw new IOException("the connection is closed");
    }
    return channel;
  }

  private SelectionKey key() throws IOException {
    if (key == null) {
      throw new IOException("the connection is closed");
    }
    return key;
  }
}
