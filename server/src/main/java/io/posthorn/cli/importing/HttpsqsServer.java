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
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A server that speaks HTTPSQS 1.7, over one connection. Requests are sent many at a time and
 * answered in their order, so that the distance does not decide how long an import takes. Belongs
 * to one thread.
 */
final class HttpsqsServer implements Closeable {
  private static final int CONNECT_MILLIS = 5_000;
  private static final int ANSWER_MILLIS = 60_000;
  private static final int DEFAULT_PORT = 1218;
  private static final int MAX_BODY = 256 << 20;
  private static final int MAX_LINE = 8192;

  private final String address;
  private final Socket socket = new Socket();
  private final InputStream in;
  private final String auth;

  /** A request: what follows the password in its query, and a body where there is one. */
  record Call(String query, byte @Nullable [] body) {
    static Call of(String query) {
      return new Call(query, null);
    }
  }

  /** An answer: its body, and {@code Pos}, or 0 where there is none. */
  record Answer(byte[] body, long position) {
    String text() {
      return new String(body, UTF_8);
    }
  }

  /**
   * Connects.
   *
   * @param auth the password; null = none
   * @throws ImportException when that fails
   */
  HttpsqsServer(URI uri, @Nullable String auth) {
    String host = uri.getHost();
    if (host == null || !"http".equalsIgnoreCase(uri.getScheme())) {
      throw new ImportException("'" + uri + "' (expected: like http://127.0.0.1:1218)");
    }
    int port = uri.getPort() < 0 ? DEFAULT_PORT : uri.getPort();
    this.address = host + ":" + port;
    this.auth = auth == null ? "" : "auth=" + encode(auth) + "&";
    try {
      socket.connect(new InetSocketAddress(host, port), CONNECT_MILLIS);
      socket.setSoTimeout(ANSWER_MILLIS);
      socket.setTcpNoDelay(true);
      in = new BufferedInputStream(socket.getInputStream(), 1 << 16);
    } catch (IOException e) {
      throw new ImportException("no connection to " + address + ": " + e.getMessage(), e);
    }
  }

  /** One request. */
  Answer call(Call call) {
    return call(List.of(call)).get(0);
  }

  /**
   * Requests, all sent before the first answer is read; the answers are in their order.
   *
   * @throws ImportException when the connection fails or the password is wrong; some may have been
   *     done
   */
  List<Answer> call(List<Call> calls) {
    try {
      var out = new ByteArrayOutputStream();
      calls.forEach(call -> write(call, out));
      out.writeTo(socket.getOutputStream());
      List<Answer> answers = new ArrayList<>(calls.size());
      for (int i = 0; i < calls.size(); i++) {
        answers.add(read());
      }
      return answers;
    } catch (IOException e) {
      String why = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
      throw new ImportException(address + " did not answer: " + why, e);
    }
  }

  /** {@code text} as a value in a query, in UTF-8. */
  static String encode(String text) {
    var out = new StringBuilder();
    for (byte b : text.getBytes(UTF_8)) {
      char c = (char) (b & 0xFF);
      if (c < 0x80 && Character.isLetterOrDigit(c)) {
        out.append(c);
      } else {
        out.append(String.format("%%%02X", (int) c));
      }
    }
    return out.toString();
  }

  private void write(Call call, ByteArrayOutputStream out) {
    byte[] body = call.body();
    String head =
        (body == null ? "GET" : "POST")
            + " /?"
            + auth
            + call.query()
            + " HTTP/1.1\r\nHost: "
            + address;
    // As octets, so that a Posthorn takes them as they are; originals are only read from.
    String about =
        body == null
            ? ""
            : "\r\nContent-Type: application/octet-stream\r\nContent-Length: " + body.length;
    out.writeBytes((head + about + "\r\n\r\n").getBytes(ISO_8859_1));
    if (body != null) {
      out.writeBytes(body);
    }
  }

  private Answer read() throws IOException {
    String status = line();
    if (!status.startsWith("HTTP/1.1 200 ")) {
      throw new ImportException(
          address + " answered '" + status + "' (expected: 200, as HTTPSQS always does)");
    }
    long length = -1;
    long position = 0;
    for (String line = line(); !line.isEmpty(); line = line()) {
      int colon = line.indexOf(':');
      String name = line.substring(0, Math.max(colon, 0)).toLowerCase(Locale.ROOT);
      String value = line.substring(colon + 1).strip();
      if (name.equals("content-length")) {
        length = number(value);
      } else if (name.equals("pos")) {
        position = number(value);
      }
    }
    if (length < 0 || length > MAX_BODY) {
      throw new IOException("Content-Length: " + length + " (expected: 0 to " + MAX_BODY + ")");
    }
    byte[] body = in.readNBytes((int) length);
    if (body.length < length) {
      throw new EOFException("the connection ended within an answer");
    }
    var answer = new Answer(body, position);
    if (position == 0 && answer.text().equals("HTTPSQS_AUTH_FAILED")) {
      throw new ImportException(address + " wants another password than was given");
    }
    return answer;
  }

  private static long number(String value) throws IOException {
    try {
      return Long.parseLong(value);
    } catch (NumberFormatException e) {
      throw new IOException("'" + value + "' (expected: a number)", e);
    }
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

  /** Where it is. */
  @Override
  public String toString() {
    return address;
  }
}
