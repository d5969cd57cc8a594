package io.posthorn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class FileWatchTest {
  private static final Duration PERIOD = Duration.ofMillis(5);

  @TempDir Path folder;

  @Test
  void readingThatFailed_isTriedAgain_thoughTheFileStaysAsItIs() throws IOException {
    Path file = folder.resolve("file");
    Files.writeString(file, "a");
    var read = new CopyOnWriteArrayList<String>();
    FileWatch.Reading reading =
        () -> {
          read.add(Files.readString(file));
          if (read.size() == 1) {
            throw new IOException("Too many open files");
          }
          if (read.size() == 2) {
            throw new IllegalStateException("half of it");
          }
        };
    try (var watch = FileWatch.start(List.of(file), PERIOD, reading)) {
      assertThat(watch).isNotNull();
      replace(file, "b");
      await().until(() -> read.size() == 3);
      replace(file, "c");
      await().until(() -> read.size() > 3);
      assertThat(read).containsExactly("b", "b", "b", "c");
    }
  }

  private void replace(Path file, String text) throws IOException {
    Path other = folder.resolve("other");
    Files.writeString(other, text);
    Files.move(other, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
