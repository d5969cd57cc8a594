package io.posthorn;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices that files have changed, by looking at them every now and then: that works on every file
 * system, through symbolic links, and for files that are not there yet.
 */
final class FileWatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(FileWatch.class);

  private final ScheduledExecutorService thread;

  private FileWatch(ScheduledExecutorService thread) {
    this.thread = thread;
  }

  /** Runs {@code action}, on a thread of its own, when one of {@code files} has changed. */
  static FileWatch start(List<Path> files, Duration period, Runnable action) {
    ScheduledExecutorService thread =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread made = new Thread(task, "posthorn-files");
              made.setDaemon(true);
              return made;
            });
    var look = new Look(files, action);
    thread.scheduleWithFixedDelay(
        look, period.toMillis(), period.toMillis(), TimeUnit.MILLISECONDS);
    return new FileWatch(thread);
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }

  private static final class Look implements Runnable {
    private final List<Path> files;
    private final Runnable action;
    private List<String> seen;

    Look(List<Path> files, Runnable action) {
      this.files = files;
      this.action = action;
      this.seen = look();
    }

    @Override
    public void run() {
      try {
        List<String> now = look();
        if (!now.equals(seen)) {
          seen = now;
          action.run();
        }
      } catch (RuntimeException e) {
        LOG.error("Reading changed files failed", e);
      }
    }

    private List<String> look() {
      return files.stream().map(Look::state).toList();
    }

    private static String state(Path file) {
      try {
        var attributes = Files.readAttributes(file, BasicFileAttributes.class);
        return attributes.lastModifiedTime() + " " + attributes.size() + " " + attributes.fileKey();
      } catch (IOException e) {
        return "none";
      }
    }
  }
}
