package io.posthorn.cli.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** A process on a port of this machine that can be killed and started again. */
final class Program {
  private final List<String> command;
  private final Path output;
  private final Path folder;
  final int port;
  private @Nullable Process process;

  /**
   * One that {@code command} starts in {@code folder}; what it prints goes to a file there.
   *
   * @param port on which it listens
   */
  Program(Path folder, int port, List<String> command) {
    this.command = List.copyOf(command);
    this.folder = folder;
    this.output = folder.resolve("output.txt");
    this.port = port;
  }

  /** Starts it, for the first time or again. */
  void start() {
    try {
      process =
          new ProcessBuilder(command)
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()))
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** SIGKILL; returns when it is gone. */
  void kill() {
    Process running = process;
    if (running != null) {
      running.destroyForcibly().onExit().join();
    }
  }

  boolean runs() {
    Process running = process;
    return running != null && running.isAlive();
  }

  /** The last of what it printed. */
  String lastWords() {
    try {
      List<String> lines = Files.readAllLines(output);
      return String.join("\n", lines.subList(Math.max(0, lines.size() - 5), lines.size()));
    } catch (IOException e) {
      return "";
    }
  }

  /** A port that nobody uses, with a free one 10,000 above it, where a Cluster's bus listens. */
  static int freePort(RandomGenerator random) {
    while (true) {
      int port = 11_000 + random.nextInt(11_000);
      if (isFree(port) && isFree(port + 10_000)) {
        return port;
      }
    }
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return socket.isBound();
    } catch (IOException e) {
      return false;
    }
  }
}
