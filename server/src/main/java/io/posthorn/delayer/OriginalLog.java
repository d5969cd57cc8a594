package io.posthorn.delayer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The lines of the original on stdout and in its two files. A file is opened for each line, so that
 * it may be moved away at any time. Safe for any thread.
 */
public final class OriginalLog implements DelayerLog {
  private static final Logger LOG = LoggerFactory.getLogger(OriginalLog.class);
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy/MM/dd HH:mm:ss");

  private final PrintStream out;
  private final @Nullable Path access;
  private final @Nullable Path error;
  private final InstantSource clock;
  private boolean unwritable;

  /**
   * A log to {@code out}, and to files whose folders are made.
   *
   * @param access for what is as it should be; null = stdout alone
   * @param error for what is not; null = stdout alone
   * @throws IOException naming the file that can't be written
   */
  public OriginalLog(
      PrintStream out, @Nullable Path access, @Nullable Path error, InstantSource clock)
      throws IOException {
    this.out = out;
    this.access = access;
    this.error = error;
    this.clock = clock;
    prepare(access);
    prepare(error);
  }

  /** Now in this machine's zone, as lines have it. */
  public static String time(InstantSource clock) {
    return TIME.format(clock.instant().atZone(ZoneId.systemDefault()));
  }

  /** As {@link #info(byte[])}. */
  public void info(String line) {
    info(line.getBytes(UTF_8));
  }

  @Override
  public void info(byte[] line) {
    write("info", line, access);
  }

  @Override
  public void error(byte[] line) {
    write("error", line, error);
  }

  private synchronized void write(String level, byte[] text, @Nullable Path file) {
    var line = new ByteArrayOutputStream();
    line.writeBytes(("[" + level + "] " + time(clock) + " ").getBytes(UTF_8));
    line.writeBytes(text);
    line.write('\n');
    out.writeBytes(line.toByteArray());
    out.flush();
    if (file != null) {
      append(file, line.toByteArray());
    }
  }

  private void append(Path file, byte[] line) {
    try {
      Files.write(file, line, CREATE, APPEND);
      unwritable = false;
    } catch (IOException e) {
      if (!unwritable) {
        LOG.warn("{} cannot be written: {}", file, e.toString());
        unwritable = true;
      }
    }
  }

  private static void prepare(@Nullable Path file) throws IOException {
    if (file != null) {
      Path folder = file.toAbsolutePath().getParent();
      if (folder != null) {
        Files.createDirectories(folder);
      }
      Files.write(file, new byte[0], CREATE, APPEND);
    }
  }
}
