package io.posthorn.benchmarks.process;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;

/** One server process and what the kernel knows about it. */
public final class ServerProcess implements AutoCloseable {
  private static final int TICKS_PER_SECOND = 100;

  private final Process process;
  private final Duration startedIn;

  private ServerProcess(Process process, Duration startedIn) {
    this.process = process;
    this.startedIn = startedIn;
  }

  /**
   * Starts a process and waits for the line of its standard output that says it is ready.
   *
   * @param log receives its standard error
   * @throws IOException when it ends, or says nothing for a minute; the message has the end of its
   *     log
   */
  public static ServerProcess start(
      List<String> command, Map<String, String> environment, File log, Predicate<String> ready)
      throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().putAll(environment);
    builder.redirectError(ProcessBuilder.Redirect.appendTo(log));
    long start = System.nanoTime();
    Process process = builder.start();
    var isReady = new CompletableFuture<Boolean>();
    var reader = new Thread(() -> read(process, ready, isReady), "stdout-of-" + process.pid());
    reader.setDaemon(true);
    reader.start();
    try {
      if (!isReady.get(60, TimeUnit.SECONDS)) {
        throw new IOException(
            "ended with " + process.waitFor() + " instead of starting: " + command + tail(log));
      }
    } catch (TimeoutException | ExecutionException e) {
      process.destroyForcibly().waitFor();
      throw new IOException("not ready within 60 s: " + command + tail(log), e);
    }
    return new ServerProcess(process, Duration.ofNanos(System.nanoTime() - start));
  }

  private static void read(
      Process process, Predicate<String> ready, CompletableFuture<Boolean> isReady) {
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (ready.test(line)) {
          isReady.complete(true);
        }
      }
    } catch (IOException e) {
      // The process has ended.
    }
    isReady.complete(false);
  }

  private static String tail(File log) throws IOException {
    List<String> lines = Files.readAllLines(log.toPath());
    return "\n" + String.join("\n", lines.subList(Math.max(0, lines.size() - 15), lines.size()));
  }

  /** From the start to the line that says it is ready. */
  public Duration startedIn() {
    return startedIn;
  }

  /** Whether it runs. */
  public boolean isAlive() {
    return process.isAlive();
  }

  /** CPU time that it has used, user and system. */
  public Duration cpu() throws IOException {
    String stat = Files.readString(Path.of("/proc/" + process.pid() + "/stat"));
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    long ticks = Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
    return Duration.ofMillis(ticks * 1000 / TICKS_PER_SECOND);
  }

  /** Resident memory, bytes. */
  public long residentBytes() throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/" + process.pid() + "/status"))) {
      if (line.startsWith("VmRSS:")) {
        return Long.parseLong(line.replaceAll("\\D", "")) * 1024;
      }
    }
    throw new IOException("no VmRSS of process " + process.pid());
  }

  /** Kills it as {@code kill -9} does. */
  public void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** Asks it to stop; kills it when it has not within 30 s. */
  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(30, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
