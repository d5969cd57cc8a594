package io.posthorn.cli.importing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * One connection to an HTTP/1.1 server. Requests are sent many at a time and answered in their
 * order, so that the distance does not decide how long an import takes. Belongs to one thread.
 */
final class HttpConnection implements Closeable {
  private static final int CONNECT_MILLIS = 5_000;
  private static final int ANSWER_MILLIS = 60_000;
  private static final int MAX_BODY = 256 << 20;
  private static final int MAX_LINE = 8192;
  private static final int NO_CONTENT = 204;

  private final String address;
  private final Socket socket = new Socket();
  private final InputStream in;

  /**
   * An answer.
   *
   * @param line its status line
   * @param headers their names in lower case
   */
  record Answer(String line, Map<String, String> headers, byte[] body) {
    int status() {
      String[] words = line.split(" ", 3);
      return words.length > 1 && words[1].matches("\\d{3}") ? Integer.parseInt(words[1]) : 0;
    }

    String text() {
      return new String(body, UTF_8);
    }
  }

  /**
   * Connects.
   *
   * @param defaultPort where {@code uri} names none
   * @throws ImportException when that fails
   */
  HttpConnection(URI uri, int defaultPort) {
    String host = uri.getHost();
    if (host == null || !"http".equalsIgnoreCase(uri.getScheme())) {
      throw new ImportException(
          "'" + uri + "' (expected: like http://127.0.0.1:" + defaultPort + ")");
    }
    int port = uri.getPort() < 0 ? defaultPort : uri.getPort();
    address = host + ":" + port;
    try {
      socket.connect(new InetSocketAddress(host, port), CONNECT_MILLIS);
      socket.setSoTimeout(ANSWER_MILLIS);
      socket.setTcpNoDelay(true);
      in = new BufferedInputStream(socket.getInputStream(), 1 << 16);
    } catch (IOException e) {
      close();
      throw new ImportException("no connection to " + address + ": " + e.getMessage(), e);
    }
  }

  /**
   * A request as it is sent.
   *
   * @param target path and query
   * @param headers names and values in turn
   */
  byte[] request(String method, String target, byte[] body, String... headers) {
    var head = new StringBuilder(method + " " + target + " HTTP/1.1\r\nHost: " + address + "\r\n");
    for (int i = 0; i < headers.length; i += 2) {
      head.append(headers[i]).append(": ").append(headers[i + 1]).append("\r\n");
    }
    if (!method.equals("GET")) {
      head.append("Content-Length: ").append(body.length).append("\r\n");
    }
    var out = new ByteArrayOutputStream(head.length() + 2 + body.length);
    out.writeBytes(head.append("\r\n").toString().getBytes(ISO_8859_1));
    out.writeBytes(body);
    return out.toByteArray();
  }

  /**
   * Sends all before the first answer is read; the answers are in their order.
   *
   * @throws ImportException when the connection fails; some may have been done
   */
  List<Answer> exchange(List<byte[]> requests) {
    try {
      var out = new ByteArrayOutputStream();
      requests.forEach(out::writeBytes);
      out.writeTo(socket.getOutputStream());
      List<Answer> answers = new ArrayList<>(requests.size());
      for (int i = 0; i < requests.size(); i++) {
        answers.add(read());
      }
      return answers;
    } catch (IOException e) {
      String why = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
      throw new ImportException(address + " did not answer: " + why, e);
    }
  }

  private Answer read() throws IOException {
    String status = line();
    Map<String, String> headers = new HashMap<>();
    for (String line = line(); !line.isEmpty(); line = line()) {
      int colon = line.indexOf(':');
      headers.put(
          line.substring(0, Math.max(colon, 0)).toLowerCase(Locale.ROOT),
          line.substring(colon + 1).strip());
    }
    var head = new Answer(status, headers, new byte[0]);
    if (head.status() == NO_CONTENT) {
      return head;
    }
    String given = headers.getOrDefault("content-length", "none");
    long length = given.matches("\\d{1,18}") ? Long.parseLong(given) : -1;
    if (length < 0 || length > MAX_BODY) {
      throw new IOException("Content-Length: " + given + " (expected: 0 to " + MAX_BODY + ")");
    }
    byte[] body = in.readNBytes((int) length);
    if (body.length < length) {
      throw new EOFException("the connection ended within an answer");
    }
    return new Answer(status, headers, body);
  }

  private String line() throws IOException {
    var line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new EOFException("the connection ended");
      }
      if (line.length() == MAX_LINE) {
        throw new IOException("a header line of more than " + MAX_LINE + " bytes");
      }
      line.append((char) c);
    }
    return line.toString().stripTrailing();
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      // Nothing is lost: each answer was read.
    }
  }

  /** Whether another leads to the same address and port, whatever these were called. */
  boolean isTo(HttpConnection other) {
    return socket.getRemoteSocketAddress().equals(other.socket.getRemoteSocketAddress());
  }

  /** Where it leads. */
  @Override
  public String toString() {
    return address;
  }
}
