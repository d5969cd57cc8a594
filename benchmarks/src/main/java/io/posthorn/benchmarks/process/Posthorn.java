package io.posthorn.benchmarks.process;

import io.posthorn.cli.bench.Content;
import io.posthorn.cli.bench.Endpoint;
import io.posthorn.cli.bench.LoadGenerator;
import io.posthorn.cli.bench.Mix;
import io.posthorn.cli.bench.Outcome;
import io.posthorn.cli.bench.Traffic;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A server started by the launcher with its default flags, and the most memory it was seen to have.
 */
public final class Posthorn implements AutoCloseable {
  private static final double MIB = 1 << 20;

  private final Path data;
  private final List<String> settings;
  private final int port;
  private ServerProcess process;
  private volatile long most;

  /** Starts it on {@code data}; {@code port} 0 = a free one. */
  public Posthorn(Path data, int port, List<String> settings)
      throws IOException, InterruptedException {
    this.data = Files.createDirectories(data);
    this.settings = settings;
    this.port = port == 0 ? freePort() : port;
    this.process = start();
    var watcher = new Thread(this::watch, "memory-watcher");
    watcher.setDaemon(true);
    watcher.start();
  }

  /** A port that nobody listens on now. */
  public static int freePort() throws IOException {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private ServerProcess start() throws IOException, InterruptedException {
    var command =
        new ArrayList<>(
            List.of(
                "bin/posthorn",
                "serve",
                "--port",
                String.valueOf(port),
                "--data",
                data.toString()));
    for (String setting : settings) {
      command.addAll(List.of("--set", setting));
    }
    var log = data.resolveSibling(data.getFileName() + ".log").toFile();
    return ServerProcess.start(
        command, Map.of(), log, line -> line.startsWith("Posthorn ready on"));
  }

  private void watch() {
    try {
      while (true) {
        most = Math.max(most, memory());
        TimeUnit.MILLISECONDS.sleep(200);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Stops it and starts it again on the same data; returns how long until it was ready. */
  public Duration restart() throws IOException, InterruptedException {
    process.close();
    process = start();
    most = 0;
    return process.startedIn();
  }

  /** Resident bytes now; 0 while it does not run. */
  public long memory() {
    try {
      return process.residentBytes();
    } catch (IOException e) {
      return 0;
    }
  }

  /** CPU time that it has used since it started. */
  public Duration cpu() throws IOException {
    return process.cpu();
  }

  /** The most resident bytes seen since the start. */
  public long most() {
    return Math.max(most, memory());
  }

  /** The port that it serves. */
  public int port() {
    return port;
  }

  /** Puts load on it, and insists that nothing fails. */
  public Outcome load(Traffic traffic, Content content) throws IOException, InterruptedException {
    return load(port, traffic, content);
  }

  /** Puts load on whatever listens on {@code port} of this machine, and insists likewise. */
  public static Outcome load(int port, Traffic traffic, Content content)
      throws IOException, InterruptedException {
    Outcome outcome =
        new LoadGenerator(new Endpoint("127.0.0.1", port, ""), traffic, content)
            .run(progress -> {});
    if (outcome.errors() > 0) {
      throw new IOException(
          content.mix()
              + ": "
              + outcome.errors()
              + " errors, first: "
              + outcome.details().firstError());
    }
    return outcome;
  }

  /** Stores {@code messages} in batches, spread over the queues of {@code content}. */
  public Outcome fill(long messages, Content content, int lines)
      throws IOException, InterruptedException {
    return load(Traffic.count(4, (messages + lines - 1) / lines), content.with(Mix.BATCH, lines));
  }

  /** Whether it answers. */
  public boolean healthy() throws IOException {
    try (var wire = new Wire(port)) {
      return wire.call("GET", "/v1/queues?limit=1", "").status() == 200;
    }
  }

  /** As in {@code 123 MiB}. */
  public static String mib(long bytes) {
    return String.format(Locale.ROOT, "%.0f MiB", bytes / MIB);
  }

  @Override
  public void close() {
    process.close();
  }
}
