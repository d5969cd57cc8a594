package io.posthorn.client;

import static org.awaitility.Awaitility.await;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;

/** A Redis process of its own on a free port, and what Delayer's mover does in it. */
final class RedisProcess implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Process process;
  private final RedisClient client;
  private final StatefulRedisConnection<String, String> connection;
  private final int port;

  private RedisProcess(Path folder, int port) throws IOException {
    this.port = port;
    process =
        new ProcessBuilder(
                program(folder).toString(),
                "--port",
                Integer.toString(port),
                "--bind",
                "127.0.0.1",
                "--save",
                "")
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("out.txt").toFile())
            .start();
    await()
        .atMost(PATIENCE)
        .until(() -> Files.readString(folder.resolve("out.txt")).contains("eady to accept"));
    client = RedisClient.create(uri());
    connection = client.connect();
  }

  static RedisProcess start() {
    try {
      return new RedisProcess(Files.createTempDirectory("redis"), freePort());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int freePort() throws IOException {
    try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return free.getLocalPort();
    }
  }

  String uri() {
    return "redis://127.0.0.1:" + port;
  }

  RedisCommands<String, String> redis() {
    return connection.sync();
  }

  /** A connection that may be blocked, killed and watched. */
  StatefulRedisConnection<String, String> connect() {
    return client.connect();
  }

  /** As the mover does when a job is due. */
  void move(String id, String topic) {
    redis().multi();
    redis().zrem("delayer:job_pool", id);
    redis().lpush("delayer:ready_queue:" + topic, id);
    redis().exec();
  }

  /** The same as soon as there is such a job. */
  void moveWhenPushed(String id, String topic) {
    CompletableFuture.runAsync(
        () -> {
          await().atMost(PATIENCE).until(() -> redis().zscore("delayer:job_pool", id) != null);
          move(id, topic);
        });
  }

  /** As in {@code -STOP}, after which connections stay open and nothing is answered. */
  void signal(String signal) throws Exception {
    Process kill =
        new ProcessBuilder("kill", signal, Long.toString(process.pid())).inheritIO().start();
    if (kill.waitFor() != 0) {
      throw new IllegalStateException("kill " + signal + " failed");
    }
  }

  /** The one on the class path, so that the tests need no Redis of the machine. */
  private static Path program(Path folder) throws IOException {
    String system =
        System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("mac")
            ? "darwin"
            : "linux";
    String processor =
        List.of("aarch64", "arm64").contains(System.getProperty("os.arch")) ? "arm64" : "amd64";
    String resource = "/redis-server-6.2.7-" + system + "-" + processor;
    try (InputStream in = RedisProcess.class.getResourceAsStream(resource)) {
      Path program = folder.resolve("redis-server");
      Files.copy(in, program);
      if (!program.toFile().setExecutable(true)) {
        throw new IOException(program + " can't be made executable");
      }
      return program;
    }
  }

  @Override
  public void close() {
    connection.close();
    client.shutdown();
    process.destroyForcibly().onExit().join();
  }
}
