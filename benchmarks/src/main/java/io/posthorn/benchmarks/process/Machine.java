package io.posthorn.benchmarks.process;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** What a measurement was made on, and with. */
public final class Machine {
  private Machine() {}

  /**
   * Machine, commit and command as lines of a Markdown list.
   *
   * @param command what stands in for the arguments of {@code bin/bench} when they are not known
   */
  public static String describe(String command) {
    return "- machine: "
        + Runtime.getRuntime().availableProcessors()
        + " cores, "
        + System.getProperty("os.name")
        + ' '
        + System.getProperty("os.version")
        + ", Java "
        + System.getProperty("java.version")
        + "\n- commit: "
        + output("git", "rev-parse", "--short", "HEAD")
        + "\n- command: `bin/bench "
        + System.getProperty("bench.arguments", command)
        + "`\n";
  }

  /** Whether {@code program} is on the path. */
  public static boolean has(String program) {
    for (String folder : System.getenv().getOrDefault("PATH", "").split(File.pathSeparator)) {
      if (Files.isExecutable(Path.of(folder, program))) {
        return true;
      }
    }
    return false;
  }

  private static String output(String... command) {
    try {
      Process process = new ProcessBuilder(command).start();
      return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    } catch (IOException e) {
      return "unknown";
    }
  }
}
