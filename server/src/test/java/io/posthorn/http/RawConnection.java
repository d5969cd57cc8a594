package io.posthorn.http;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A client that sends and receives bytes exactly as a test wants them. Text is one char per byte.
 */
public final class RawConnection implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 10_000;

  private final Socket socket;
  private final InputStream in;

  /** A reply as it came. */
  public record RawReply(String statusLine, List<String> headerLines, byte[] body) {
    public String text() {
      return new String(body, StandardCharsets.ISO_8859_1);
    }

    /** The value of the first header named exactly so, or null. */
    public String header(String name) {
      for (String line : headerLines) {
        if (line.startsWith(name + ": ")) {
          return line.substring(name.length() + 2);
        }
      }
      return null;
    }

    public int status() {
      return Integer.parseInt(statusLine.split(" ")[1]);
    }
  }

  public RawConnection(int port) throws IOException {
    socket = new Socket();
    socket.connect(new InetSocketAddress("127.0.0.1", port), PATIENCE_MILLIS);
    socket.setSoTimeout(PATIENCE_MILLIS);
    socket.setTcpNoDelay(true);
    // A system call for each byte would make the client the slow one.
    in = new BufferedInputStream(socket.getInputStream());
  }

  public RawConnection send(String latin1) throws IOException {
    return send(latin1.getBytes(StandardCharsets.ISO_8859_1));
  }

  public RawConnection send(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
    socket.getOutputStream().flush();
    return this;
  }

  /**
   * The next reply; its body ends by Content-Length, or at the end of the connection when there is
   * none.
   */
  public RawReply receive() throws IOException {
    return receive(true);
  }

  /** The next reply to a HEAD request. */
  public RawReply receiveHead() throws IOException {
    return receive(false);
  }

  private RawReply receive(boolean withBody) throws IOException {
    String status = line();
    List<String> headers = new ArrayList<>();
    int length = -1;
    for (String line = line(); !line.isEmpty(); line = line()) {
      headers.add(line);
      if (line.toLowerCase(java.util.Locale.ROOT).startsWith("content-length:")) {
        length = Integer.parseInt(line.substring(15).strip());
      }
    }
    byte[] body;
    if (!withBody || status.contains(" 100 ") || status.contains(" 204 ")) {
      body = new byte[0];
    } else {
      body = length < 0 ? in.readAllBytes() : in.readNBytes(length);
      if (length >= 0 && body.length < length) {
        throw new IOException("body broke off after " + body.length + " of " + length + " bytes");
      }
    }
    return new RawReply(status, headers, body);
  }

  private String line() throws IOException {
    var line = new ByteArrayOutputStream();
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0) {
        throw new IOException(
            "connection closed within the head: " + line.toString(StandardCharsets.ISO_8859_1));
      }
      line.write(b);
    }
    String text = line.toString(StandardCharsets.ISO_8859_1);
    return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
  }

  /** All that comes until the connection ends. */
  public String readToEnd() throws IOException {
    return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
  }

  /** Whether the server ends the connection within {@code millis}, having sent nothing more. */
  public boolean endsWithin(int millis) throws IOException {
    socket.setSoTimeout(millis);
    try {
      return in.read() < 0;
    } catch (SocketTimeoutException e) {
      return false;
    } catch (java.net.SocketException e) {
      return true;
    } finally {
      socket.setSoTimeout(PATIENCE_MILLIS);
    }
  }

  public Socket socket() {
    return socket;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
