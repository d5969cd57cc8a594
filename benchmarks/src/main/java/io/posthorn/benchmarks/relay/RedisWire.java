package io.posthorn.benchmarks.relay;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A blocking connection to Redis: one command, one reply. For one thread. */
final class RedisWire implements AutoCloseable {
  private final Socket socket;
  private final InputStream in;

  RedisWire(int port) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(60_000);
    in = new BufferedInputStream(socket.getInputStream());
  }

  /** The number that a command answers. */
  long number(String... command) throws IOException {
    send(List.of(command));
    return Long.parseLong(line(':'));
  }

  /** The texts that a command answers. */
  List<String> texts(String... command) throws IOException {
    send(List.of(command));
    List<String> texts = new ArrayList<>();
    for (int left = Integer.parseInt(line('*')); left > 0; left--) {
      int length = Integer.parseInt(line('$'));
      texts.add(new String(in.readNBytes(length), StandardCharsets.UTF_8));
      in.skipNBytes(2);
    }
    return texts;
  }

  private void send(List<String> command) throws IOException {
    var bytes = new ByteArrayOutputStream();
    bytes.writeBytes(("*" + command.size() + "\r\n").getBytes(StandardCharsets.US_ASCII));
    for (String word : command) {
      byte[] text = word.getBytes(StandardCharsets.UTF_8);
      bytes.writeBytes(("$" + text.length + "\r\n").getBytes(StandardCharsets.US_ASCII));
      bytes.writeBytes(text);
      bytes.writeBytes(new byte[] {'\r', '\n'});
    }
    socket.getOutputStream().write(bytes.toByteArray());
  }

  private String line(char kind) throws IOException {
    var line = new StringBuilder();
    int b = in.read();
    while (b >= 0 && b != '\n') {
      line.append((char) b);
      b = in.read();
    }
    if (b < 0 || line.charAt(0) != kind) {
      throw new IOException("Redis answers '" + line + "' (expected: '" + kind + "...')");
    }
    return line.substring(1).strip();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
