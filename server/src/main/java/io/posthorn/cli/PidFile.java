package io.posthorn.cli;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The file that names this process to scripts, there for as long as it serves. */
final class PidFile {
  private static final Logger LOG = LoggerFactory.getLogger(PidFile.class);

  /** A link is not followed: the default place is a folder that everybody may write to. */
  private static final Set<OpenOption> OPTIONS =
      Set.of(CREATE, TRUNCATE_EXISTING, WRITE, NOFOLLOW_LINKS);

  private final Path path;

  PidFile(Path path) {
    this.path = path;
  }

  /** Writes it; a server without it still serves. */
  void write() {
    try {
      Files.write(path, content(), OPTIONS.toArray(OpenOption[]::new));
    } catch (IOException e) {
      LOG.warn("The pid file {} cannot be written: {}", path, e.toString());
    }
  }

  /** Removes it, unless another process has written it meanwhile. */
  void remove() {
    try {
      if (Files.isRegularFile(path, NOFOLLOW_LINKS)
          && Arrays.equals(Files.readAllBytes(path), content())) {
        Files.delete(path);
      }
    } catch (IOException e) {
      LOG.warn("The pid file {} cannot be removed: {}", path, e.toString());
    }
  }

  private static byte[] content() {
    return (ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.US_ASCII);
  }
}
