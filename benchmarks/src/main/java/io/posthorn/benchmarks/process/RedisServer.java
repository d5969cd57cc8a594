package io.posthorn.benchmarks.process;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Starts {@code redis-server}, from the path, with an append-only file and nothing else. */
public final class RedisServer {
  private RedisServer() {}

  /**
   * Starts it in {@code folder}.
   *
   * @param sync {@code appendfsync}: always or everysec
   */
  public static ServerProcess start(Path folder, int port, String sync)
      throws IOException, InterruptedException {
    Files.createDirectories(folder);
    List<String> command =
        List.of(
            "redis-server",
            "--port",
            String.valueOf(port),
            "--dir",
            folder.toString(),
            "--appendonly",
            "yes",
            "--appendfsync",
            sync,
            "--save",
            "",
            "--auto-aof-rewrite-percentage",
            "0");
    File log = folder.resolve("log").toFile();
    return ServerProcess.start(command, Map.of(), log, line -> line.contains("Ready to accept"));
  }
}
