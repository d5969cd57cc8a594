package io.posthorn.cli.importing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.Closeable;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A server that speaks HTTPSQS 1.7, over one connection. Belongs to one thread. */
final class HttpsqsServer implements Closeable {
  private static final int DEFAULT_PORT = 1218;

  private final HttpConnection connection;
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
    this.auth = auth == null ? "" : "auth=" + encode(auth) + "&";
    this.connection = new HttpConnection(uri, DEFAULT_PORT);
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
    List<Answer> answers = new ArrayList<>(calls.size());
    connection
        .exchange(calls.stream().map(this::request).toList())
        .forEach(answer -> answers.add(answer(answer)));
    return answers;
  }

  /** {@code text} as a value in a query, in UTF-8. */
  static String encode(String text) {
    return encode(text.getBytes(UTF_8));
  }

  /** {@code bytes} as a value in a query, or as a part of a path. */
  static String encode(byte[] bytes) {
    var out = new StringBuilder();
    for (byte b : bytes) {
      char c = (char) (b & 0xFF);
      if (c < 0x80 && Character.isLetterOrDigit(c)) {
        out.append(c);
      } else {
        out.append(String.format("%%%02X", (int) c));
      }
    }
    return out.toString();
  }

  private byte[] request(Call call) {
    byte[] body = call.body();
    String target = "/?" + auth + call.query();
    // As octets, so that a Posthorn takes them as they are; originals are only read from.
    return body == null
        ? connection.request("GET", target, new byte[0])
        : connection.request("POST", target, body, "Content-Type", "application/octet-stream");
  }

  private Answer answer(HttpConnection.Answer answer) {
    if (answer.status() != 200) {
      throw new ImportException(
          connection + " answered '" + answer.line() + "' (expected: 200, as HTTPSQS always does)");
    }
    String given = answer.headers().getOrDefault("pos", "0");
    if (!given.matches("\\d{1,18}")) {
      throw new ImportException(
          connection + " answered with the position '" + given + "' (expected: a number)");
    }
    long position = Long.parseLong(given);
    if (position == 0 && answer.text().equals("HTTPSQS_AUTH_FAILED")) {
      throw new ImportException(connection + " wants another password than was given");
    }
    return new Answer(answer.body(), position);
  }

  /** Whether it is the same as another; to drain that into itself would never end. */
  boolean is(HttpsqsServer other) {
    return connection.isTo(other.connection);
  }

  @Override
  public void close() {
    connection.close();
  }

  /** Where it is. */
  @Override
  public String toString() {
    return connection.toString();
  }
}
