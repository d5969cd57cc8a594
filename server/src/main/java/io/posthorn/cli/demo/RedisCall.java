package io.posthorn.cli.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;

/**
 * One command to a Redis on this machine over a connection of its own, for what a client of a
 * Cluster does not offer: to set one up.
 */
final class RedisCall {
  private static final int TIMEOUT_MILLIS = 5_000;

  private RedisCall() {}

  /** The reply as text, the items of an array on a line each; empty when there is none. */
  static String send(int port, String... command) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(TIMEOUT_MILLIS);
      var request = new StringBuilder("*" + command.length + "\r\n");
      for (String word : command) {
        request.append('$').append(word.length()).append("\r\n").append(word).append("\r\n");
      }
      socket.getOutputStream().write(request.toString().getBytes(UTF_8));
      return reply(new BufferedInputStream(socket.getInputStream()));
    } catch (IOException e) {
      return "";
    }
  }

  private static String reply(InputStream in) throws IOException {
    String line = line(in);
    return switch (line.charAt(0)) {
      case '$' -> text(in, number(line));
      case '*' -> items(in, number(line));
      default -> line.substring(1);
    };
  }

  private static String text(InputStream in, int length) throws IOException {
    if (length < 0) {
      return "";
    }
    String text = new String(in.readNBytes(length), UTF_8);
    line(in);
    return text;
  }

  private static String items(InputStream in, int count) throws IOException {
    var items = new StringBuilder();
    for (int i = 0; i < count; i++) {
      items.append(reply(in)).append('\n');
    }
    return items.toString();
  }

  private static int number(String line) {
    return Integer.parseInt(line.substring(1));
  }

  private static String line(InputStream in) throws IOException {
    var line = new StringBuilder();
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) {
        throw new EOFException();
      }
      if (next != '\r') {
        line.append((char) next);
      }
    }
    return line.toString();
  }
}
