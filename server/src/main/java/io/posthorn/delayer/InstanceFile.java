package io.posthorn.delayer;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * The original's pid file: the decimal id of the one process that runs, without an end of line. It
 * keeps a second one from being started by mistake.
 */
public final class InstanceFile {
  private static final int MAX_BYTES = 32;

  private final Path path;

  /** The file at {@code path}. */
  public InstanceFile(Path path) {
    this.path = path;
  }

  /**
   * The id of another process that runs and is named there.
   *
   * @return 0 when there is none
   */
  public long running() {
    try {
      if (!Files.isRegularFile(path, NOFOLLOW_LINKS) || Files.size(path) > MAX_BYTES) {
        return 0;
      }
      long pid = Long.parseLong(Files.readString(path, ISO_8859_1).strip());
      boolean other = pid > 0 && pid != ProcessHandle.current().pid();
      return other && ProcessHandle.of(pid).isPresent() ? pid : 0;
    } catch (IOException | NumberFormatException e) {
      return 0;
    }
  }

  /**
   * Writes this process's id.
   *
   * @throws IOException when that can't be
   */
  public void write() throws IOException {
    Files.write(path, own(), CREATE, TRUNCATE_EXISTING, WRITE, NOFOLLOW_LINKS);
  }

  /** Removes it, unless another process has written it meanwhile. */
  public void remove() {
    try {
      if (Files.isRegularFile(path, NOFOLLOW_LINKS)
          && Arrays.equals(Files.readAllBytes(path), own())) {
        Files.delete(path);
      }
    } catch (IOException e) {
      // A file that stays is found stale by the next start.
    }
  }

  private static byte[] own() {
    return Long.toString(ProcessHandle.current().pid()).getBytes(US_ASCII);
  }
}
