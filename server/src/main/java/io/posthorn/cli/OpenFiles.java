package io.posthorn.cli;

import io.posthorn.config.ServerConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How many files and connections this process may have open. */
final class OpenFiles {
  private static final Logger LOG = LoggerFactory.getLogger(OpenFiles.class);
  private static final String LINE = "Max open files";

  /** Jars, log, lock, event loops and the like. */
  private static final int OTHERS = 128;

  private OpenFiles() {}

  /**
   * Says what the launcher raised the limit to, and warns when that is less than {@code config} may
   * need.
   */
  static void report(ServerConfig config) {
    long limit = limit();
    String before = System.getenv("POSTHORN_LAUNCHER_OPEN_FILES");
    if (before != null && !before.equals(Long.toString(limit))) {
      LOG.info("Open-file limit raised from {} to the hard limit, {}", before, text(limit));
    }
    long needed =
        (long) config.http().maxConnections() + config.storage().memory().maxOpenFiles() + OTHERS;
    if (limit < needed) {
      LOG.warn(
          "The open-file limit is {}, but {} connections and {} storage files may need {}: raise it"
              + " (ulimit -Hn) or lower http.maxConnections",
          limit,
          config.http().maxConnections(),
          config.storage().memory().maxOpenFiles(),
          needed);
    }
  }

  /**
   * This process's soft limit; {@link Long#MAX_VALUE} when there is none, or none that can be read.
   */
  static long limit() {
    try {
      for (String line : Files.readAllLines(Path.of("/proc/self/limits"))) {
        if (line.startsWith(LINE)) {
          String soft = line.substring(LINE.length()).trim().split(" +")[0];
          return soft.equals("unlimited") ? Long.MAX_VALUE : Long.parseLong(soft);
        }
      }
    } catch (IOException e) {
      LOG.debug("No /proc to read the open-file limit from", e);
    }
    return Long.MAX_VALUE;
  }

  private static String text(long limit) {
    return limit == Long.MAX_VALUE ? "unlimited" : Long.toString(limit);
  }
}
