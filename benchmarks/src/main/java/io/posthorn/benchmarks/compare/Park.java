package io.posthorn.benchmarks.compare;

import io.posthorn.benchmarks.process.ServerProcess;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The servers of a run, each with one and with two event loops, and the choice between them. */
final class Park implements AutoCloseable {
  static final String HELLO = "hello";
  static final String FLUSHED = "posthorn flushed";
  static final String BUFFERED = "posthorn buffered";
  static final String REDIS = "posthorn on redis";

  private final Path work;
  private final int basePort;
  private final List<String> settings;
  private final List<HttpSubject> all = new ArrayList<>();
  private int started;

  Park(Path work, int basePort, List<String> settings) {
    this.work = work;
    this.basePort = basePort;
    this.settings = settings;
  }

  /** The variants of one server, by their numbers of event loops. */
  List<HttpSubject> variants(String name) throws IOException, InterruptedException {
    var variants = new ArrayList<HttpSubject>();
    for (int loops = 1; loops <= 2; loops++) {
      int port = port();
      List<String> command = name.equals(HELLO) ? hello(port, loops) : posthorn(name, port, loops);
      var log = work.resolve(name.replace(' ', '-') + '-' + loops + ".log").toFile();
      ServerProcess process =
          ServerProcess.start(command, Map.of(), log, line -> line.contains(" ready on "));
      var subject = new HttpSubject(name, process, port, !name.equals(HELLO), Generator.BENCH);
      variants.add(subject);
      all.add(subject);
    }
    return variants;
  }

  private List<String> hello(int port, int loops) {
    String jar = System.getProperty("java.class.path");
    return List.of(
        java(),
        "-XX:+UseSerialGC",
        "-cp",
        jar,
        "io.posthorn.benchmarks.Main",
        "hello",
        "--port",
        String.valueOf(port),
        "--event-loops",
        String.valueOf(loops));
  }

  private List<String> posthorn(String name, int port, int loops) throws IOException {
    Path data = work.resolve(name.replace(' ', '-') + '-' + loops);
    Files.createDirectories(data);
    var command =
        new ArrayList<>(
            List.of(
                "bin/posthorn",
                "serve",
                "--port",
                String.valueOf(port),
                "--data",
                data.toString(),
                "--set",
                "http.eventLoops=" + loops,
                "--set",
                "storage.durability=" + (name.equals(BUFFERED) ? "buffered" : "flushed")));
    for (String setting : settings) {
      command.addAll(List.of("--set", setting));
    }
    return command;
  }

  private static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  /** A port for the next server. */
  int port() throws IOException {
    if (basePort != 0) {
      return basePort + started++;
    }
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  /** The variant that is faster at {@code work}, by one run each (after one to warm up). */
  static HttpSubject best(List<HttpSubject> variants, Work work, Duration duration)
      throws IOException, InterruptedException {
    HttpSubject best = variants.get(0);
    double most = 0;
    for (HttpSubject variant : variants) {
      variant.measure(work, duration);
      double rate = variant.measure(work, duration).rate();
      if (rate > most) {
        most = rate;
        best = variant;
      }
    }
    return best;
  }

  @Override
  public void close() {
    all.forEach(HttpSubject::close);
  }
}
