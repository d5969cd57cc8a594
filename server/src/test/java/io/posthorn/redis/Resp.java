package io.posthorn.redis;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;

/**
 * A connection that speaks Redis's protocol (RESP 2) as old clients do, and shows the exact types
 * of replies: {@code +OK} a simple string, {@code :1} an integer, {@code $text} a bulk string,
 * {@code $nil} and {@code *nil} the two nulls, {@code [...]} an array, {@code -ERR ...} an error. A
 * char stands for one byte. Not for several threads.
 */
public final class Resp implements AutoCloseable {
  private final Socket socket;
  private final InputStream in;
  private final OutputStream out;

  /** Connects to {@code port} of this machine; {@code patience} bounds the wait for each reply. */
  public Resp(int port, int patienceMillis) {
    try {
      socket = new Socket(InetAddress.getLoopbackAddress(), port);
      socket.setSoTimeout(patienceMillis);
      socket.setTcpNoDelay(true);
      in = new BufferedInputStream(socket.getInputStream());
      out = socket.getOutputStream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** As {@link #Resp(int, int)}, patient enough for a slow machine. */
  public Resp(int port) {
    this(port, 30_000);
  }

  /** Sends a command and answers its reply, shown. */
  public String call(String... command) {
    send(command);
    return receive();
  }

  /** Sends a command without awaiting the reply. */
  public void send(String... command) {
    try {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      bytes.write(("*" + command.length + "\r\n").getBytes(ISO_8859_1));
      for (String word : command) {
        bytes.write(("$" + word.length() + "\r\n" + word + "\r\n").getBytes(ISO_8859_1));
      }
      out.write(bytes.toByteArray());
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Awaits the reply of the earliest command without one. */
  public String receive() {
    try {
      return reply();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String reply() throws IOException {
    String line = line();
    char kind = line.charAt(0);
    switch (kind) {
      case '+', '-', ':':
        return line;
      case '$':
        int length = Integer.parseInt(line.substring(1));
        if (length < 0) {
          return "$nil";
        }
        byte[] bytes = in.readNBytes(length + 2);
        if (bytes.length < length + 2) {
          throw new EOFException("the server closed the connection");
        }
        return "$" + new String(bytes, 0, length, ISO_8859_1);
      case '*':
        int count = Integer.parseInt(line.substring(1));
        if (count < 0) {
          return "*nil";
        }
        List<String> items = new ArrayList<>();
        for (int i = 0; i < count; i++) {
          items.add(reply());
        }
        return items.toString();
      default:
        throw new IOException("no reply of Redis: " + line);
    }
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) {
        throw new EOFException("the server closed the connection");
      }
      if (next != '\r') {
        line.append((char) next);
      }
    }
    return line.toString();
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
