package io.posthorn.client;

import io.posthorn.Server;
import io.posthorn.config.ConfigLoader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A whole server in this process, with the engine in memory. */
final class TestServer implements AutoCloseable {
  private final Server server;

  private TestServer(Path folder) {
    ConfigLoader config =
        new ConfigLoader()
            .assignment("data=" + folder)
            .assignment("storage.engine=memory")
            .assignment("listen.port=0")
            .assignment("http.eventLoops=1");
    server = Server.start(config.load().config(), Server.Front.ALL);
  }

  static TestServer start() {
    try {
      return new TestServer(Files.createTempDirectory("posthorn"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String address() {
    return server.address();
  }

  PosthornClient client() {
    return PosthornClient.of(server.address());
  }

  @Override
  public void close() {
    server.close();
  }
}
