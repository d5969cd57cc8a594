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
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices that files have changed, by looking at them every now and then: that works on every file
 * system, through symbolic links, and for files that are not there yet. What can't be read is tried
 * again at every look: what is in the way need not be in the files.
 */
final class FileWatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(FileWatch.class);

  /** Takes over what changed. */
  interface Reading {
    /**
     * Reads the files.
     *
     * @throws IOException when they can't be used, nor any but those read before; as does any
     *     unchecked exception
     */
    void read() throws IOException;
  }

  private final ScheduledExecutorService thread;

  private FileWatch(ScheduledExecutorService thread) {
    this.thread = thread;
  }

  /**
   * Runs {@code reading}, on a thread of its own, when one of {@code files} has changed, and once a
   * period until it succeeds.
   */
  static FileWatch start(List<Path> files, Duration period, Reading reading) {
    ScheduledExecutorService thread =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread made = new Thread(task, "posthorn-files");
              made.setDaemon(true);
              return made;
            });
    var look = new Look(files, reading);
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
    private final Reading reading;

    /** As when they were last read. */
    private List<String> seen;

    /** What was last in the way: a line of the log each period would hide all others. */
    private @Nullable String complaint;

    Look(List<Path> files, Reading reading) {
      this.files = files;
      this.reading = reading;
      this.seen = look();
    }

    @Override
    public void run() {
      try {
        List<String> now = look();
        if (!now.equals(seen)) {
          reading.read();
          seen = now;
          complaint = null;
        }
      } catch (IOException | RuntimeException e) {
        if (!e.toString().equals(complaint)) {
          complaint = e.toString();
          LOG.error(
              "Changed files {} can't be used, those read before stay, and they are tried again: {}",
              files,
              complaint);
        }
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
