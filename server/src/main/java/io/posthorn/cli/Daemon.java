package io.posthorn.cli;

import io.posthorn.StartException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Runs this very command again as a process that outlives this one. */
final class Daemon {
  private static final String CHILD = "POSTHORN_LAUNCHER_DAEMON";

  private Daemon() {}

  /** Whether this process is the one in the background. */
  static boolean isChild() {
    return System.getenv(CHILD) != null;
  }

  /** As {@link #start(Path, PrintWriter)}, with {@code posthorn.log} in the data directory. */
  static int startIn(Path data, PrintWriter err) {
    try {
      Files.createDirectories(data);
      return start(data.resolve("posthorn.log"), err);
    } catch (IOException e) {
      throw cannot(e);
    }
  }

  /** As {@link #start(Path, PrintWriter)}, for one with log files of its own. */
  static int start(PrintWriter err) {
    try {
      Path log = Files.createTempFile("posthorn", ".log");
      try {
        return start(log, err);
      } finally {
        Files.delete(log);
      }
    } catch (IOException e) {
      throw cannot(e);
    }
  }

  /**
   * Starts it and waits until it serves or gave up: then what it said goes to {@code err}.
   *
   * @param log where its stderr goes
   */
  private static int start(Path log, PrintWriter err) throws IOException {
    try {
      long logged = Files.exists(log) ? Files.size(log) : 0;
      ProcessBuilder builder = new ProcessBuilder(command());
      builder.environment().put(CHILD, "yes");
      builder.redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()));
      Process child = builder.start();
      child.getOutputStream().close();
      try (BufferedReader out =
          new BufferedReader(
              new InputStreamReader(child.getInputStream(), StandardCharsets.UTF_8))) {
        if (out.readLine() != null) {
          return 0;
        }
      }
      int code = child.waitFor();
      err.print(textFrom(log, logged));
      err.flush();
      return code == 0 ? Failures.FAILED : code;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Failures.FAILED;
    }
  }

  private static StartException cannot(IOException e) {
    return new StartException(
        StartException.Part.DATA, "cannot start in the background: " + e.getMessage(), e);
  }

  private static List<String> command() {
    ProcessHandle.Info info = ProcessHandle.current().info();
    List<String> command = new ArrayList<>();
    command.add(info.command().orElse("java"));
    command.addAll(
        List.of(
            info.arguments()
                .orElseThrow(
                    () ->
                        new StartException(
                            StartException.Part.DATA,
                            "this system does not tell with which arguments a process runs:"
                                + " leave out -d",
                            null))));
    return command;
  }

  private static String textFrom(Path log, long offset) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
      file.seek(offset);
      byte[] bytes = new byte[(int) Math.min(file.length() - offset, 64 << 10)];
      file.readFully(bytes);
      return new String(bytes, StandardCharsets.UTF_8);
    }
  }
}
