package io.posthorn.benchmarks.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Preloads the recorder into a JVM and cuts its power. */
@EnabledOnOs(OS.LINUX)
class ShimTest {
  @TempDir Path folder;

  @Test
  void environment_letsAPowerCutTakeExactlyWhatWasNotSynced() throws Exception {
    Path data = Files.createDirectory(folder.resolve("data")).toRealPath();
    Shim shim = Shim.compile(folder);
    var builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            Writer.class.getName(),
            data.toString());
    builder.environment().putAll(shim.environment(data));
    assertThat(builder.inheritIO().start().waitFor()).isZero();

    PowerCut.read(shim.trace()).apply(new SplittableRandom(1), false);

    assertThat(data.resolve("synced")).hasContent("one");
    assertThat(data.resolve("forced-data")).hasContent("one");
    assertThat(data.resolve("never-synced")).doesNotExist();
    assertThat(data.resolve("renamed")).hasContent("old");
    assertThat(data.resolve("renamed-synced")).hasContent("new");
  }

  /** What the preloaded JVM does. */
  static final class Writer {
    public static void main(String[] args) throws IOException {
      Path data = Path.of(args[0]);
      write(data.resolve("renamed-synced"), true, "old");
      Files.move(temporary(data), data.resolve("renamed-synced"), StandardCopyOption.ATOMIC_MOVE);
      try (FileChannel directory = FileChannel.open(data, StandardOpenOption.READ)) {
        directory.force(true);
      }
      write(data.resolve("synced"), true, "one", "two");
      write(data.resolve("forced-data"), false, "one", "two");
      Files.writeString(data.resolve("never-synced"), "text");
      write(data.resolve("renamed"), true, "old");
      Files.move(temporary(data), data.resolve("renamed"), StandardCopyOption.ATOMIC_MOVE);
    }

    private static Path temporary(Path data) throws IOException {
      write(data.resolve("temporary"), true, "new");
      return data.resolve("temporary");
    }

    /** Syncs after the first part only. */
    private static void write(Path file, boolean metadata, String... parts) throws IOException {
      try (var channel =
          FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
        for (int i = 0; i < parts.length; i++) {
          channel.write(ByteBuffer.wrap(parts[i].getBytes()));
          if (i == 0) {
            channel.force(metadata);
          }
        }
      }
    }
  }
}
