package io.posthorn.delayer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InstanceFileTest {
  private static final String OWN = Long.toString(ProcessHandle.current().pid());

  @TempDir Path folder;

  @Test
  void write_hasTheIdAlone_andRemoveTakesOwnOnly() throws IOException {
    Path path = folder.resolve("d.pid");
    InstanceFile file = new InstanceFile(path);
    assertThat(file.running()).isZero();
    file.write();
    assertThat(path).hasContent(OWN).hasSize(OWN.length());
    assertThat(file.running()).as("its own id is of an earlier life").isZero();
    file.remove();
    assertThat(path).doesNotExist();
    Files.writeString(path, "1");
    file.remove();
    assertThat(path).exists();
  }

  @Test
  void running_namesALivingProcess() throws IOException {
    Path path = folder.resolve("d.pid");
    long parent = ProcessHandle.current().parent().orElseThrow().pid();
    for (String end : new String[] {"", "\n"}) {
      Files.writeString(path, parent + end);
      assertThat(new InstanceFile(path).running()).isEqualTo(parent);
    }
    for (String stale : new String[] {"", "abc", "-1", "0", "4194304999", "9".repeat(40)}) {
      Files.writeString(path, stale);
      assertThat(new InstanceFile(path).running()).as(stale).isZero();
    }
  }

  @Test
  void write_toAFolderThatIsNotThere_fails() {
    InstanceFile file = new InstanceFile(folder.resolve("none/d.pid"));
    assertThatThrownBy(file::write).isInstanceOf(IOException.class);
  }
}
