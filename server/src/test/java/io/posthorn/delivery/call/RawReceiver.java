package io.posthorn.delivery.call;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A receiver made of a plain server socket, so that it can misbehave: each connection is handed to
 * a script that reads and writes bytes. Counts what reaches it.
 */
public final class RawReceiver implements AutoCloseable {
  /**
   * What a receiver does with a connection; when it returns or throws, the connection is closed.
   */
  public interface Script {
    void run(Conversation with) throws Exception;
  }

  private final ServerSocket listening;
  private final Script script;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private final AtomicInteger accepted = new AtomicInteger();
  private final AtomicLong bytes = new AtomicLong();

  private RawReceiver(ServerSocket listening, Script script) {
    this.listening = listening;
    this.script = script;
    var thread = new Thread(this::accept, "raw-receiver");
    thread.setDaemon(true);
    thread.start();
  }

  public static RawReceiver at(String address, Script script) throws IOException {
    return on(new ServerSocket(0, 200, InetAddress.getByName(address)), script);
  }

  public static RawReceiver on(ServerSocket listening, Script script) {
    return new RawReceiver(listening, script);
  }

  public static RawReceiver running(Script script) throws IOException {
    return at("127.0.0.1", script);
  }

  /** Answers every request with these bytes, as long as the connection lives. */
  public static RawReceiver answering(String answer) throws IOException {
    return running(
        with -> {
          while (with.request() != null) {
            with.send(answer);
          }
        });
  }

  public int port() {
    return listening.getLocalPort();
  }

  public String url(String path) {
    return "http://127.0.0.1:" + port() + path;
  }

  /** Head and body of all requests, a char per byte. */
  public List<String> requests() {
    return requests;
  }

  public int accepted() {
    return accepted.get();
  }

  public long bytes() {
    return bytes.get();
  }

  public int open() {
    return open.size();
  }

  private void accept() {
    while (!listening.isClosed()) {
      try {
        Socket socket = listening.accept();
        accepted.incrementAndGet();
        open.add(socket);
        var thread = new Thread(() -> converse(socket), "raw-conversation");
        thread.setDaemon(true);
        thread.start();
      } catch (IOException e) {
        return;
      }
    }
  }

  private void converse(Socket socket) {
    try (socket) {
      script.run(new Conversation(socket));
    } catch (Exception e) {
      // The script's end, or the caller's.
    } finally {
      open.remove(socket);
    }
  }

  @Override
  public void close() {
    try {
      listening.close();
      for (Socket socket : open) {
        socket.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** One connection, as a script sees it. */
  public final class Conversation {
    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;

    private Conversation(Socket socket) throws IOException {
      this.socket = socket;
      this.in = socket.getInputStream();
      this.out = socket.getOutputStream();
    }

    /** The next request with its body; null when the caller closed. */
    public String request() throws IOException {
      var read = new ByteArrayOutputStream();
      int length = -1;
      int headEnd = -1;
      while (headEnd < 0 || read.size() < headEnd + length) {
        int b = in.read();
        if (b < 0) {
          return null;
        }
        bytes.incrementAndGet();
        read.write(b);
        if (headEnd < 0 && b == '\n') {
          String head = read.toString(StandardCharsets.ISO_8859_1);
          if (head.endsWith("\r\n\r\n")) {
            headEnd = read.size();
            length = length(head);
          }
        }
      }
      String request = read.toString(StandardCharsets.ISO_8859_1);
      requests.add(request);
      return request;
    }

    private int length(String head) {
      for (String line : head.split("\r\n")) {
        if (line.toLowerCase(java.util.Locale.ROOT).startsWith("content-length:")) {
          return Integer.parseInt(line.substring(15).trim());
        }
      }
      return 0;
    }

    public void send(String text) throws IOException {
      send(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    public void send(byte[] data) throws IOException {
      out.write(data);
      out.flush();
    }

    /** Waits until the caller closes. */
    public void awaitEnd() throws IOException {
      while (in.read() >= 0) {
        bytes.incrementAndGet();
      }
    }

    /** Closes so that the caller sees a reset. */
    public void reset() throws IOException {
      socket.setSoLinger(true, 0);
      socket.close();
    }
  }
}
