package io.posthorn.examples;

import io.posthorn.Server;
import io.posthorn.config.ConfigLoader;
import java.nio.file.Path;

/** A whole server as a user runs it: on disk, every answer flushed, every protocol. */
final class RunningServer implements AutoCloseable {
  final Api api;
  private final Server server;

  RunningServer(Path folder) {
    ConfigLoader config =
        new ConfigLoader()
            .assignment("data=" + folder)
            .assignment("listen.port=0")
            .assignment("http.eventLoops=1");
    server = Server.start(config.load().config(), Server.Front.ALL);
    api = new Api(server.address());
  }

  @Override
  public void close() {
    server.close();
  }
}
