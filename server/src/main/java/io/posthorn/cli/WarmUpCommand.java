package io.posthorn.cli;

import io.posthorn.Server;
import io.posthorn.config.LoadedConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/**
 * Serves a few requests of its own and ends, so that the launcher can archive the classes that
 * every start loads.
 */
@Command(name = "warm-up", hidden = true)
final class WarmUpCommand implements Runnable {
  private static final List<String> REQUESTS =
      List.of(
          "POST /v1/queues/warm/messages HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nhi",
          "POST /v1/queues/warm/take HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n",
          "POST /v1/queues/warm/reserve?limit=2 HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n",
          "POST /?name=warm&opt=put HTTP/1.1\r\nContent-Length: 2\r\n\r\nhi",
          "GET /?name=warm&opt=get HTTP/1.1\r\n\r\n",
          "GET /v1/queues?limit=1 HTTP/1.1\r\nHost: a\r\n\r\n",
          "GET /v1/overview HTTP/1.1\r\nHost: a\r\n\r\n",
          "GET /metrics HTTP/1.1\r\nHost: a\r\n\r\n",
          "GET /console/ HTTP/1.1\r\nHost: a\r\n\r\n",
          "GET /openapi.yaml HTTP/1.1\r\nHost: a\r\n\r\n",
          "GET /readyz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");

  @Override
  public void run() {
    try {
      Path folder = Files.createTempDirectory("posthorn-warm-up");
      try {
        serve(folder);
      } finally {
        delete(folder);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** As {@code serve} does with a file of settings and with options, but not the user's. */
  private static void serve(Path folder) throws IOException {
    Path file = folder.resolve("posthorn.yaml");
    Files.writeString(file, "listen:\n  host: 127.0.0.1\n");
    var options = new ConfigOptions();
    CommandLine.populateCommand(
        options, "--config=" + file, "--port=0", "--data=" + folder.resolve("data"));
    LoadedConfig loaded = options.loader(Map.of()).load();
    Loopback.require(loaded.config());
    Foreground.announce(loaded);
    // Not only once: what a start finds on the disk is read by other classes than an empty one is.
    for (int i = 0; i < 2; i++) {
      try (Server server = Server.start(loaded.config(), Server.Front.ALL)) {
        request(URI.create(server.address()).getPort());
      }
    }
  }

  private static void request(int port) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(5000);
      socket.getOutputStream().write(String.join("", REQUESTS).getBytes(StandardCharsets.US_ASCII));
      socket.getInputStream().readAllBytes();
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
