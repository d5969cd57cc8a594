package io.posthorn.benchmarks.crash;

import io.posthorn.benchmarks.process.ServerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The server that is killed and started again on what it left. */
final class Victim {
  private final Scenario scenario;
  private final SplittableRandom random;
  private final @Nullable Shim shim;
  private ServerProcess server;
  private long cutBytes;

  /** Starts it. */
  Victim(Scenario scenario, SplittableRandom random) throws IOException, InterruptedException {
    this.scenario = scenario;
    this.random = random;
    Files.createDirectories(scenario.data());
    this.shim = scenario.powerCut() ? Shim.compile(scenario.work()) : null;
    this.server = start();
  }

  /** Kills it as {@code kill -9} does, and cuts the power. */
  void kill() throws IOException, InterruptedException {
    cutBytes = 0;
    server.kill();
    cutPower();
  }

  /**
   * A crash during recovery is a crash, too: sometimes starts it and kills it before it is ready,
   * or soon after. Answers when it was killed, nanoTime; 0 = it was not started.
   */
  long stumble() throws IOException, InterruptedException {
    if (random.nextInt(5) != 0) {
      return 0;
    }
    Process starting =
        new ProcessBuilder(startingCommand())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    starting.waitFor(random.nextInt(300, 2_000), TimeUnit.MILLISECONDS);
    long killedAt = System.nanoTime();
    starting.destroyForcibly().waitFor();
    cutPower();
    return killedAt;
  }

  /** Starts it again. */
  void restart() throws IOException, InterruptedException {
    server = start();
  }

  /** Ends it for good. */
  void end() throws InterruptedException {
    server.kill();
  }

  /** From its last start to the line that says it is ready. */
  Duration startedIn() {
    return server.startedIn();
  }

  /** What the last power cut took, for print; empty when there was none. */
  String cut() {
    return shim == null ? "" : ", " + cutBytes + " bytes cut";
  }

  private List<String> command() {
    var command = new ArrayList<>(scenario.java());
    command.addAll(
        List.of(
            "serve",
            "--port",
            String.valueOf(scenario.port()),
            "--data",
            scenario.data().toString()));
    for (String setting : scenario.settings()) {
      command.addAll(List.of("--set", setting));
    }
    return command;
  }

  private Map<String, String> environment() throws IOException {
    return shim == null ? Map.of() : shim.environment(scenario.data());
  }

  private ServerProcess start() throws IOException, InterruptedException {
    var log = scenario.work().resolve("server.log").toFile();
    return ServerProcess.start(
        command(), environment(), log, line -> line.startsWith("Posthorn ready on"));
  }

  private List<String> startingCommand() throws IOException {
    var command = new ArrayList<String>(List.of("env"));
    environment().forEach((name, value) -> command.add(name + '=' + value));
    command.addAll(command());
    return command;
  }

  private void cutPower() throws IOException {
    if (shim != null) {
      PowerCut cut = PowerCut.read(shim.trace());
      cut.apply(random, random.nextInt(3) == 0);
      cutBytes += cut.cutBytes();
    }
  }
}
