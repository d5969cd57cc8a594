package io.posthorn.benchmarks.crash;

import io.posthorn.benchmarks.process.Folders;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Backs the server's data up while it runs, and puts the backup in the place of the data. */
final class Backups {
  private final Scenario scenario;
  private final Path folder;
  private long nanos;

  Backups(Scenario scenario) {
    this.scenario = scenario;
    this.folder = scenario.work().resolve("backup");
  }

  /** Takes one of the running server. */
  void take() throws IOException, InterruptedException {
    long begun = System.nanoTime();
    run("backup", "--port", String.valueOf(scenario.port()));
    nanos = System.nanoTime() - begun;
  }

  /** Loses the data of the dead server and restores the backup. */
  void restore() throws IOException, InterruptedException {
    Folders.delete(scenario.data());
    run("restore");
    Folders.delete(folder);
  }

  /** How long it took, for print. */
  String text() {
    return ", backup in " + TimeUnit.NANOSECONDS.toMillis(nanos) + " ms";
  }

  private void run(String verb, String... options) throws IOException, InterruptedException {
    var command = new ArrayList<>(scenario.java());
    command.addAll(List.of(verb, folder.toString(), "--data", scenario.data().toString()));
    command.addAll(List.of(options));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException(
          "posthorn " + verb + " ended with " + process.exitValue() + ": " + said);
    }
  }
}
