package io.posthorn.redis;

import static org.awaitility.Awaitility.await;

import io.lettuce.core.RedisURI;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A {@code redis-server} process of its own: a free port, a fresh folder, and the options of
 * redis.conf that a test asks for. Nothing is saved unless an option says so.
 */
public final class RedisServer implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Random RANDOM = new Random();

  private final Path folder;
  private final List<String> options;
  private final boolean sentinel;
  private int port;
  private Process process;

  private RedisServer(boolean sentinel, List<String> options) throws IOException {
    this.folder = Files.createTempDirectory("redis");
    this.sentinel = sentinel;
    this.options = options;
  }

  /** Starts one with lines of redis.conf like {@code appendonly yes}; returns when it answers. */
  public static RedisServer start(String... options) {
    return start(false, List.of(options));
  }

  /** Starts a Sentinel with lines of sentinel.conf. */
  static RedisServer sentinel(String... options) {
    return start(true, List.of(options));
  }

  private static RedisServer start(boolean sentinel, List<String> options) {
    try {
      RedisServer server = new RedisServer(sentinel, options);
      Runtime.getRuntime().addShutdownHook(new Thread(server::kill));
      for (int tries = 1; !server.begin(freePort()); tries++) {
        if (tries == 5 || !server.output().contains("in use")) {
          String output = server.output();
          server.close();
          throw new IllegalStateException("redis-server does not start:\n" + output);
        }
      }
      return server;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where it listens, on 127.0.0.1. */
  public int port() {
    return port;
  }

  /** Where its files are. */
  public Path folder() {
    return folder;
  }

  /** Its address for Lettuce, without a password. */
  public RedisURI uri() {
    return RedisURI.create("127.0.0.1", port);
  }

  /** What it printed since it was started. */
  public String output() {
    try {
      return Files.readString(folder.resolve("output.txt"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A connection for commands as old clients send them. */
  public Resp connect() {
    return new Resp(port);
  }

  /** Sends one command over a connection of its own; answers the reply as {@link Resp} shows it. */
  public String call(String... command) {
    try (Resp resp = connect()) {
      return resp.call(command);
    }
  }

  /** SIGTERM; returns when it is gone, having saved what its options ask to be saved. */
  public void stop() {
    process.destroy();
    ended();
  }

  /** SIGKILL; returns when it is gone. */
  public void kill() {
    if (process != null) {
      process.destroyForcibly();
      ended();
    }
  }

  /** Starts it again on the same port and folder, after {@link #stop} or {@link #kill}. */
  public void restart() {
    begin();
    if (!awaitReady()) {
      throw new IllegalStateException("redis-server does not start again:\n" + output());
    }
  }

  /** Starts it again and returns at once, so that a test sees it LOADING. */
  public void begin() {
    try {
      Path output = folder.resolve("output.txt");
      List<String> command =
          new ArrayList<>(List.of(RedisProgram.path().toString(), configuration()));
      if (sentinel) {
        command.add("--sentinel");
      }
      process =
          new ProcessBuilder(command)
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** SIGSTOP: connections stay open and nothing is answered. */
  public void pause() {
    signal("-STOP");
  }

  /** SIGCONT. */
  public void resume() {
    signal("-CONT");
  }

  /** SIGKILL; removes its folder. */
  @Override
  public void close() {
    kill();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private boolean begin(int onPort) {
    port = onPort;
    begin();
    return awaitReady();
  }

  private boolean awaitReady() {
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(5))
        .until(() -> !process.isAlive() || isReady());
    return process.isAlive();
  }

  private boolean isReady() {
    try (Resp resp = new Resp(port, 5_000)) {
      String reply = resp.call("PING");
      return reply.equals("+PONG") || reply.startsWith("-NOAUTH");
    } catch (UncheckedIOException e) {
      return false;
    }
  }

  /** Sentinels write to theirs, so it is made once. */
  private String configuration() throws IOException {
    Path file = folder.resolve("redis.conf");
    if (!Files.exists(file) || !Files.readString(file).contains("port " + port + "\n")) {
      List<String> lines = new ArrayList<>(List.of("port " + port, "bind 127.0.0.1"));
      if (!sentinel) {
        lines.add("save \"\"");
      }
      lines.addAll(options);
      Files.write(file, lines);
    }
    return file.toString();
  }

  private void signal(String signal) {
    try {
      Process kill =
          new ProcessBuilder("kill", signal, Long.toString(process.pid())).inheritIO().start();
      if (kill.waitFor() != 0) {
        throw new IllegalStateException("kill " + signal + " failed");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void ended() {
    try {
      if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        throw new IllegalStateException("redis-server does not end:\n" + output());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * A port below those that the system gives to connections, so that none is lost to a connection
   * while the server is down; the port of a Cluster's bus, 10,000 above, is free, too.
   */
  private static int freePort() {
    while (true) {
      int port = 11_000 + RANDOM.nextInt(11_000);
      if (isFree(port) && isFree(port + 10_000)) {
        return port;
      }
    }
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getByName("127.0.0.1"))) {
      return socket.isBound();
    } catch (IOException e) {
      return false;
    }
  }
}
