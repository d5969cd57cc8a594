package io.posthorn.benchmarks.process;

import io.posthorn.cli.bench.ResponseReader;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** A blocking HTTP connection: one request, one answer. For one thread. */
public final class Wire implements AutoCloseable {
  private static final int TIMEOUT_MILLIS = 90_000;

  private final Socket socket;
  private final ResponseReader reader = new ResponseReader();
  private final byte[] buffer = new byte[8 << 10];

  /** An answer, received whole. */
  public record Answer(
      int status, String body, @Nullable String sequence, @Nullable String position) {}

  /** Connects to {@code port} of this machine. */
  public Wire(int port) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(TIMEOUT_MILLIS);
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
    socket.getOutputStream().write((head + body).getBytes(StandardCharsets.ISO_8859_1));
    return receive();
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
    socket.getOutputStream().write((head + body).getBytes(StandardCharsets.ISO_8859_1));
    return receive();
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
