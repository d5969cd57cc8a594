package io.posthorn.benchmarks.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PowerCutTest {
  @TempDir Path folder;
  private Path data;
  private final StringBuilder trace = new StringBuilder();

  @BeforeEach
  void make() throws IOException {
    data = Files.createDirectory(folder.resolve("data"));
  }

  @Test
  void apply_cutsWhatWasWrittenAfterTheLastSyncBegan() throws IOException {
    Path file = write("log", "durable-rest-more");
    event("O 1 0 1 " + file);
    event("W 1 7");
    event("W 1 12");
    event("B 1");
    event("W 1 17");
    event("E 1");

    apply(false);

    assertThat(Files.readString(file)).isEqualTo("durable-rest");
  }

  @Test
  void apply_ignoresSyncsThatDidNotEnd() throws IOException {
    Path file = write("log", "durable-rest");
    event("O 1 0 1 " + file);
    event("W 1 7");
    event("B 1");
    event("E 1");
    event("W 1 12");
    event("B 1");

    apply(false);

    assertThat(Files.readString(file)).isEqualTo("durable");
  }

  @Test
  void apply_removesNewFilesThatNobodySynced() throws IOException {
    Path file = write("new", "text");
    event("O 1 0 1 " + file);
    event("W 1 4");

    PowerCut cut = apply(false);

    assertThat(file).doesNotExist();
    assertThat(cut.cutBytes()).isEqualTo(4);
  }

  @Test
  void apply_keepsTheNameWhenTheDirectoryWasSynced() throws IOException {
    Path file = write("new", "text");
    event("O 9 0 0 " + data);
    event("O 1 0 1 " + file);
    event("W 1 4");
    event("B 9");
    event("E 9");

    apply(false);

    assertThat(file).exists().isEmptyFile();
  }

  @Test
  void apply_leavesOldFilesAloneButCutsWhatWasAdded() throws IOException {
    Path untouched = write("untouched", "text");
    Path appended = write("appended", "old-new");
    event("O 1 3 0 " + appended);
    event("W 1 7");

    apply(false);

    assertThat(untouched).hasContent("text");
    assertThat(appended).hasContent("old");
  }

  @Test
  void apply_keepsARandomPartOfATornTail() throws IOException {
    boolean some = false;
    for (int seed = 0; seed < 20; seed++) {
      Path file = write("log", "durable-and-a-long-tail");
      trace.setLength(0);
      event("O 1 7 0 " + file);
      event("W 1 23");
      Files.writeString(folder.resolve("trace"), trace);
      PowerCut.read(folder.resolve("trace")).apply(new SplittableRandom(seed), true);
      assertThat(Files.readString(file)).startsWith("durable");
      some |= Files.size(file) > 7 && Files.size(file) < 23;
    }
    assertThat(some).isTrue();
  }

  @Test
  void apply_undoesRenamesThatNobodySynced() throws IOException {
    Path current = write("CURRENT", "new");
    Path saved = folder.resolve("trace.saved-1-0");
    Files.writeString(saved, "old");
    Path temporary = data.resolve("tmp");
    event("O 1 0 1 " + temporary);
    event("W 1 3");
    event("B 1");
    event("E 1");
    event("R 1 " + current + " " + temporary + " " + saved);

    apply(false);

    assertThat(current).hasContent("old");
    assertThat(temporary).hasContent("new");
  }

  @Test
  void apply_keepsRenamesWhoseDirectoryWasSynced() throws IOException {
    Path current = write("CURRENT", "new");
    Path temporary = data.resolve("tmp");
    event("O 9 0 0 " + data);
    event("O 1 0 1 " + temporary);
    event("W 1 3");
    event("B 1");
    event("E 1");
    event("R 1 " + current + " " + temporary + " -");
    event("B 9");
    event("E 9");

    apply(false);

    assertThat(current).hasContent("new");
    assertThat(temporary).doesNotExist();
  }

  @Test
  void apply_takesTruncationsAndRemovalsAsDurable() throws IOException {
    Path file = write("log", "durable");
    event("O 1 100 0 " + file);
    event("T 1 7");
    event("O 2 0 1 " + data.resolve("gone"));
    event("W 2 5");
    event("U " + data.resolve("gone"));

    apply(false);

    assertThat(file).hasContent("durable");
  }

  @Test
  void read_takesAnInodeUsedAgainForANewFile() throws IOException {
    Path file = write("second", "text");
    event("O 1 0 1 " + data.resolve("first"));
    event("W 1 400");
    event("B 1");
    event("E 1");
    event("U " + data.resolve("first"));
    event("O 1 0 1 " + file);
    event("W 1 4");
    event("B 1");
    event("E 1");

    apply(false);

    assertThat(file).hasContent("text");
  }

  private PowerCut apply(boolean torn) throws IOException {
    Path file = folder.resolve("trace");
    Files.writeString(file, trace);
    PowerCut cut = PowerCut.read(file);
    cut.apply(new SplittableRandom(1), torn);
    return cut;
  }

  private void event(String line) {
    trace.append(line).append('\n');
  }

  private Path write(String name, String text) throws IOException {
    return Files.writeString(data.resolve(name), text);
  }
}
