package io.posthorn.benchmarks.compare;

import io.posthorn.benchmarks.process.RedisServer;
import io.posthorn.benchmarks.process.ServerProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** redis-server that syncs before each answer, under redis-benchmark's LPUSH and RPOP. */
final class RedisSubject implements Subject {
  static final String NAME = "redis-server, appendfsync always";

  private static final Pattern RATE = Pattern.compile("\"[LR](?:PUSH|POP)\",\"([0-9.]+)\"");
  private static final double FIRST_GUESS = 30_000;

  private final ServerProcess process;
  private final int port;
  private double rate = FIRST_GUESS;

  private RedisSubject(ServerProcess process, int port) {
    this.process = process;
    this.port = port;
  }

  /** Starts it in {@code folder}. */
  static RedisSubject start(Path folder, int port) throws IOException, InterruptedException {
    return new RedisSubject(RedisServer.start(folder, port, "always"), port);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Measured measure(Work work, Duration duration) throws IOException, InterruptedException {
    long requests = (long) (rate * duration.toMillis() / 1e3);
    Duration before = process.cpu();
    double measured = run(work.put() ? "lpush" : "rpop", work.clients(), requests);
    double micros = process.cpu().minus(before).toNanos() / 1e3 / requests;
    rate = work.put() ? measured : rate;
    return new Measured(measured, micros, "");
  }

  private double run(String test, int clients, long requests)
      throws IOException, InterruptedException {
    Process benchmark =
        new ProcessBuilder(
                "redis-benchmark",
                "-p",
                String.valueOf(port),
                "-c",
                String.valueOf(clients),
                "-n",
                String.valueOf(requests),
                "-d",
                String.valueOf(Generator.SIZE),
                "-t",
                test,
                "--csv")
            .redirectErrorStream(true)
            .start();
    String text = new String(benchmark.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    Matcher matcher = RATE.matcher(text);
    if (benchmark.waitFor() != 0 || !matcher.find()) {
      throw new IOException("redis-benchmark printed no rate: " + text);
    }
    return Double.parseDouble(matcher.group(1));
  }

  @Override
  public void close() {
    process.close();
  }
}
