package io.posthorn.storage.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/** A file system of its own, in memory, with a file that eats its room. */
final class SmallDisk implements AutoCloseable {
  private final Path path;
  private final Path ballast;

  private SmallDisk(Path path) {
    this.path = path;
    this.ballast = path.resolve("ballast");
  }

  /** Mounts one; where that is not allowed the test is skipped, but never in CI as root. */
  static SmallDisk mount(Path folder, int megabytes) throws IOException {
    String refusal =
        run("mount", "-t", "tmpfs", "-o", "size=" + megabytes + "m", "tmpfs", folder.toString());
    if (!refusal.isEmpty()) {
      boolean mustWork =
          "true".equals(System.getenv("CI")) && "root".equals(System.getProperty("user.name"));
      assertThat(mustWork).as("a disk of its own can't be had: " + refusal).isFalse();
      Assumptions.abort("needs the right to mount a tmpfs: " + refusal);
    }
    return new SmallDisk(folder);
  }

  Path path() {
    return path;
  }

  long free() throws IOException {
    return Files.getFileStore(path).getUsableSpace();
  }

  /** Leaves {@code bytes} of room. */
  void eatAllBut(long bytes) throws IOException {
    byte[] page = new byte[4096];
    try (OutputStream out = Files.newOutputStream(ballast)) {
      while (free() > bytes) {
        out.write(page);
      }
    }
  }

  /** Gives back what was eaten. */
  void giveBack() throws IOException {
    Files.deleteIfExists(ballast);
  }

  @Override
  public void close() throws IOException {
    assertThat(run("umount", path.toString())).isEmpty();
  }

  /** What the command complains of; empty when it worked. */
  private static String run(String... command) throws IOException {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String said =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      int code = process.waitFor();
      return code == 0 ? "" : command[0] + " failed (" + code + "): " + said;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    } catch (IOException e) {
      return String.valueOf(e.getMessage());
    }
  }
}
