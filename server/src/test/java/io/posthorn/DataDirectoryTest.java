package io.posthorn;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class DataDirectoryTest {
  @TempDir Path folder;

  @Test
  void held_isFreeForNobody_andFreeAgainWhenClosed() throws IOException {
    Path other = Files.createSymbolicLink(folder.resolve("link"), folder.resolve("data"));
    try (DataDirectory held = DataDirectory.open(folder.resolve("data"))) {
      assertThat(held.path()).isEqualTo(folder.resolve("data").toAbsolutePath());
      assertThat(DataDirectory.openIfFree(folder.resolve("data"))).isNull();
      assertThat(DataDirectory.openIfFree(other)).isNull();
    }
    try (DataDirectory again = DataDirectory.openIfFree(other)) {
      assertThat(again).isNotNull();
    }
  }

  @Test
  @EnabledOnOs(value = OS.LINUX, disabledReason = "/proc/locks tells what locks there are")
  void look_leavesTheLockToOtherProcesses() throws IOException {
    try (DataDirectory held = DataDirectory.open(folder.resolve("data"))) {
      assertThat(locks(held)).isEqualTo(1);
      assertThat(DataDirectory.openIfFree(held.path())).isNull();
      assertThat(locks(held)).isEqualTo(1);
    }
  }

  /** How many locks this process has on the file, as the system sees it. */
  private static long locks(DataDirectory directory) throws IOException {
    Object inode = Files.getAttribute(directory.path().resolve("posthorn.lock"), "unix:ino");
    String owner = " " + ProcessHandle.current().pid() + " ";
    return Files.readAllLines(Path.of("/proc/locks")).stream()
        .filter(line -> line.contains(owner) && line.contains(":" + inode + " "))
        .count();
  }
}
