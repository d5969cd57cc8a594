package io.posthorn.benchmarks.process;

import io.posthorn.cli.bench.ResponseReader;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A blocking HTTP connection: one request, one answer. One that rested for long is made anew,
 * before the server closes it as idle. For one thread.
 */
public final class Wire implements AutoCloseable {
  private static final int TIMEOUT_MILLIS = 90_000;
  private static final long LONGEST_REST_NANOS = TimeUnit.SECONDS.toNanos(20);

  private final int port;
  private Socket socket;
  private long usedAt = System.nanoTime();
  private final ResponseReader reader = new ResponseReader();
  private final byte[] buffer = new byte[8 << 10];

  /** An answer, received whole. */
  public record Answer(
      int status, String body, @Nullable String sequence, @Nullable String position) {}

  /** Connects to {@code port} of this machine. */
  public Wire(int port) throws IOException {
    this.port = port;
    socket = connect(port);
  }

  private static Socket connect(int port) throws IOException {
    var socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(TIMEOUT_MILLIS);
    return socket;
  }

  /**
   * Asks, and waits for the answer.
   *
   * @param body one byte per char
   * @throws IOException when no whole answer came: what the request asked for may or may not have
   *     happened
   */
  public Answer call(String method, String target, String body) throws IOException {
    String head =
        method
            + ' '
            + target
            + " HTTP/1.1\r\nHost: localhost\r\nAccept: application/json\r\n"
            + (target.contains("/batch") ? "Content-Type: application/x-ndjson\r\n" : "")
            + "Content-Length: "
            + body.length()
            + "\r\n\r\n";
    return send(head + body);
  }

  /** As {@link #call}, without an {@code Accept} header: a take is answered raw. */
  public Answer callRaw(String method, String target, String body) throws IOException {
    String head =
        method
            + ' '
            + target
            + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: "
            + body.length()
            + "\r\n\r\n";
    return send(head + body);
  }

  private Answer send(String request) throws IOException {
    if (System.nanoTime() - usedAt > LONGEST_REST_NANOS) {
      close();
      socket = connect(port);
    }
    socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
    Answer answer = receive();
    usedAt = System.nanoTime();
    return answer;
  }

  private Answer receive() throws IOException {
    InputStream in = socket.getInputStream();
    while (!reader.complete()) {
      int n = in.read(buffer);
      if (n < 0) {
        throw new IOException("the connection was closed before the answer was whole");
      }
      reader.append(ByteBuffer.wrap(buffer, 0, n));
    }
    var answer =
        new Answer(
            reader.status(),
            reader.body(),
            reader.header("Posthorn-Sequence"),
            reader.header("Pos"));
    reader.next();
    return answer;
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      // Nothing depends on it.
    }
  }
}
